"""A total is the sum of its parts, on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import Home

if TYPE_CHECKING:
    from conftest import Ask
    from sightline.store import Index


@pytest.fixture
def index(home: Home) -> Index:
    """Two projects, two models, three days, one model without a price."""
    edit = {"filePath": "/home/dev/app/a.py", "structuredPatch": [{"lines": ["+x", "+y", "-z"]}]}
    home.claude(
        "one", prompt("p1", 0), reply("m1", 1, content=[tool_use("t1", "Edit", file_path="a.py")]),
        tool_result("t1", 2, toolUseResult=edit), reply("m2", 3, 77, model="claude-haiku-4-5"),
    )  # fmt: skip
    other = {"cwd": "/home/dev/web", "timestamp": "2026-03-01T09:00:00.000Z"}
    home.claude(
        "two", prompt("p2", 0, **other), reply("m3", 0, 5, **other), project="-home-dev-web"
    )
    late = {"timestamp": "2026-03-03T08:00:00.000Z"}
    home.claude("three", prompt("p3", 0, **late), reply("m4", 0, 9, model="made-up-1", **late))
    index = home.index()
    index.refresh()
    return index


def added(rows: Any, field: str) -> float:
    return sum(float(value) for row in rows if (value := getattr(row, field)) is not None)


def test_days_models_projects_and_sessions_add_up(index: Index, ask: Ask) -> None:
    """N3: days, sessions, models and projects are the same total."""
    page = ask(index, "overview").analytics
    sessions = ask(index, "sessions").rows
    tokens = 4 * 100 + 10 + 77 + 5 + 9
    assert page.total_tokens == tokens
    assert added(page.daily, "input_tokens") + added(page.daily, "output_tokens") == tokens
    assert added(page.models, "tokens") == added(sessions, "tokens") == tokens
    for rows in (page.daily, page.models, page.projects, sessions):
        assert added(rows, "requests") == 4
        assert added(rows, "cost") == pytest.approx(page.total_cost, abs=1e-9)


def test_files_languages_and_the_rest_add_up(index: Index, ask: Ask) -> None:
    page = ask(index, "overview").analytics
    for rows in (page.files, page.languages):
        whole = added(rows, "cost") + page.unattributed_cost
        assert whole == pytest.approx(page.total_cost, abs=1e-9)
    assert [(row.file, row.language, row.lines_added, row.lines_removed) for row in page.files] == [
        ("a.py", "python", 2, 1)
    ]


def test_adjacent_ranges_add_up(index: Index, ask: Ask) -> None:
    def cost(first: str, last: str) -> float:
        return float(ask(index, "overview", range={"from": first, "to": last}).analytics.total_cost)

    parts = cost("2026-03-01", "2026-03-01") + cost("2026-03-02", "2026-03-02")
    assert cost("2026-03-01", "2026-03-02") == pytest.approx(parts, abs=1e-9)


def test_daily_equals_overview_and_status(index: Index, ask: Ask) -> None:
    """N3, A10: one number on every surface."""
    daily = ask(index, "daily")
    status = ask(index, "status")
    overview = ask(index, "overview").analytics
    assert daily.total.cost_usd == overview.total_cost
    assert daily.days[-1].cost_usd is status.today.cost is None
    assert [day.date for day in daily.days] == ["2026-03-01", "2026-03-02", "2026-03-03"]


def test_an_unpriced_model_makes_the_sum_a_lower_bound(index: Index, ask: Ask) -> None:
    """C5: nothing unpriced is left out silently."""
    page = ask(index, "overview")
    cost = next(kpi for kpi in page.kpis if kpi.metric == "cost")
    assert (cost.label, cost.unknown_parts, cost.note) == ("at_least", 1, "+1 unpriced")
    assert [row.cost for row in page.analytics.models if row.model == "made-up-1"] == [None]


def test_filters_narrow_all_figures(index: Index, ask: Ask) -> None:
    page = ask(index, "overview", models=["claude-haiku-4-5"]).analytics
    assert (page.total_sessions, page.total_output_tokens, page.total_turns) == (1, 77, 1)
    page = ask(index, "overview", projects=["/home/dev/web"]).analytics
    assert (page.total_sessions, page.total_output_tokens, page.total_turns) == (1, 5, 1)


def test_the_same_question_gives_the_same_bytes(home: Home, index: Index, ask: Ask) -> None:
    """N8: byte-equal payloads."""
    other = Home(home.path, home.cache / "other")  # nothing is remembered there
    again = other.index()
    home.opened.append(again)
    again.refresh()
    one, two = (ask(found, "overview") for found in (index, again))
    read = {"refreshed_at": None}  # when each looked at the files
    one, two = (page.model_copy(update={"health": page.health.model_copy(update=read)})
                for page in (one, two))  # fmt: skip
    assert one.model_dump_json(by_alias=True) == two.model_dump_json(by_alias=True)


def test_the_previous_range_is_the_one_before(index: Index, ask: Ask) -> None:
    """DK7: the change against the preceding range of equal length."""
    page = ask(index, "overview", range={"preset": "today"})
    tokens = next(kpi for kpi in page.kpis if kpi.metric == "total_tokens")
    assert tokens.value == 100 + 9  # today
    assert tokens.previous == 100 + 10 + 100 + 77  # yesterday alone, and not the day before
    assert ask(index, "overview").kpis[0].previous is None


def test_turns_of_a_session_add_up_to_it(index: Index, ask: Ask) -> None:
    """DD3: a row a turn, whose sums are the session's."""
    session = ask(index, "session", id="claude_code:one")
    assert [turn.number for turn in session.turns] == [1]
    parts = session.parts
    known = [parts.input_cost, parts.cache_read_cost, parts.cache_write_cost, parts.output_cost]
    assert sum(known) + parts.search_cost == pytest.approx(parts.cost, abs=1e-9)
    assert sum(turn.parts.cost for turn in session.turns) == pytest.approx(parts.cost, abs=1e-9)


def test_a_timeline_holds_every_event(index: Index, ask: Ask) -> None:
    """DD2, A7: every prompt, response, call and handoff is an item."""
    timeline = ask(index, "sessionTimeline", id="claude_code:one")
    assert [item.lane for item in timeline.items] == ["user", "assistant", "tools", "assistant"]
    assert timeline.total == 4
