"""An answer is given again while nothing it hangs on is another, and never longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from builders import prompt, reply
from conftest import NOW, Home
from sightline.reports import every_report, report_named
from sightline.reports.report import Context
from sightline.reports.results import MOST
from sightline.settings import Settings

if TYPE_CHECKING:
    from sightline.reports.payload.daily import DailyPayload
    from sightline.reports.payload.overview import OverviewPayload

LATER = NOW + timedelta(days=1)
HALF_AN_HOUR_LATER = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SCOPED = sorted(
    report.name
    for report in every_report()
    if "disk" not in report.also and "range" in report.params.model_fields
)


def asked(context: Context, name: str, **params: Any) -> tuple[Any, int]:
    """An answer, and how many statements it took."""
    report, before = report_named(name), context.index.queries
    payload = report.answer(context, report.params.model_validate(params))
    return payload, context.index.queries - before


@pytest.fixture
def context(home: Home) -> Context:
    """A session that ended long ago."""
    home.claude("a", prompt("p1", 0), reply("m1", 1))
    index = home.index()
    index.refresh()
    return Context(index, index.settings, lambda: LATER)


@pytest.mark.parametrize("name", SCOPED)
def test_a_second_ask_asks_the_tables_nothing(context: Context, name: str) -> None:
    first, queries = asked(context, name)
    again, more = asked(context, name)
    assert queries > 0
    assert (again, more) == (first, 0)


@pytest.mark.parametrize("name", SCOPED)
def test_the_work_of_a_report_does_not_grow_with_sessions(home: Home, name: str) -> None:
    home.claude("a", prompt("p1", 0), reply("m1", 1))
    index = home.index()
    index.refresh()
    _, of_one = asked(Context(index, index.settings, lambda: LATER), name)
    for number in range(5):
        home.claude(f"b{number}", prompt(f"p{number}", 2), reply(f"n{number}", 3))
    index.refresh()
    _, of_six = asked(Context(index, index.settings, lambda: LATER), name)
    assert of_six == of_one


def test_new_rows_are_counted_at_once(home: Home, context: Context) -> None:
    before = cast("DailyPayload", asked(context, "daily")[0])
    home.claude("b", prompt("p2", 5), reply("m2", 6))
    context.index.refresh()
    after = cast("DailyPayload", asked(context, "daily")[0])
    assert (before.total.requests, after.total.requests) == (1, 2)


def test_other_parameters_are_another_question(context: Context) -> None:
    asked(context, "daily")
    assert asked(context, "daily", range={"preset": "today"})[1] > 0


def test_other_settings_are_another_question(context: Context) -> None:
    asked(context, "daily")
    other = replace(context, settings=Settings(time_zone="UTC", hourly_rate=100))
    assert asked(other, "daily")[1] > 0


def test_a_new_day_is_another_question(context: Context) -> None:
    asked(context, "overview", range={"preset": "7d"})
    tomorrow = replace(context, now=lambda: LATER + timedelta(days=1))
    assert asked(tomorrow, "overview", range={"preset": "7d"})[1] > 0


def test_what_may_be_running_is_asked_anew(context: Context) -> None:
    soon = replace(context, now=lambda: HALF_AN_HOUR_LATER)
    asked(soon, "sessions")
    assert asked(soon, "sessions")[1] > 0


def test_an_answer_given_again_says_when_it_was_given(context: Context) -> None:
    asked(context, "overview")
    context.index.refreshed_at = 0.0
    again = cast("OverviewPayload", asked(replace(context, now=lambda: LATER), "overview")[0])
    assert again.health.refreshed_at == "1970-01-01T00:00:00Z"


def test_no_more_answers_are_kept_than_a_dashboard_shows(context: Context) -> None:
    for limit in range(MOST + 1):
        asked(context, "files", limit=limit + 1)
    assert asked(context, "files", limit=MOST + 1)[1] == 0
    assert asked(context, "files", limit=1)[1] > 0


def test_git_is_asked_each_time_where_it_may_be(context: Context) -> None:
    trusted = replace(context, trusted=True)
    asked(trusted, "branches")
    assert asked(trusted, "branches")[1] > 0
