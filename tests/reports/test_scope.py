"""Ranges are whole local days; what cannot be is refused with a sentence."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import prompt, reply
from sightline.errors import InvalidScopeError
from sightline.store import calendar
from sightline.store.refreshed import Indexing

if TYPE_CHECKING:
    from conftest import Ask, Home

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
    "America/Sao_Paulo", "Africa/Casablanca", "UTC",
)  # fmt: skip


@given(st.sampled_from(ZONES), st.integers(1_262_304_000, 2_000_000_000))
def test_every_instant_lies_in_one_local_day(zone_name: str, second: int) -> None:
    zone, instant = ZoneInfo(zone_name), second * 1_000_000
    day = calendar.day_of(instant, zone)
    assert calendar.day_start(day, zone) <= instant
    assert instant < calendar.day_start(day + timedelta(days=1), zone)


def test_a_day_that_has_begun_is_not_left_again() -> None:
    """In 2010 St. John's put its clocks back from 0:01 to 23:01 of the day before."""
    zone = ZoneInfo("America/St_Johns")
    instant = calendar.microseconds(datetime(2010, 11, 7, 3, 0, tzinfo=UTC))  # again 23:30
    assert calendar.day_of(instant, zone) == date(2010, 11, 7)


def test_days_of_23_and_25_hours() -> None:
    """N4: days end at local midnight."""
    zone = ZoneInfo("Europe/Berlin")
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    for day, hours in ((spring, 23), (autumn, 25)):
        length = calendar.day_start(day + timedelta(days=1), zone) - calendar.day_start(day, zone)
        assert length == hours * 3_600_000_000


def test_a_skipped_day_is_empty() -> None:
    zone = ZoneInfo("Pacific/Apia")
    day = date(2011, 12, 30)
    assert calendar.day_start(day, zone) == calendar.day_start(day + timedelta(days=1), zone)


def test_work_after_local_midnight_is_the_next_days(home: Home, ask: Ask) -> None:
    """N4: each by its own instant."""
    late: dict[str, Any] = {"timestamp": "2026-03-01T23:30:00.000Z"}
    home.claude("a", prompt("p", 0, **late), reply("m", 0, **late))
    index = home.index()
    index.refresh()
    assert [day.date for day in ask(index, "daily", timeZone="UTC").days] == ["2026-03-01"]
    assert [day.date for day in ask(index, "daily", timeZone="Europe/Berlin").days] == [
        "2026-03-02"
    ]


def test_folders_of_a_workspace_stand_for_the_projects_inside(home: Home, ask: Ask) -> None:
    """N3: the page, the status bar and the terminal mean the same by a workspace."""
    for number, folder in enumerate(("/w/shop", "/w/shop/web", "/w/shop-old", "/w")):
        line: dict[str, Any] = {"cwd": folder}
        home.claude(f"s{number}", prompt(f"p{number}", 0, **line), reply(f"m{number}", 1, **line))
    index = home.index()
    index.refresh()

    def sessions(**scope: Any) -> int:
        return int(ask(index, "sessions", **scope).total)

    assert sessions(folders=["/w/shop"]) == 2  # itself and what lies in it
    assert sessions(folders=["/w/shop", "/w/shop-old"]) == 3
    assert sessions(folders=["/w"]) == 4
    assert sessions(folders=["/elsewhere"]) == 0
    assert sessions(folders=["/w/shop"], projects=["/w"]) == 1  # a project by name goes first


def test_sums_of_days_with_unread_files_are_lower_bounds(home: Home, ask: Ask) -> None:
    """D9: what is newer than the newest unread file is complete."""
    for day in ("01", "03"):
        line: dict[str, Any] = {"timestamp": f"2026-03-{day}T12:00:00.000Z"}
        home.claude(f"s{day}", prompt(f"p{day}", 0, **line), reply(f"m{day}", 0, **line))
    index = home.index()
    index.refresh()

    def labels(**range_: str) -> list[str]:
        asked = ask(index, "overview", range=range_, timeZone="UTC")
        return [kpi.label for kpi in asked.kpis] + [asked.analytics.models[0].cost_label]

    # Sessions, messages, tokens, cost, the means of quality and duration; a model's cost.
    known = ["exact", "exact", "exact", "priced", "unknown", "exact", "priced"]
    least = ["at_least"] * 4 + ["unknown", "exact", "at_least"]
    assert labels(preset="all") == known
    index.indexing = Indexing(
        2, 5, calendar.day_start(date(2026, 3, 3), ZoneInfo("UTC")) * 1000 - 1
    )
    assert labels(preset="all") == least
    assert labels(**{"from": "2026-03-02", "to": "2026-03-03"}) == least
    assert labels(**{"from": "2026-03-03", "to": "2026-03-03"}) == known


def test_work_without_an_instant_is_undated(home: Home, ask: Ask) -> None:
    home.claude("a", prompt("p", 0), {**reply("m", 1), "timestamp": None})
    index = home.index()
    index.refresh()
    daily = ask(index, "daily")
    assert sum(day.requests for day in daily.days) == daily.total.requests == 1


@pytest.mark.parametrize(
    ("range_", "sentence"),
    [
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The range ends before it begins."),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "No session is older than 2000-01-01."),
        ({"from": "2027-01-01"}, "The range begins in the future."),
        ({"from": "2026-02-30"}, "'2026-02-30' is no date."),
        ({"preset": "7d", "to": "2026-03-01"}, "A range is a preset or two dates, not both."),
    ],
)
def test_an_impossible_range_is_refused(
    home: Home, ask: Ask, range_: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InvalidScopeError, match=re.escape(sentence)):
        ask(home.index(), "overview", range=range_)


def test_an_unknown_zone_is_refused(home: Home, ask: Ask) -> None:
    with pytest.raises(InvalidScopeError, match="There is no time zone 'Mars/Base'"):
        ask(home.index(), "overview", timeZone="Mars/Base")
