"""Sub-agents, side chains and copies of Claude Code: each request once (`accounting.md` 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import prompt, reply, tool_use
from conftest import totals_of
from sightline.store.query import Filter

if TYPE_CHECKING:
    from conftest import Home

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"
SIDE: dict[str, Any] = {"isSidechain": True, "agentId": "x1", "sessionId": A}
SEEN = ("requests", "input_tokens", "output_tokens")


def answered(output: int) -> list[dict[str, Any]]:
    """A sub-agent's call and its result: 7 input and some output of its last request."""
    call = reply("m", 1, 30, content=[tool_use("t", "Task", subagent_type="scout")])
    block = {"type": "tool_result", "tool_use_id": "t", "content": "found"}
    usage = {"input_tokens": 7, "output_tokens": output, "cache_read_input_tokens": 0}
    done = {"status": "completed", "agentId": "x1", "totalTokens": 9999, "usage": usage}
    line = prompt("r", 60) | {"message": {"role": "user", "content": [block]}}
    return [prompt("p", 0), call, line | {"toolUseResult": done}]


def progress(message: str, second: float, output: int) -> dict[str, Any]:
    """A line that shows a request of the sub-agent."""
    inner = reply(message, second, output)
    data = {"type": "agent_progress", "agentId": "x1", "message": inner}
    return prompt(f"g-{message}", second) | {"type": "progress", "data": data, "message": None}


def test_beside_the_agents_file_its_result_only_raises_the_last_output(home: Home) -> None:
    home.claude(A, *answered(90))
    home.claude(f"{A}/subagents/agent-x1", prompt("s", 2, **SIDE), reply("n", 3, 40, **SIDE))
    # two requests of 100 sent; 30 said by the parent, 90 instead of 40 by the agent
    assert home.totals(*SEEN) == {"requests": 2, "input_tokens": 200, "output_tokens": 30 + 90}


def test_a_result_that_states_less_than_the_agents_file_changes_nothing(home: Home) -> None:
    home.claude(A, *answered(20))
    home.claude(f"{A}/subagents/agent-x1", prompt("s", 2, **SIDE), reply("n", 3, 40, **SIDE))
    assert home.totals(*SEEN) == {"requests": 2, "input_tokens": 200, "output_tokens": 30 + 40}


def test_beside_progress_lines_the_result_is_the_request_they_lack(home: Home) -> None:
    lines = answered(90)
    home.claude(A, *lines[:2], progress("n", 3, 40), lines[2])
    # the parent's, the one shown, and the one told: 100 + 100 + 7 sent
    assert home.totals(*SEEN) == {
        "requests": 3, "input_tokens": 207, "output_tokens": 30 + 40 + 90,
    }  # fmt: skip


def test_alone_a_result_is_all_that_is_known_and_a_lower_bound(home: Home) -> None:
    home.claude(A, *answered(90))
    assert home.totals(*SEEN) == {"requests": 2, "input_tokens": 107, "output_tokens": 30 + 90}
    with home.opened[-1].reading() as connection:
        rows = connection.execute("SELECT count(*) FROM request WHERE native AND partial")
        assert rows.fetchall() == [(1,)]


def test_side_rows_without_a_main_one_are_one_request(home: Home) -> None:
    one = reply("n", 3, 40, request="first", **SIDE)
    other = reply("n", 4, 50, request="second", **SIDE)
    home.claude(f"{A}/subagents/agent-x1", prompt("s", 2, **SIDE), one, other)
    assert home.totals("requests", "output_tokens") == {"requests": 1, "output_tokens": 50}


def test_of_equal_copies_the_one_with_a_speed_counts(home: Home) -> None:
    plain, fast = reply("m", 1), reply("m", 1)
    fast["message"]["usage"]["speed"] = "fast"
    home.claude(A, prompt("p", 0), plain, fast)
    home.claude(B, prompt("p", 0), plain)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        rows = connection.execute("SELECT speed FROM request WHERE native").fetchall()
    assert rows == [("fast",)]


def test_a_call_is_of_the_day_of_its_first_line(home: Home) -> None:
    """C3: copies keep the first line, and may end later."""
    late = reply("m", 9, 40) | {"timestamp": "2026-03-03T00:00:01.000Z"}
    first = reply("m", 1, 10) | {"timestamp": "2026-03-02T23:59:59.000Z"}
    home.claude(A, prompt("p", 0), first, late)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        rows = connection.execute("SELECT ts, output_tokens FROM request WHERE native").fetchall()
    assert rows == [(1_772_495_999_000_000, 40)]  # 2026-03-02 23:59:59 UTC


def test_a_background_copy_owns_nothing_that_another_holds(home: Home) -> None:
    head = [prompt("p", 0, sessionKind="bg"), reply("m", 1, sessionKind="bg")]
    home.claude(A, *head)
    home.claude(B, prompt("p", 0), reply("m", 1), prompt("q", 90), reply("n", 91))
    index = home.index()
    index.refresh()
    of_b = Filter(sessions=(f"claude_code:{B}",))
    # A ended first and would own the copies, were it not in the background
    assert totals_of(index, "requests", "turns", where=of_b) == {"requests": 2, "turns": 2}


def test_a_copied_edit_counts_once(home: Home) -> None:
    use = [tool_use("t", "Edit", file_path="/home/dev/app/a.py")]
    done = {"filePath": "/home/dev/app/a.py", "structuredPatch": [{"lines": ["+1", "+2", "-3"]}]}
    block = {"type": "tool_result", "tool_use_id": "t", "content": "ok"}
    result = prompt("r", 2) | {"message": {"role": "user", "content": [block]}}
    head = [prompt("p", 0), reply("m", 1, content=use), result | {"toolUseResult": done}]
    home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9))
    assert home.totals("lines_added", "lines_removed", "files_changed") == {
        "lines_added": 2, "lines_removed": 1, "files_changed": 1,
    }  # fmt: skip


def test_lines_before_a_compaction_were_paid(home: Home) -> None:
    cut = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "cwd": "/home/dev/app"}
    meta = {"timestamp": "2026-03-02T10:00:05.000Z", "compactMetadata": {"trigger": "auto"}}
    home.claude(A, prompt("p", 0), reply("m", 1), cut | meta, reply("n", 9))
    assert home.totals("requests") == {"requests": 2}
