"""Waiting, throughput, tools and helpers; and the days on which something got slower."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, stamp, tool_result, tool_use

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index


def answered(day: str, turn: int, wait: float, output: int = 100, **more: Any) -> list[Any]:
    """A prompt a minute, answered after so many seconds."""
    name = f"{day}-{turn}"
    asked, told = stamp(60 * turn, day), stamp(60 * turn + wait, day)
    return [
        prompt(f"p{name}", 0, timestamp=asked),
        reply(f"m{name}", wait, output, timestamp=told, parentUuid=f"p{name}", **more),
    ]


def fresh(home: Home) -> Index:
    index = home.index()
    index.refresh()
    return index


def test_kinds_of_waiting_have_rows_of_their_own(home: Home, ask: Ask) -> None:
    """DP1: kinds of a first sign are never mixed."""
    lines = [*answered("2026-03-02", 0, 1), *answered("2026-03-02", 1, 3)]
    home.claude("a", *lines, *answered("2026-03-02", 2, 8, model="claude-haiku-4-5"))
    rows = ask(fresh(home), "performance").latency
    assert [(row.name, row.kind, row.n, row.mean_ms, row.p50_ms) for row in rows] == [
        ("claude-opus-4-7", "first_block", 2, 2000, (1000 + 3000) / 2),
        ("claude-opus-4-7", "ttlt", 2, 2000, 2000),
        ("claude-haiku-4-5", "first_block", 1, 8000, 8000),
        ("claude-haiku-4-5", "ttlt", 1, 8000, 8000),
    ]


def test_percentiles_lie_between_their_neighbours(home: Home, ask: Ask) -> None:
    """DP1, M3: mean, median, 90 and 95 % of 1, 2, 3, 4 and 10 seconds."""
    waits = (1, 2, 3, 4, 10)
    lines = [line for turn, wait in enumerate(waits) for line in answered("2026-03-02", turn, wait)]
    home.claude("a", *lines)
    row = next(one for one in ask(fresh(home), "performance").latency if one.kind == "ttlt")
    assert (row.n, row.mean_ms, row.p50_ms) == (5, (1 + 2 + 3 + 4 + 10) * 1000 / 5, 3000)
    assert row.p90_ms == pytest.approx(4000 + 0.6 * 6000)  # at 0.9 x 4 = 3.6 gaps
    assert row.p95_ms == pytest.approx(4000 + 0.8 * 6000)


def test_throughput_falls_into_half_open_bins(home: Home, ask: Ask) -> None:
    """DP3: tokens by the second, in bins."""
    outputs = (4, 5, 199, 200, 1000)  # after one second each: so many tokens by the second
    lines = [line for turn, n in enumerate(outputs) for line in answered("2026-03-02", turn, 1, n)]
    home.claude("a", *lines)
    found = ask(fresh(home), "performance").throughput
    assert [(bin_.low, bin_.high, bin_.n) for bin_ in found.bins] == [
        (0, 5, 1), (5, 10, 1), (10, 20, 0), (20, 50, 0), (50, 100, 0), (100, 200, 1),
        (200, None, 2),
    ]  # fmt: skip
    assert found.p10 == pytest.approx(4 + 0.4 * (5 - 4))  # a tenth of the way over four gaps
    assert found.p90 == pytest.approx(200 + 0.6 * (1000 - 200))
    assert (found.n, found.p50, [row.name for row in found.rows]) == (5, 199, ["claude-opus-4-7"])


def test_tools_come_by_total_time_with_their_share(home: Home, ask: Ask) -> None:
    """DP4: calls, outcomes and times by tool."""
    home.claude(
        "a", prompt("p", 0),
        reply("m", 1, content=[tool_use("t1", "Read"), tool_use("t2", "mcp__db__query")]),
        tool_result("t1", 2), tool_result("t2", 5),
        reply("n", 6, content=[tool_use("t3", "Read")]), tool_result("t3", 7, failed=True),
    )  # fmt: skip
    rows = ask(fresh(home), "performance").tools
    assert [(row.tool, row.server, row.share, row.longest_ms) for row in rows] == [
        ("mcp__db__query", "db", 1 / 3, 4000),
        ("Read", None, 2 / 3, 1000),
    ]
    read = rows[1]
    assert (read.calls, read.success_rate, read.failures, read.denied) == (2, 1 / (1 + 1), 1, 0)
    assert (read.total_duration_ms, read.avg_duration_ms) == (1000 + 1000, 1000)


def test_a_helper_runs_from_spawn_to_done(home: Home, ask: Ask) -> None:
    """DP5: CLI helpers."""
    home.claude(
        "a", prompt("p", 0),
        reply("m", 1, content=[tool_use("t1", "Bash", command="codex exec 'do it'")]),
        tool_result("t1", 61),
        reply("n", 62, content=[tool_use("t2", "Bash", command="codex exec 'more'")]),
        tool_result("t2", 82),
    )  # fmt: skip
    (row,) = ask(fresh(home), "performance").helpers
    assert (row.helper, row.runs, row.failures, row.open) == ("codex", 2, 0, 0)
    assert row.mean_ms == (60_000 + 20_000) / 2
    assert (row.sessions, row.cost, row.tokens) == (0, None, None)


def test_time_splits_into_api_and_tools(home: Home, ask: Ask) -> None:
    """DP7: API and tool time are the agent's."""
    home.claude(
        "a", prompt("p", 0), reply("m", 4, parentUuid="p", content=[tool_use("t", "Read")]),
        tool_result("t", 6),
    )  # fmt: skip
    split = ask(fresh(home), "performance").split
    assert (split.wall_ms, split.agent_active_ms) == (6000, 6000)
    assert (split.api_ms, split.tool_ms) == (4000, 2000)
    assert (split.api_share, split.tool_share) == (4 / 6, 2 / 6)


