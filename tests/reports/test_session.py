"""The drill-down: what stands out in one session."""

from __future__ import annotations

from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Ask, Home


@pytest.fixture
def session(home: Home, ask: Ask) -> Any:
    """Two turns: a short dear one, and a long cheap one with a call of 40 seconds."""
    home.claude(
        "aaaa", prompt("p1", 0, "Tide tables", gitBranch="main"), reply("m1", 2, 500),
        prompt("p2", 60), reply("m2", 61, content=[tool_use("t", "Bash", command="make")]),
        tool_result("t", 101), reply("m3", 102, model="claude-haiku-4-5"),
    )  # fmt: skip
    index = home.index()
    index.refresh()
    return ask(index, "session", id="aaaa")


def test_the_head_says_what_it_was(session: Any) -> None:
    """DD1, A6: title, engine, model at the end and how often it changed, branch, times."""
    row = session.session
    assert (row.title, row.engine, row.branch) == ("Tide tables", "claude_code", "main")
    assert (row.model, session.model_changes) == ("claude-haiku-4-5", 1)
    assert (row.messages, row.turns, row.duration_ms) == (2 + 3, 2, 102_000)


def test_what_stands_out_is_named(session: Any) -> None:
    """DD5: longest call, slowest and dearest turn, context peak."""
    facts = session.facts
    assert (facts.longest_tool, facts.longest_tool_ms) == ("Bash", 40_000)
    assert (facts.slowest_turn, facts.slowest_turn_ms) == (2, 42_000)
    assert (facts.dearest_turn, facts.dearest_turn_cost) == (1, session.turns[0].parts.cost)
    assert facts.context_peak_tokens == 100 + 1000 + 50


def test_parts_of_the_cost_are_the_cost(session: Any) -> None:
    """DD4, DD5: input, cached, written and output add up."""
    parts = session.parts
    costs = (parts.input_cost, parts.cache_read_cost, parts.cache_write_cost, parts.output_cost)
    assert sum(round(cost * 1e9) for cost in costs) == round(parts.cost * 1e9)
