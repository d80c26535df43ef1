"""What broken rules cost, on the overview and over time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from builders import prompt, reply, stamp
from sightline.settings import Settings

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index

ALL = {"preset": "all"}
RATED = Settings(time_zone="UTC", hourly_rate=75)


def session(home: Home, name: str = "aaaa", **severities: int) -> None:
    """A session, and findings in it: the first error corrected."""
    home.claude(name, prompt(f"p-{name}", 0), reply(f"m-{name}", 4))
    path = home.path / ".claude" / "rulecatch" / "events.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as log:
        for severity, times in severities.items():
            for number in range(times):
                event = {
                    "type": "rule_deviation", "sessionId": name, "timestamp": stamp(number),
                    "ruleName": f"rule-{number}", "ruleSeverity": severity,
                    "corrected": severity == "error" and number == 0,
                }  # fmt: skip
                log.write(json.dumps(event) + "\n")


def opened(home: Home, settings: Settings = RATED) -> Index:
    index = home.index(settings)
    index.refresh()
    return index


def test_the_overview_says_what_was_found_and_what_it_costs(home: Home, ask: Ask) -> None:
    """DA2: errors, warnings, infos, their minutes and money."""
    session(home, error=5, warning=7, info=3)
    found = ask(opened(home), "overview", range=ALL).analytics.violations
    assert (found.total, found.errors, found.warnings, found.infos) == (15, 5, 7, 3)
    assert found.fix_minutes == 5 * 9 + 7 * 5 + 3 * 2 == 86
    assert found.estimated_loss == 86 * 75 / 60 == 107.5
    assert found.outstanding_loss == (86 - 9) * 75 / 60 == 96.25
    assert found.correction_rate == 1 / 15


def test_without_a_rate_there_is_time_and_no_money(home: Home, ask: Ask) -> None:
    """DA1, DA2: no invented money."""
    session(home, warning=2)
    index = opened(home, Settings(time_zone="UTC"))
    found = ask(index, "overview", range=ALL).analytics.violations
    assert (found.fix_minutes, found.estimated_loss, found.outstanding_loss) == (10, None, None)


def test_where_nothing_was_found_there_is_no_block(home: Home, ask: Ask) -> None:
    session(home)
    assert ask(opened(home), "overview", range=ALL).analytics.violations is None


def test_a_finding_is_of_the_day_it_was_made(home: Home, ask: Ask) -> None:
    session(home, error=2)
    index = opened(home)
    day, before = ({"from": day, "to": day} for day in ("2026-03-02", "2026-03-01"))
    assert ask(index, "overview", range=day).analytics.violations.total == 2
    assert ask(index, "overview", range=before).analytics.violations is None


def test_a_filter_for_another_model_has_none_of_them(home: Home, ask: Ask) -> None:
    session(home, error=2)
    index = opened(home)
    own = ask(index, "overview", range=ALL, models=["claude-opus-4-7"]).analytics
    other = ask(index, "overview", range=ALL, models=["claude-haiku-4-5"]).analytics
    assert (own.violations.total, other.violations) == (2, None)


def test_a_changed_rate_shows_at_once(home: Home, ask: Ask) -> None:
    session(home, error=4)
    index = opened(home)
    index.configure(Settings(time_zone="UTC", hourly_rate=100))
    found = ask(index, "overview", range=ALL).analytics.violations
    assert found.estimated_loss == 4 * 9 * 100 / 60 == 60


def test_loss_over_time_is_a_sum_with_nothing_on_other_days(home: Home, ask: Ask) -> None:
    session(home, error=2, warning=1)
    days = {"from": "2026-03-01", "to": "2026-03-02"}
    page = ask(opened(home), "trends", range=days, metrics=["violations", "estimated_loss"])
    counts, losses = ([point.value for point in series.points] for series in page.series)
    assert counts == [0, 3]
    assert losses == [0, (2 * 9 + 5) * 75 / 60]
    assert page.series[1].is_sum


def test_loss_of_sessions_adds_up(home: Home, ask: Ask) -> None:
    session(home, "aaaa", error=1)
    session(home, "bbbb", info=4)
    page = ask(opened(home), "trends", range=ALL, metrics=["estimated_loss"], by="model")
    assert [series.split for series in page.series] == ["claude-opus-4-7"]
    total = sum(point.value for series in page.series for point in series.points)
    assert total == (9 + 4 * 2) * 75 / 60
