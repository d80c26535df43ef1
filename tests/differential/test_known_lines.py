"""What the rules about Claude Code lines see in the data, without the peer itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from differential.explain import Difference, Reading, read_claude
from differential.tally import Cell, Tokens, less, summed

Write = Callable[..., Reading]
MAIN = "00000000-0000-4000-8000-000000000001"
OTHER = "00000000-0000-4000-8000-000000000002"
OPUS = Cell("2026-03-02", "claude-opus-4-7")
SPENT = Tokens(100, 50, 1000, 5)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Read files as both would: `write(main=[line, …])`; `/` in a name is a folder."""

    def both(**files: list[dict[str, Any]]) -> Reading:
        for name, lines in files.items():
            path = tmp_path / "projects" / "-app" / f"{name}.jsonl"
            path.parent.mkdir(parents=True, exist_ok=True)
            compact = [json.dumps(line, separators=(",", ":")) for line in lines]
            path.write_text("\n".join(compact) + "\n", encoding="ascii")
        return read_claude(tmp_path)

    return both


def only(reading: Reading) -> tuple[str, Tokens]:
    """The rule of the one difference, and Sightline's tokens less the peer's."""
    found: Difference = next(iter(reading.differences))
    assert len(reading.differences) == 1
    assert found.rule is not None
    assert found.more == less(summed(reading.ours), summed(reading.peer))
    return found.rule.name, found.more.get(OPUS, Tokens())


def edited(line: dict[str, Any], **usage: Any) -> dict[str, Any]:
    line["message"]["usage"] |= usage
    return line


def test_a_sound_call_differs_in_nothing(write: Write) -> None:
    reading = write(**{MAIN: [reply("m", 0, 3), reply("m", 1, 5)], OTHER: [reply("m", 0, 3)]})
    assert reading.differences == []
    assert summed(reading.ours) == {OPUS: SPENT}


def test_lines_without_request_id_are_one_call(write: Write) -> None:
    reading = write(**{MAIN: [reply("m", 0, 5, request=None), reply("m", 1, 5, request=None)]})
    assert only(reading) == ("no_request_id", Tokens(-100, -50, -1000, -5))


def test_a_copy_without_message_id_is_its_uuid(write: Write) -> None:
    line = reply("m", 0, 5)
    del line["message"]["id"]
    assert only(write(**{MAIN: [line], OTHER: [line]})) == (
        "no_message_id",
        Tokens(-100, -50, -1000, -5),
    )


@pytest.mark.parametrize(
    "oddity",
    [
        {"requestId": None}, {"text": "\ud83d"}, {"version": "dev"},
        {"timestamp": "2026-03-02T10:00:00"},
    ],
)  # fmt: skip
def test_a_line_that_the_peer_refuses_is_read(write: Write, oddity: dict[str, Any]) -> None:
    assert only(write(**{MAIN: [reply("m", 0, 5) | oddity]})) == ("refused_line", SPENT)


def test_the_program_s_own_messages_are_no_calls(write: Write) -> None:
    error = reply("e", 1, 9) | {"isApiErrorMessage": True}
    reading = write(**{MAIN: [reply("m", 0, 5), error]})
    assert only(reading) == ("local_message", Tokens(-100, -50, -1000, -9))


def test_cache_writes_count_in_full_where_their_parts_are_less(write: Write) -> None:
    parts = {"ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 20}
    reading = write(**{MAIN: [edited(reply("m", 0, 5), cache_creation=parts)]})
    assert only(reading) == ("split_cache_writes", Tokens(0, 50 - 30, 0, 0))


def test_an_agent_s_file_is_a_side_chain(write: Write) -> None:
    replay = reply("m", 1, 8, request="other", sessionId=MAIN)
    reading = write(**{MAIN: [reply("m", 0, 5, sessionId=MAIN)], "agent-x": [replay]})
    assert only(reading) == ("side_chain_by_folder", Tokens(-100, -50, -1000, -8))


def test_a_replay_in_another_session_joins_its_call(write: Write) -> None:
    replay = reply("m", 1, 8, request="other", isSidechain=True)
    reading = write(**{MAIN: [reply("m", 0, 5)], OTHER: [replay]})
    assert only(reading) == ("side_chain_replay", Tokens(-100, -50, -1000, -8))


def test_a_call_over_midnight_is_of_its_first_day(write: Write) -> None:
    late = reply("m", 0, 5) | {"timestamp": "2026-03-02T23:59:59.000Z"}
    later = reply("m", 0, 9) | {"timestamp": "2026-03-03T00:00:01.000Z"}
    assert only(write(**{MAIN: [late, later]})) == ("day_of_first_line", Tokens(100, 50, 1000, 9))


def agent(output: int) -> list[dict[str, Any]]:
    """A task and its result, whose last request had so much output."""
    usage = {"input_tokens": 7, "output_tokens": output}
    done = {"agentId": "x", "usage": usage, "resolvedModel": "claude-opus-4-7"}
    asked = reply("m", 1, 5, content=[tool_use("t", "Task")])
    return [prompt("p", 0), asked, tool_result("t", 9, toolUseResult=done)]


def test_an_agent_s_result_alone_is_a_request(write: Write) -> None:
    assert only(write(**{MAIN: agent(40)})) == ("agent_result", Tokens(7, 0, 0, 40))


def test_an_agent_s_result_raises_the_output_of_its_file(write: Write) -> None:
    own = reply("a", 5, 30, isSidechain=True, sessionId=MAIN)
    assert only(write(**{MAIN: agent(40), f"{MAIN}/subagents/agent-x": [own]})) == (
        "agent_result",
        Tokens(output=40 - 30),
    )


def test_two_oddities_of_one_message_are_told_apart(write: Write) -> None:
    lines = [reply("m", second, 5, request=None) for second in range(3)]
    lines[2] |= {"cwd": None}
    reading = write(**{MAIN: lines})
    assert [found.rule.name for found in reading.differences if found.rule] == [
        "refused_line",  # once read, the peer would count it a third time
        "no_request_id",
    ]
    assert [found.more[OPUS].output for found in reading.differences] == [5, -10]


def test_two_searches_are_two_fees(write: Write) -> None:
    stated = edited(reply("m", 0, 5), server_tool_use={"web_search_requests": 2})
    assert write(**{MAIN: [stated]}).searches == {OPUS: 2}


def test_searches_that_failed_cost_nothing(write: Write) -> None:
    asked = reply("m", 0, 5, content=[tool_use("a", "WebSearch"), tool_use("b", "WebSearch")])
    lines = [asked, tool_result("a", 1), tool_result("b", 2, failed=True)]
    assert write(**{MAIN: lines}).searches == {OPUS: 1}
