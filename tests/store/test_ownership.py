"""One request counts once, in the session that owns it (`accounting.md` 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import prompt, reply, tool_result, tool_use
from conftest import totals_of
from sightline.store.query import Filter

if TYPE_CHECKING:
    from conftest import Home

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"


def of(session: str) -> Filter:
    return Filter(sessions=(f"claude_code:{session}",))


def test_streamed_copies_count_once_with_the_largest_output(home: Home) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1, 1), reply("m", 2, 40), reply("m", 3, 40))
    assert home.totals("requests", "output_tokens", "input_tokens") == {
        "requests": 1, "output_tokens": 40, "input_tokens": 100,
    }  # fmt: skip


def test_a_resumed_copy_belongs_to_the_session_that_ended_first(home: Home) -> None:
    """M2, N5: a request counts once, in the session that first spent it."""
    head = [prompt("p", 0), reply("m", 1)]
    home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    assert totals_of(index, "requests", "turns") == {"requests": 2, "turns": 2}
    assert totals_of(index, "requests", where=of(A)) == {"requests": 1}
    assert totals_of(index, "requests", where=of(B)) == {"requests": 1}


def test_the_owner_gone_another_holder_owns(home: Home) -> None:
    head = [prompt("p", 0), reply("m", 1)]
    first = home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    first.unlink()
    index.refresh()
    assert totals_of(index, "requests", "turns", where=of(B)) == {"requests": 2, "turns": 2}


def test_lines_that_name_another_holder_belong_to_it(home: Home) -> None:
    head = [prompt("p", 0, sessionId=B), reply("m", 1, sessionId=B)]
    home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    assert totals_of(index, "requests", where=of(B)) == {"requests": 2}


def test_without_request_id_the_message_id_alone_tells(home: Home) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1, request=None), reply("m", 2, request=None))
    assert home.totals("requests") == {"requests": 1}


def test_a_side_chain_replay_joins_the_main_request(home: Home) -> None:
    side = reply("m", 5, 90, request="other", isSidechain=True)
    home.claude(A, prompt("p", 0), reply("m", 1, 40), side)
    assert home.totals("requests", "output_tokens") == {"requests": 1, "output_tokens": 40}


def test_a_replay_before_its_main_request_does_not_move_it_to_another_day(home: Home) -> None:
    replay = reply("m", 1, 90, request="other", isSidechain=True, timestamp="2026-02-27T10:00:00Z")
    home.claude(A, prompt("p", 0), replay, reply("m", 2, 40))
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT ts FROM request WHERE native").fetchall()
    assert found == [(1_772_445_602_000_000,)]  # 2026-03-02T10:00:02Z


def test_a_copied_call_belongs_to_the_session_its_lines_name(home: Home) -> None:
    said: dict[str, Any] = {"sessionId": B}
    call = reply("m", 1, content=[tool_use("t", "Read")], **said)
    head = [prompt("p", 0, **said), call, tool_result("t", 2, **said)]
    home.claude(A, *head)
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    assert totals_of(index, "tool_calls", where=of(B)) == {"tool_calls": 1}
    assert totals_of(index, "tool_calls", where=of(A)) == {"tool_calls": 0}


def test_two_main_calls_with_one_message_id_stay_two(home: Home) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1), reply("m", 2, request="other"))
    assert home.totals("requests") == {"requests": 2}


def test_a_sub_agent_counts_inside_its_session(home: Home) -> None:
    home.claude(A, prompt("p", 0), reply("m", 1))
    home.claude(
        f"{A}/subagents/agent-x1",
        prompt("s", 2, sessionId=A, isSidechain=True, agentId="x1"),
        reply("n", 3, sessionId=A, isSidechain=True, agentId="x1"),
    )
    index = home.index()
    index.refresh()
    assert index.held().sessions == 1
    assert totals_of(index, "requests", "turns", "replies", where=of(A)) == {
        "requests": 2, "turns": 1, "replies": 1,
    }  # fmt: skip


def test_a_copied_tool_call_counts_once(home: Home) -> None:
    call = reply("m", 1, content=[tool_use("t1", command="ls")])
    lines = [prompt("p", 0), call, tool_result("t1", 2)]
    home.claude(A, *lines)
    home.claude(B, *lines, prompt("q", 9))
    assert home.totals("tool_calls", "tool_successes") == {"tool_calls": 1, "tool_successes": 1}


def test_an_outcome_that_one_copy_knows_counts_whoever_owns_the_call(home: Home) -> None:
    """A resumed copy cut between a call and its result ends first, so it owns the call."""
    call = [prompt("p", 0), reply("m", 1, content=[tool_use("t", "Read")])]
    first = home.claude(A, *call)
    home.claude(B, *call, tool_result("t", 2, failed=True), prompt("q", 9))
    index = home.index()
    index.refresh()
    names = ("tool_calls", "tool_failures")
    assert totals_of(index, *names, where=of(A)) == {"tool_calls": 1, "tool_failures": 1}
    first.unlink()
    index.refresh()
    assert totals_of(index, *names) == {"tool_calls": 1, "tool_failures": 1}


def test_order_of_files_changes_nothing(home: Home) -> None:
    head = [prompt("p", 0), reply("m", 1)]
    home.claude(B, *head, prompt("q", 9), reply("n", 10))
    index = home.index()
    index.refresh()
    home.claude(A, *head)
    index.refresh()
    assert totals_of(index, "requests", where=of(A)) == {"requests": 1}
    assert totals_of(index, "requests", where=of(B)) == {"requests": 1}


def search(second: float) -> dict[str, Any]:
    """The result of a web search, which costs a fee."""
    return tool_result(
        "w", second, toolUseResult={"query": "q", "results": [], "durationSeconds": 1}
    )


def test_a_fee_that_one_copy_knows_counts_whoever_owns_the_request(home: Home) -> None:
    call = reply("m", 1, content=[tool_use("w", "WebSearch", query="q")])
    home.claude(A, prompt("p", 0), call)
    alone = home.totals("cost")["cost"]
    assert alone is not None
    copy = home.claude(B, prompt("p", 0), call, search(2), prompt("q", 9))
    index = home.index()
    index.refresh()
    fee = 10_000_000  # 0.01 USD a search
    assert totals_of(index, "cost", "requests") == {"cost": alone + fee, "requests": 1}
    copy.unlink()
    index.refresh()
    assert totals_of(index, "cost") == {"cost": alone}


def test_an_output_that_one_copy_ends_is_no_lower_bound(home: Home) -> None:
    open_ = reply("m", 1)
    open_["message"]["stop_reason"] = None
    home.claude(A, prompt("p", 0), open_)
    home.claude(B, prompt("p", 0), reply("m", 1), prompt("q", 9))
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT partial FROM request WHERE native").fetchall()
    assert found == [(False,)]


def test_a_line_that_names_a_stop_makes_the_response_certain(home: Home) -> None:
    """Placeholders are told by all lines of a response together, whichever states the most."""
    open_ = reply("m", 2, 40, version="2.0.5")
    open_["message"]["stop_reason"] = None
    home.claude(A, prompt("p", 0), open_, reply("m", 3, 30, version="2.0.5"))
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        rows = connection.execute("SELECT output_tokens, partial FROM request").fetchall()
    assert rows == [(40, False)]


def test_a_file_of_many_sessions_leaves_each_its_own(home: Home) -> None:
    """It names them all; each call stands in two files and counts in the session it names."""
    copied = []
    for n in range(20):
        calls = [
            reply(f"m{n}-{i}", n + i, content=[tool_use(f"t{n}-{i}")], sessionId=f"s{n}")
            for i in range(3)
        ]
        home.claude(f"s{n}", *calls)
        copied += calls
    home.claude("copy", *copied)
    index = home.index()
    index.refresh()
    for n in range(20):
        own = totals_of(index, "requests", "tool_calls", where=of(f"s{n}"))
        assert own == {"requests": 3, "tool_calls": 3}
    assert totals_of(index, "tool_calls") == {"tool_calls": 20 * 3}