def slow_home(home: Home, usual: float, slow: float, days: int = 3, **more: Any) -> Index:
    """Days of five usual waits, then a day of five slow ones on 3 March."""
    dates = [f"2026-02-{20 + day}" for day in range(days)]
    waits: list[tuple[str, float, Any]] = [(date, usual, {}) for date in dates]
    waits.append(("2026-03-03", slow, more))
    for date, wait, extra in waits:
        lines = [line for turn in range(5) for line in answered(date, turn, wait, **extra)]
        home.claude(f"s{date}", *lines)
    return fresh(home)


def test_a_day_of_twice_the_usual_wait_is_told(home: Home, ask: Ask) -> None:
    """DP6: a day of more than twice the usual median."""
    index = slow_home(home, 1.6, 4.1)
    (hint,) = ask(index, "performance", range={"preset": "7d"}).hints
    assert hint.text == (
        "First block of claude-opus-4-7 on 03-03: 4.1 s, usually 1.6 s."
        " Same model: the provider may be slow."
    )
    assert (hint.date, hint.n, hint.p50_ms, hint.usual_ms) == ("2026-03-03", 5, 4100, 1600)


def test_an_agents_change_of_model_is_named(home: Home, ask: Ask) -> None:
    index = slow_home(home, 1.6, 4.1, model="claude-haiku-4-5")
    assert ask(index, "performance").hints == ()  # the new model was never faster
    (hint,) = ask(index, "performance", by="agent").hints
    assert hint.text.endswith("The model changed from claude-opus-4-7 to claude-haiku-4-5.")
    assert hint.text.startswith("First block of main on 03-03")


def test_four_waits_are_too_few_to_tell(home: Home, ask: Ask) -> None:
    """DP6: a day needs five."""
    for day in range(3):
        date = f"2026-02-{20 + day}"
        usual = [line for turn in range(5) for line in answered(date, turn, 1.6)]
        home.claude(f"s{date}", *usual)
    slow = [line for turn in range(4) for line in answered("2026-03-03", turn, 4.1)]
    home.claude("slow", *slow)
    assert ask(fresh(home), "performance").hints == ()


@pytest.mark.parametrize(("slow", "days"), [(3.2, 3), (4.1, 2)])
def test_twice_is_not_more_and_two_days_are_no_habit(
    home: Home, ask: Ask, slow: float, days: int
) -> None:
    assert ask(slow_home(home, 1.6, slow, days), "performance").hints == ()


def test_a_series_has_gaps_and_marks_a_change(home: Home, ask: Ask) -> None:
    """DP2: medians over time, marked where the model changed."""
    index = slow_home(home, 1.6, 4.1, model="claude-haiku-4-5")
    found = ask(index, "performance", by="agent", range={"from": "2026-02-21", "to": "2026-03-03"})
    line = next(one for one in found.series if one.kind == "ttlt")
    shown = [(point.date, point.p50_ms) for point in line.points]
    assert shown == [("2026-02-21", 1600), ("2026-02-22", 1600), ("2026-03-03", 4100)]
    assert len(found.buckets) == 8 + 3  # 21 to 28 February, 1 to 3 March
    assert [point.changed_from for point in line.points if point.changed_from] == [
        "claude-opus-4-7"
    ]


def test_a_series_is_of_the_named_one(home: Home, ask: Ask) -> None:
    index = slow_home(home, 1.6, 4.1, model="claude-haiku-4-5")
    found = ask(index, "performance", row="claude-haiku-4-5").series
    assert {one.name for one in found} == {"claude-haiku-4-5"}
    assert ask(index, "performance", row="nobody").series == ()
