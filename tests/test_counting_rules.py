"""Single rules of counting, each with the smallest files that show it (`accounting.md` 1 to 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import Line, encoded, prompt, reply, stamp, tool_use
from conftest import totals_of
from sightline.store.query import Filter

if TYPE_CHECKING:
    from conftest import Ask, Home

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"
EACH = 100 * 5_000 + 10 * 25_000 + 1000 * 500 + 50 * 6_250
"""Nano-USD of a reply: 100 in, 10 out, 1,000 read, 50 written."""


def codex(*payloads: Line) -> list[Line]:
    """A rollout of these events, a second apart."""
    meta = {"id": "s", "timestamp": stamp(0), "cwd": "/home/dev/app"}
    head = [("session_meta", meta), ("turn_context", {"model": "gpt-5.5"})]
    told = [*head, *(("event_msg", payload) for payload in payloads)]
    return [
        {"timestamp": stamp(at), "type": type_, "payload": payload}
        for at, (type_, payload) in enumerate(told)
    ]


def counted(whole: int, cached: int, output: int) -> Line:
    usage = {"input_tokens": whole, "cached_input_tokens": cached, "output_tokens": output}
    info = {"total_token_usage": usage, "last_token_usage": usage}
    return {"type": "token_count", "info": info}


def test_requests_are_the_sum_of_n(home: Home) -> None:
    usage = {"inputTokens": 500, "outputTokens": 70}
    metrics = {"gpt-5.4": {"requests": {"count": 3}, "usage": usage}}
    told = [("session.start", {"sessionId": "s"}), ("session.shutdown", {"modelMetrics": metrics})]
    path = home.path / ".copilot/session-state/s.jsonl"
    path.parent.mkdir(parents=True)
    lines = ({"type": t, "data": d, "timestamp": stamp(0)} for t, d in told)
    path.write_bytes(encoded(*lines))
    assert home.totals("requests", "input_tokens") == {"requests": 3, "input_tokens": 500}


def test_a_session_shows_its_transcript_and_counts_what_is_native(home: Home, ask: Ask) -> None:
    head = [prompt("p", 0), reply("m", 1)]
    home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    copy = ask(index, "session", id=B)
    assert (copy.session.requests, copy.transcript_requests) == (1, 2)


@pytest.mark.parametrize(
    ("folders", "project"), [(["/home/dev/app", "/home/dev/web"], "/home/dev/app"), ([], None)]
)
def test_the_project_is_the_first_folder_or_none(
    home: Home, folders: list[str], project: str | None
) -> None:
    lines = [reply(f"m{at}", at, cwd=folder) for at, folder in enumerate(folders or [None])]
    home.claude(A, *lines)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        assert connection.execute("SELECT project FROM session").fetchall() == [(project,)]


def test_a_session_cut_in_two_files_that_carry_its_id_is_one(home: Home) -> None:
    own: dict[str, Any] = {"sessionId": A}
    home.claude("first", prompt("p", 0, **own), reply("m", 1, **own))
    home.claude("second", reply("m", 1, **own), reply("n", 2, **own))
    assert home.totals("sessions", "requests", "turns", "cost") == {
        "sessions": 1, "requests": 2, "turns": 1, "cost": 2 * EACH,
    }  # fmt: skip


def test_what_was_rolled_back_was_paid(home: Home) -> None:
    asked = {"type": "user_message", "message": "go"}
    back = {"type": "thread_rolled_back", "num_turns": 1}
    home.codex("s", *codex(asked, counted(100, 0, 9), back, asked, counted(300, 0, 20)))
    assert home.totals("requests", "output_tokens") == {"requests": 2, "output_tokens": 9 + 20}


def test_the_blocks_of_all_lines_of_a_response_count_once(home: Home) -> None:
    lines = [
        reply("m", at, content=[tool_use(id_, "Read")]) for at, id_ in enumerate(("t", "u", "t"))
    ]
    home.claude(A, prompt("p", 0), *lines)
    assert home.totals("requests", "tool_calls") == {"requests": 1, "tool_calls": 2}


def test_a_cache_part_above_its_whole_leaves_no_input_and_is_an_anomaly(home: Home) -> None:
    home.codex("s", *codex(counted(100, 150, 9)))
    index = home.index()
    index.refresh()
    assert totals_of(index, "input_tokens", "cache_read_tokens") == {
        "input_tokens": 0, "cache_read_tokens": 150,
    }  # fmt: skip
    with index.reading() as connection:
        found = connection.execute("SELECT kind, reason FROM problem").fetchall()
    assert found == [("anomaly", "cached tokens exceed input")]


def test_null_fields_and_the_order_of_keys_change_nothing(home: Home) -> None:
    line = reply("m", 1)
    home.claude(A, prompt("p", 0), line)
    plain = home.totals("cost", "input_tokens", "tool_calls", "turns")
    usage = dict(reversed(line["message"]["usage"].items())) | {"server_tool_use": None}
    odd = line | {"message": line["message"] | {"usage": usage}, "gitBranch": None}
    home.claude(A, prompt("p", 0), dict(reversed(odd.items())))
    assert home.totals("cost", "input_tokens", "tool_calls", "turns") == plain


def test_sessions_are_counted_and_not_added_over_days(home: Home, ask: Ask) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1), reply("n", 0, timestamp=stamp(0, "2026-03-03")))
    index = home.index()
    index.refresh()
    found = ask(index, "daily")
    assert [day.sessions for day in found.days if day.requests] == [1, 1]
    assert found.total.sessions == 1


def test_a_recorded_amount_is_recorded_though_its_tokens_are_a_lower_bound(
    home: Home, ask: Ask
) -> None:
    line = reply("m", 1, costUSD=0.25)
    line["message"]["stop_reason"] = None
    home.claude(A, prompt("p", 0), line)
    index = home.index()
    index.refresh()
    page = ask(index, "overview").analytics
    assert (page.total_cost, page.labels.get("totalCost")) == (0.25, "recorded")
    assert page.labels["totalOutputTokens"] == "at_least"


def test_fast_usage_is_a_model_line_of_its_own(home: Home, ask: Ask) -> None:
    fast = reply("n", 2)
    fast["message"]["usage"]["speed"] = "fast"
    home.claude(A, prompt("p", 0), reply("m", 1), fast)
    index = home.index()
    index.refresh()
    rows = ask(index, "models").rows
    # fast mode of this model costs six times as much
    assert [round(row.cost * 10**9) for row in rows] == [6 * EACH, EACH]


def test_without_an_instant_a_row_is_of_the_turns_day(home: Home) -> None:
    late = reply("m", 1)
    del late["timestamp"]
    home.claude(A, prompt("p", 0), late)
    day = Filter(since=1_772_409_600_000_000, until=1_772_496_000_000_000)  # 2 March 2026
    assert home.totals("requests", where=day) == {"requests": 1}


def test_without_turn_and_instant_a_row_is_of_the_sessions_start(home: Home) -> None:
    late, rest = reply("m", 1), {"timestamp": None}
    home.claude(A, late | rest, prompt("p", 9))
    day = Filter(since=1_772_409_600_000_000, until=1_772_496_000_000_000)  # 2 March 2026
    assert home.totals("requests", where=day) == {"requests": 1}
    home.claude(A, late | rest)
    assert home.totals("requests", where=day) == {"requests": 0}
    assert home.totals("requests") == {"requests": 1}


def test_a_prompt_alone_puts_a_session_into_a_range(home: Home) -> None:
    home.claude(A, prompt("p", 0))
    day = Filter(since=1_772_409_600_000_000, until=1_772_496_000_000_000)  # 2 March 2026
    before = Filter(until=1_772_409_600_000_000)
    assert home.totals("sessions", where=day) == {"sessions": 1}
    assert home.totals("sessions", where=before) == {"sessions": 0}


def test_the_hit_rate_is_what_was_read_of_all_input(home: Home) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1))
    assert home.totals("cache_hit_rate") == {"cache_hit_rate": 1000 / (100 + 1000 + 50)}


def test_cost_per_line_is_over_added_lines(home: Home) -> None:
    patch = {"filePath": "/home/dev/app/a.py", "structuredPatch": [{"lines": ["+a", "+b", "-c"]}]}
    call = reply("m", 1, content=[tool_use("t", "Edit", file_path="/home/dev/app/a.py")])
    result = {"type": "tool_result", "tool_use_id": "t", "content": "ok"}
    done = prompt("r", 2) | {"message": {"role": "user", "content": [result]}}
    home.claude(A, prompt("p", 0), call, done | {"toolUseResult": patch})
    assert home.totals("cost_per_line") == {"cost_per_line": EACH / 2}
