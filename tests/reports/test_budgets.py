"""X1: what may be spent, what is, and the day or hour a limit will be reached.

A reply with an output of 20,000 tokens costs 0.5 USD and 0.00131 for its input.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builders import prompt, reply, stamp
from conftest import Ask, Home
from sightline.settings import Settings, settings_from
from sightline.store import calendar
from sightline.store.refreshed import Indexing

REPLY = 0.5 + (100 * 5000 + 1000 * 500 + 50 * 6250) / 1e9  # USD


def told(home: Home, ask: Ask, *budgets: dict[str, Any]) -> list[Any]:
    """The states of budgets at noon of the third of March 2026."""
    settings, invalid = settings_from({"timeZone": "UTC", "budgets": list(budgets)})
    assert invalid == []
    index = home.index(settings)
    index.refresh()
    return list(ask(index, "status").budgets)


def work(
    home: Home,
    day: str,
    *,
    model: str = "claude-opus-4-7",
    cwd: str = "/home/dev/app",
    hours: int = 0,
) -> None:
    """One reply on a day, so many hours after ten."""
    second = hours * 3600 + 1
    key = f"{day}{model}{cwd}{hours}"
    line = reply("m" + key, 1, 20_000, model=model, cwd=cwd, timestamp=stamp(second, day))
    asked = prompt("p" + key, 0, cwd=cwd, timestamp=stamp(second - 1, day))
    home.claude(f"s{day}-{model}-{cwd[-3:]}-{hours}", asked, line, project=cwd.replace("/", "-"))


@pytest.fixture
def spent(home: Home) -> Home:
    """A reply in February, one on the first of March, and one today."""
    for day in ("2026-02-28", "2026-03-01", "2026-03-03"):
        work(home, day)
    return home


def test_a_day_counts_today_and_a_month_its_days(spent: Home, ask: Ask) -> None:
    day, month = told(spent, ask, {"period": "day", "usd": 5}, {"period": "month", "usd": 5})
    assert (day.spent, day.since) == (pytest.approx(REPLY), "2026-03-03")
    assert (month.spent, month.since) == (pytest.approx(2 * REPLY), "2026-03-01")
    assert month.share == pytest.approx(2 * REPLY / 5)
    assert month.spent_label == "priced"


@pytest.mark.parametrize(
    ("limit", "state"),
    [
        (REPLY / 0.79, "ok"),
        (REPLY / 0.8001, "warning"),
        (REPLY * 1.0001, "warning"),
        (REPLY, "over"),
    ],
)
def test_it_warns_from_four_fifths_and_alerts_at_the_limit(
    spent: Home, ask: Ask, limit: float, state: str
) -> None:
    (found,) = told(spent, ask, {"period": "day", "usd": limit})
    assert found.state == state


def test_a_month_is_crossed_on_the_day_its_mean_reaches_the_limit(spent: Home, ask: Ask) -> None:
    # Two replies in three days: 2/3 of one a day; 12 of them are there on day 18, 12.1 on day 19.
    exact, more = told(
        spent, ask, {"period": "month", "usd": 12 * REPLY - 1e-6},
        {"period": "month", "usd": 12.1 * REPLY},
    )  # fmt: skip
    assert (exact.crosses_on, more.crosses_on) == ("2026-03-18", "2026-03-19")


def test_nothing_is_foretold_of_another_day_or_month_or_of_what_is_over(
    spent: Home, ask: Ask
) -> None:
    limits = ({"period": "month", "usd": 21 * REPLY}, {"period": "month", "usd": REPLY},
              {"period": "day", "usd": 20 * REPLY}, {"period": "day", "usd": REPLY})  # fmt: skip
    assert [found.crosses_on for found in told(spent, ask, *limits)] == [None] * 4


def test_what_is_not_crossed_yet_is_crossed_tomorrow_at_the_earliest(spent: Home, ask: Ask) -> None:
    (found,) = told(spent, ask, {"period": "month", "usd": 2.01 * REPLY})
    assert found.crosses_on == "2026-03-04"


def test_a_day_is_crossed_at_the_hour_its_mean_since_the_first_work_reaches_the_limit(
    spent: Home, ask: Ask
) -> None:
    work(spent, "2026-03-03", hours=2)
    # Two replies in the three hours from 10 to 13: 5 of them are there 7.5 hours after 10.
    day, late = told(
        spent, ask, {"period": "day", "usd": 5 * REPLY}, {"period": "day", "usd": 9.4 * REPLY}
    )
    assert (day.crosses_on, day.crosses_at) == ("2026-03-03", "17:30")
    # 9.33 of them are there at midnight, 14 hours after 10.
    assert (late.crosses_on, late.crosses_at) == (None, None)


def test_a_day_is_crossed_in_the_hour_of_the_zone(spent: Home, ask: Ask) -> None:
    settings = Settings.model_validate(
        {"budgets": [{"period": "day", "usd": 2 * REPLY}], "timeZone": "Asia/Kolkata"}
    )
    index = spent.index(settings)
    index.refresh()
    (found,) = ask(index, "status").budgets
    assert found.crosses_at == "17:30"  # one reply from 10 to 11 UTC, another until 12:00 UTC


def test_a_budget_of_a_folder_counts_the_work_in_it(spent: Home, ask: Ask) -> None:
    work(spent, "2026-03-03", cwd="/home/dev/web")
    web, everywhere = told(
        spent, ask, {"period": "day", "usd": 1, "project": "/home/dev/web/"},
        {"period": "day", "usd": 1},
    )  # fmt: skip
    assert web.spent == pytest.approx(REPLY)
    assert everywhere.spent == pytest.approx(2 * REPLY)


def test_a_budget_of_a_model_counts_its_versions_and_no_other_model(spent: Home, ask: Ask) -> None:
    work(spent, "2026-03-03", model="claude-opus-4-7-20260301")
    named, other, none = told(
        spent, ask, {"period": "day", "usd": 1, "model": "Claude-Opus-4-7"},
        {"period": "day", "usd": 1, "model": "claude-opus-4-7-20260301"},
        {"period": "day", "usd": 1, "model": "claude-opus-4"},
    )  # fmt: skip
    assert named.spent == pytest.approx(2 * REPLY)
    assert other.spent == pytest.approx(REPLY)
    assert none.spent == pytest.approx(2 * REPLY)  # 4-7 goes on with a dash


def test_a_model_nobody_used_has_cost_nothing(spent: Home, ask: Ask) -> None:
    (found,) = told(spent, ask, {"period": "day", "usd": 1, "model": "claude-opus-4-70"})
    assert (found.spent, found.share, found.state) == (0, 0, "ok")


def test_what_has_no_price_makes_the_share_unknown(home: Home, ask: Ask) -> None:
    work(home, "2026-03-03", model="made-up-1")
    (found,) = told(home, ask, {"period": "day", "usd": 1})
    assert (found.spent, found.share, found.state) == (None, None, "unknown")


def test_while_files_of_the_month_are_unread_what_is_spent_of_it_is_a_lower_bound(
    spent: Home, ask: Ask
) -> None:
    """D9, X1: the newest unread file ends with the second of March; today is complete."""
    budgets = [{"period": "day", "usd": 5}, {"period": "month", "usd": 5}]
    index = spent.index(settings_from({"timeZone": "UTC", "budgets": budgets})[0])
    index.refresh()
    assert [one.spent_label for one in ask(index, "status").budgets] == ["priced", "priced"]
    third = calendar.day_start(date(2026, 3, 3), ZoneInfo("UTC"))
    index.indexing = Indexing(2, 5, third * 1000 - 1)
    assert [one.spent_label for one in ask(index, "status").budgets] == ["priced", "at_least"]


def test_the_dashboard_says_the_same_whatever_its_range(spent: Home, ask: Ask) -> None:
    settings = Settings.model_validate(
        {"budgets": [{"period": "month", "usd": 5}], "timeZone": "UTC"}
    )
    index = spent.index(settings)
    index.refresh()
    page = ask(index, "overview", range={"from": "2026-02-01", "to": "2026-02-28"})
    assert page.budgets == ask(index, "status").budgets


@pytest.mark.parametrize(
    "budget",
    [{"period": "week", "usd": 1}, {"period": "day", "usd": 0}, {"period": "day"}, {"usd": 1}],
)
def test_a_budget_that_does_not_fit_is_named_and_none_is_used(budget: dict[str, Any]) -> None:
    settings, invalid = settings_from({"budgets": [{"period": "day", "usd": 1}, budget]})
    assert settings.budgets == ()
    assert invalid[0].name.startswith("budgets.1")
