"""Waiting: kinds of first sign are never mixed, and each statistic says of how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, stamp

if TYPE_CHECKING:
    from conftest import Home


def rollout(session: str, *waits: int) -> list[dict[str, Any]]:
    """A Codex session of one turn a wait: to the first token so many milliseconds."""
    lines: list[dict[str, Any]] = [
        {"type": "session_meta", "timestamp": stamp(0),
         "payload": {"id": session, "timestamp": stamp(0), "cwd": "/home/dev/app"}}
    ]  # fmt: skip
    for turn, wait in enumerate(waits):
        at = 10 * turn
        usage = {"input_tokens": 100, "cached_input_tokens": 0, "output_tokens": 50}
        whole = {name: value * (turn + 1) for name, value in usage.items()}
        events: list[tuple[float, str, dict[str, Any]]] = [
            (at, "turn_context", {"turn_id": f"t{turn}", "model": "gpt-5.4"}),
            (at, "event_msg", {"type": "task_started", "turn_id": f"t{turn}"}),
            (at, "event_msg", {"type": "user_message", "message": "do it"}),
            (at + 4, "event_msg", {"type": "token_count", "info": {
                "total_token_usage": whole, "last_token_usage": usage}}),
            (at + 4, "event_msg", {"type": "task_complete", "turn_id": f"t{turn}",
                                   "duration_ms": 4000, "time_to_first_token_ms": wait}),
        ]  # fmt: skip
        lines += [
            {"type": kind, "timestamp": stamp(second), "payload": payload}
            for second, kind, payload in events
        ]
    return lines


SESSION = "0199aaaa-0000-7000-8000-000000000001"


def test_a_mean_is_over_requests_that_know_it(home: Home) -> None:
    """M3: means over what has the value, with their number."""
    home.codex(f"rollout-2026-03-02T10-00-00-{SESSION}", *rollout(SESSION, 100, 200, 600))
    home.claude("a", prompt("p", 0), reply("m", 3))
    found = home.totals("ttft", "ttft_n", "ttft_p50", "ttft_p90", "first_block", "first_block_n")
    assert found["ttft"] == (100 + 200 + 600) / 3
    assert (found["ttft_n"], found["ttft_p50"]) == (3, 200)
    assert found["ttft_p90"] == pytest.approx(200 + 0.8 * (600 - 200))  # of two steps, 1.8 up
    assert (found["first_block_n"], found["first_block"]) == (1, 3000)


def test_throughput_is_output_by_the_second(home: Home) -> None:
    follows = {"parentUuid": "p"}
    home.claude("a", prompt("p", 0), reply("m", 4, 80, **follows))
    found = home.totals("throughput", "throughput_n", "ttlt", "ttlt_n")
    assert found == {"throughput": 80 / 4, "throughput_n": 1, "ttlt": 4000, "ttlt_n": 1}


def test_a_blink_has_no_throughput(home: Home) -> None:
    home.claude("a", prompt("p", 0), reply("m", 0.199, 80, parentUuid="p"))
    found = home.totals("throughput", "throughput_n", "ttlt_n")
    assert found == {"throughput": None, "throughput_n": 0, "ttlt_n": 1}


def test_an_output_that_is_a_lower_bound_has_no_throughput(home: Home) -> None:
    line = reply("m", 4, 80, parentUuid="p")
    line["message"]["stop_reason"] = None
    home.claude("a", prompt("p", 0), line)
    assert home.totals("throughput_n", "ttlt_n") == {"throughput_n": 0, "ttlt_n": 1}


def test_avg_duration_is_over_sessions_with_two_events(home: Home) -> None:
    home.claude("a", prompt("p", 0), reply("m", 120))
    home.claude("b", prompt("q", 0))
    assert home.totals("avg_duration", "sessions") == {"avg_duration": 120 / 60, "sessions": 2}


def test_api_and_tool_shares_are_a_whole(home: Home) -> None:
    home.claude("a", prompt("p", 0), reply("m", 4, parentUuid="p"))
    found = home.totals("api_share", "tool_share", "wall_time")
    assert found == {"api_share": 1, "tool_share": 0, "wall_time": 4000}


def test_avg_cost_is_over_sessions_with_a_known_cost(home: Home) -> None:
    home.claude("a", prompt("p", 0), reply("m", 4))
    home.claude("b", prompt("q", 0), reply("n", 4, model="made-up-1"))
    found = home.totals("avg_cost", "cost", "sessions", "priced_sessions")
    assert (found["sessions"], found["priced_sessions"]) == (2, 1)
    assert found["avg_cost"] == found["cost"]
