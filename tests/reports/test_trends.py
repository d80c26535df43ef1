"""Metrics over time: sums have zeros, means have gaps, and the parts are the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, stamp
from sightline.errors import InvalidScopeError

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index

WEEK = {"preset": "7d"}  # 25 February to 3 March


def day_of_work(home: Home, day: str, wait: float, output: int, **more: Any) -> None:
    """One session of one request."""
    model = more.get("model", "")
    home.claude(
        f"{day}{model}", prompt(f"p{day}{model}", 0, timestamp=stamp(0, day)),
        reply(f"m{day}{model}", 0, output, timestamp=stamp(wait, day), parentUuid=f"p{day}{model}",
              **more),
    )  # fmt: skip


@pytest.fixture
def index(home: Home) -> Index:
    """Work on 20 and 27 February and on 3 March."""
    day_of_work(home, "2026-02-20", 1, 7)
    day_of_work(home, "2026-02-27", 2, 20)
    day_of_work(home, "2026-03-03", 4, 30)
    day_of_work(home, "2026-03-03", 8, 50, model="claude-haiku-4-5")
    index = home.index()
    index.refresh()
    return index


def values(series: Any) -> list[Any]:
    return [point.value for point in series.points]


def test_a_sum_of_nothing_is_0_and_a_mean_of_nothing_a_gap(index: Index, ask: Ask) -> None:
    """D5, A4: buckets with nothing."""
    answer = ask(index, "trends", metrics=["output_tokens", "ttlt"], range=WEEK)
    tokens, waits = answer.series
    assert values(tokens) == [0, 0, 20, 0, 0, 0, 30 + 50]
    assert values(waits) == [None, None, 2000, None, None, None, (4000 + 8000) / 2]
    assert (tokens.is_sum, waits.is_sum) == (True, False)
    assert (tokens.points[0].from_, tokens.points[-1].to) == ("2026-02-25", "2026-03-03")


def test_weeks_begin_on_monday_and_end_with_the_range(index: Index, ask: Ask) -> None:
    """D5: weeks."""
    (line,) = ask(index, "trends", metrics=["output_tokens"], bucket="week").series
    assert [(point.from_, point.to, point.value) for point in line.points] == [
        ("2026-02-20", "2026-02-22", 7),  # the range begins on a Friday
        ("2026-02-23", "2026-03-01", 20),
        ("2026-03-02", "2026-03-03", 80),
    ]


@pytest.mark.parametrize("by", ["model", "engine", "agent", "project"])
def test_parts_add_up_to_the_whole(index: Index, ask: Ask, by: str) -> None:
    """DT2: split by."""
    asked = {"metrics": ["cost"], "range": WEEK}
    (whole,) = ask(index, "trends", **asked).series
    parts = ask(index, "trends", by=by, **asked).series
    for place, point in enumerate(whole.points):
        added = sum(part.points[place].value for part in parts)
        assert added == pytest.approx(point.value, abs=1e-9)


def test_the_eighth_and_ninth_model_are_other(home: Home, ask: Ask) -> None:
    for n in range(9):
        day_of_work(home, "2026-03-03", 1, 10 + n, model=f"claude-opus-4-{n}")
    index = home.index()
    index.refresh()
    found = ask(index, "trends", metrics=["output_tokens", "ttlt"], by="model", range=WEEK).series
    tokens = [one for one in found if one.metric == "output_tokens"]
    assert [one.split for one in tokens] == [
        *(f"claude-opus-4-{n}" for n in range(8, 1, -1)), "Other"
    ]  # fmt: skip
    assert values(tokens[-1])[-1] == 10 + 11  # models 0 and 1
    other = [one for one in found if one.metric == "ttlt"][-1]
    assert (other.split, values(other)[-1]) == ("Other", 1000)


def test_sessions_are_those_with_a_request_of_the_model(index: Index, ask: Ask) -> None:
    found = ask(index, "trends", metrics=["sessions", "turns"], by="model", range=WEEK).series
    assert {(one.metric, one.split): sum(values(one)) for one in found} == {
        ("sessions", "claude-opus-4-7"): 2,
        ("sessions", "claude-haiku-4-5"): 1,
        ("turns", "claude-opus-4-7"): 2,
        ("turns", "claude-haiku-4-5"): 1,
    }


def test_a_moving_average_reaches_back_before_the_range(index: Index, ask: Ask) -> None:
    """A4: the moving average."""
    asked = {"metrics": ["output_tokens", "ttlt"], "movingAverage": True}
    tokens, waits = ask(index, "trends", range={"from": "2026-02-26"}, **asked).series
    assert [point.moving_average for point in tokens.points] == pytest.approx(
        [7 / 7, 20 / 7, 20 / 7, 20 / 7, 20 / 7, (20 + 80) / 7]
    )
    assert [point.moving_average for point in waits.points] == pytest.approx(
        [1000, 2000, 2000, 2000, 2000, (2000 + 4000 + 8000) / 3]
    )


def test_an_average_of_all_time_begins_with_the_first_day(index: Index, ask: Ask) -> None:
    (line,) = ask(index, "trends", metrics=["output_tokens"], movingAverage=True).series
    assert [point.moving_average for point in line.points[:3]] == [7, 7 / 2, 7 / 3]


def test_work_without_an_instant_is_told_apart(home: Home, ask: Ask) -> None:
    home.claude("a", prompt("p", 0), reply("m", 1, 5), {**reply("n", 1, 9), "timestamp": None})
    index = home.index()
    index.refresh()
    (line,) = ask(index, "trends", metrics=["output_tokens"]).series
    whole = sum(values(line)) + (0 if line.undated is None else line.undated)
    assert whole == 5 + 9


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"metrics": ["cst"]}, "'cst' is no metric that has a trend."),
        ({"metrics": ["tool_waits"]}, "'tool_waits' is no metric that has a trend."),
        ({"metrics": ["active_time"], "by": "model"}, "Active Time cannot be split by model."),
    ],
)
def test_what_has_no_trend_is_refused(
    index: Index, ask: Ask, asked: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidScopeError, match=sentence):
        ask(index, "trends", **asked)


def test_days_over_many_years_are_refused(home: Home, ask: Ask) -> None:
    asked = {"metrics": ["cost"], "by": "model", "bucket": "day", "range": {"from": "2020-01-01"}}
    with pytest.raises(InvalidScopeError, match="ask for weeks or months"):
        ask(home.index(), "trends", **asked)


def test_nothing_at_all_has_no_points(home: Home, ask: Ask) -> None:
    assert [one.points for one in ask(home.index(), "trends", movingAverage=True).series] == [
        (), ()
    ]  # fmt: skip


def test_weeks_and_days_follow_the_clock_of_the_zone(home: Home, ask: Ask) -> None:
    """D5, N4: over a change to summer time and of year; Berlin is an hour ahead, then two."""
    told = {
        "2025-12-28T23:30:00.000Z": 1,  # Monday the 29th
        "2025-12-31T23:30:00.000Z": 2,  # next year
        "2026-01-04T22:30:00.000Z": 4,  # Sunday still
        "2025-03-29T23:30:00.000Z": 8,  # the day of 23 hours
        "2025-03-30T21:59:59.999Z": 16,  # its last moment
        "2025-03-30T22:00:00.000Z": 32,  # the next day
    }
    for at, output in told.items():
        home.claude(f"s{output}", prompt(f"p{output}", 0, timestamp=at),
                    reply(f"m{output}", 0, output, timestamp=at))  # fmt: skip
    index = home.index()
    index.refresh()
    asked = {"metrics": ["output_tokens"], "timeZone": "Europe/Berlin"}
    (weeks,) = ask(index, "trends", bucket="week", **asked).series
    assert [(point.from_, point.value) for point in weeks.points if point.value] == [
        ("2025-03-30", 8 + 16), ("2025-03-31", 32), ("2025-12-29", 1 + 2 + 4),
    ]  # fmt: skip
    days = {
        day.date: day.output_tokens for day in ask(index, "daily", timeZone="Europe/Berlin").days
    }
    assert days == {
        "2025-03-30": 8 + 16, "2025-03-31": 32, "2025-12-29": 1, "2026-01-01": 2, "2026-01-04": 4,
    }  # fmt: skip
