"""A row lies in the local day that the calendar says, however the days are reckoned."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from builders import prompt, reply
from sightline.store import calendar
from sightline.store.query import Days, Filter, measure

if TYPE_CHECKING:
    from conftest import Home


@pytest.mark.parametrize(
    ("zone", "begin"),
    [
        ("Europe/Berlin", datetime(2026, 3, 27, tzinfo=UTC)),  # the 29th has 23 hours
        ("America/New_York", datetime(2025, 10, 31, tzinfo=UTC)),  # 2 November has 25 hours
        ("Pacific/Apia", datetime(2011, 12, 28, tzinfo=UTC)),  # the 30th was left out
        ("Asia/Kathmandu", datetime(2026, 3, 27, tzinfo=UTC)),  # UTC+5:45
    ],
)
def test_days_of_any_length_hold_what_lies_in_them(home: Home, zone: str, begin: datetime) -> None:
    hours = [begin + timedelta(hours=n) for n in range(96)]
    lines = [reply(f"m{n}", 0, timestamp=hour.isoformat()) for n, hour in enumerate(hours)]
    home.claude("a", prompt("p", 0, timestamp=begin.isoformat()), *lines)
    index, there = home.index(), ZoneInfo(zone)
    index.refresh()
    expected = Counter(
        calendar.day_of(calendar.microseconds(hour), there).isoformat() for hour in hours
    )
    every = calendar.days_between(date.fromisoformat(min(expected)), date(2026, 12, 31))
    days = Days(tuple(every), tuple(calendar.starts(every, there)))
    with index.reading() as connection:
        found = measure(connection, ("requests",), Filter(), ("day",), days)
    assert {row.group[0]: row.values["requests"] for row in found} == expected


def test_work_before_the_first_day_is_undated(home: Home) -> None:
    home.claude("a", prompt("p", 0), reply("m", 1))
    index = home.index()
    index.refresh()
    days = [date(2090, 1, 1), date(2090, 1, 2)]
    with index.reading() as connection:
        found = measure(
            connection, ("requests",), Filter(), ("day",),
            Days(tuple(days), tuple(calendar.starts(days, ZoneInfo("UTC")))),
        )  # fmt: skip
    assert [row.group for row in found] == [("undated",)]
