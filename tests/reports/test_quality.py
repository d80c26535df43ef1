"""A3, DQ1, DQ2, DQ3, DQ4: scores, their spread, sessions, rules, days, and who can review."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from builders import prompt, reply, stamp
from conftest import NOW
from reviews import DAY, issue, keep
from sightline.adapters.base import Environment
from sightline.reports import report_named
from sightline.reports.report import Context
from sightline.reviewers.tracking import Tracked
from sightline.settings import Settings
from sightline.store import Index

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.reports.payload.quality import QualityPayload, ReviewerRow

ALL = {"preset": "all"}
SINCE = f"{DAY}T11:00:00Z"


def session(home: Home, name: str, day: str = DAY) -> str:
    first, last = (stamp(second, day) for second in (0, 4))
    home.claude(
        name, prompt(f"p-{name}", 0, timestamp=first), reply(f"m-{name}", 4, timestamp=last)
    )
    return f"claude_code:{name}"


def opened(home: Home, **settings: float) -> Index:
    index = home.index(Settings.model_validate({"timeZone": "UTC", **settings}))
    index.refresh()
    return index


def three(home: Home) -> None:
    """Two scored sessions, one of them in part, and one without a review."""
    keep(home.path, session(home, "aaaa"), 11, style=92, logic=84, security=80)
    keep(home.path, session(home, "bbbb", "2026-03-03"), 12, style=40)
    session(home, "cccc")


def test_means_say_over_how_many_sessions_they_are(home: Home, ask: Ask) -> None:
    three(home)
    found: QualityPayload = ask(opened(home), "quality", range=ALL)
    assert (found.scored, found.session_count) == (2, 3)
    assert (found.scores.overall.mean, found.scores.overall.n) == ((86 + 40) / 2, 2)
    assert (found.scores.style.mean, found.scores.style.n) == ((92 + 40) / 2, 2)
    assert (found.scores.security.mean, found.scores.security.n) == (80, 1)


def test_without_a_review_there_is_no_mean(home: Home, ask: Ask) -> None:
    session(home, "aaaa")
    found = ask(opened(home), "quality", range=ALL)
    assert (found.scores.overall.mean, found.scores.overall.label) == (None, "unknown")
    assert (found.scored, sum(found.distribution), found.sessions) == (0, 0, ())


def test_scores_are_spread_over_tens(home: Home, ask: Ask) -> None:
    three(home)
    keep(home.path, session(home, "dddd"), 12, style=100)
    found = ask(opened(home), "quality", range=ALL)
    assert found.distribution == (0, 0, 0, 0, 1, 0, 0, 0, 1, 1)


def test_phases_have_their_weights_and_who_lacks_them(home: Home, ask: Ask) -> None:
    three(home)
    style, logic, security = ask(opened(home), "quality", range=ALL).phases
    assert (style.weight, logic.weight, security.weight) == (0.4, 0.35, 0.25)
    assert (style.missing, logic.missing, security.missing) == (0, 1, 1)


def test_the_lowest_score_is_listed_first_and_says_what_it_lacks(home: Home, ask: Ask) -> None:
    three(home)
    low, high = ask(opened(home), "quality", range=ALL).sessions
    assert (low.id, low.overall, low.logic) == ("claude_code:bbbb", 40, None)
    assert low.partial == "partial (no logic and no security review)"
    assert (high.overall, high.partial, high.sources) == (86, None, ("local",))
    assert high.at == f"{DAY}T11:00:00.000Z"


def test_the_list_can_be_cut_and_paged(home: Home, ask: Ask) -> None:
    three(home)
    index = opened(home)
    assert [row.overall for row in ask(index, "quality", range=ALL, below=70).sessions] == [40]
    page = ask(index, "quality", range=ALL, limit=1)
    assert (page.total, page.next_cursor) == (2, 1)
    assert [row.overall for row in ask(index, "quality", range=ALL, cursor=1).sessions] == [86]


def test_a_rule_has_its_minutes_its_loss_and_its_newest_place(home: Home, ask: Ask) -> None:
    found = [
        Tracked(issue(line=3), "a", SINCE),
        Tracked(issue(line=90), "b", SINCE, "absent"),
        Tracked(issue("E501", "info", phase="style"), "c", SINCE),
    ]
    keep(home.path, session(home, "aaaa"), 11, *found, logic=50)
    error, info = ask(opened(home, hourlyRate=75), "quality", range=ALL).findings
    assert (error.source, error.rule, error.severity) == ("ruff", "F821", "error")
    assert (error.count, error.corrected, error.minutes) == (2, 1, 9 + 9)
    assert error.loss == 18 * 75 / 60
    assert (error.session, error.file, error.line) == ("claude_code:aaaa", "src/app.py", 3)
    assert info.minutes == 2


def test_without_a_rate_there_is_no_money(home: Home, ask: Ask) -> None:
    keep(home.path, session(home, "aaaa"), 11, Tracked(issue(), "a", SINCE), logic=50)
    (row,) = ask(opened(home), "quality", range=ALL).findings
    assert (row.minutes, row.loss) == (9, None)


def test_days_have_findings_by_severity_and_the_scores_of_who_was_active(
    home: Home, ask: Ask
) -> None:
    """Q9: daily means."""
    three(home)
    days = {"from": "2026-03-01", "to": "2026-03-03"}
    before, first, second = ask(opened(home), "quality", range=days).daily
    assert (before.mean, before.moving_average) == (None, None)
    assert (first.mean, first.moving_average) == (86, 86)
    assert (second.mean, second.moving_average) == (40, (86 + 40) / 2)


def test_findings_are_stacked_on_the_day_they_were_found(home: Home, ask: Ask) -> None:
    found = [Tracked(issue(), "a", SINCE), Tracked(issue("W1", "warning"), "b", SINCE)]
    keep(home.path, session(home, "aaaa"), 11, *found, logic=50)
    (day,) = ask(opened(home), "quality", range={"from": DAY, "to": DAY}).daily
    assert (day.errors, day.warnings, day.infos) == (1, 1, 0)


def test_quality_over_time_is_that_of_the_trends(home: Home, ask: Ask) -> None:
    three(home)
    index, days = opened(home), {"from": "2026-03-01", "to": "2026-03-03"}
    (series,) = ask(index, "trends", range=days, metrics=["quality"], movingAverage=True).series
    own = ask(index, "quality", range=days).daily
    assert [(point.value, point.moving_average) for point in series.points] == [
        (day.mean, day.moving_average) for day in own
    ]


def test_the_top_row_says_how_many_are_scored(home: Home, ask: Ask) -> None:
    three(home)
    kpis = {kpi.metric: kpi for kpi in ask(opened(home), "overview", range=ALL).kpis}
    assert (kpis["quality"].value, kpis["quality"].note) == (63, "2 of 3 scored")


def test_sessions_show_and_sort_by_their_score(home: Home, ask: Ask) -> None:
    """A5: the order asked for."""
    three(home)
    rows = ask(opened(home), "sessions", range=ALL, sort="-quality").rows
    assert [row.quality for row in rows] == [86, 40, None]


def test_queries_find_by_score_and_by_review(home: Home, ask: Ask) -> None:
    three(home)
    index = opened(home)

    def hits(query: str) -> int:
        return int(ask(index, "sessions", range=ALL, query=query).total)

    assert (hits("quality:<70"), hits("-quality:<70"), hits("has:review")) == (1, 1, 2)
    assert (hits("style:>=92"), hits("security:80")) == (1, 1)


def reviewers(home: Home, context_of: dict[str, object]) -> dict[str, ReviewerRow]:
    beside = str(Path(sys.executable).parent)
    index = Index.open(
        Settings(time_zone="UTC"), Environment(home.path, {"PATH": beside}), home.cache
    )
    home.opened.append(index)
    report = report_named("quality")
    context = Context(index, index.settings, lambda: NOW, **context_of)  # type: ignore[arg-type]
    payload: QualityPayload = report.answer(context, report.params())  # type: ignore[assignment]
    return {row.name: row for row in payload.reviewers}


def test_a_reviewer_is_there_or_says_how_to_get_it(home: Home) -> None:
    found = reviewers(home, {"trusted": True})
    assert (found["secrets"].found, found["secrets"].install) == (True, None)
    assert found["oxlint"].found is False
    assert "npm install" in (found["oxlint"].install or "")


def test_where_nothing_is_trusted_no_program_is_looked_for(home: Home) -> None:
    assert reviewers(home, {})["ruff"].found is None


def test_a_reviewer_says_when_it_last_ran(home: Home) -> None:
    keep(home.path, session(home, "aaaa"), 11, style=90)
    index = opened(home)
    report = report_named("quality")
    payload: QualityPayload = report.answer(  # type: ignore[assignment]
        Context(index, index.settings, lambda: NOW), report.params()
    )
    last = {row.name: row.last_run for row in payload.reviewers}
    assert (last["ruff"], last["oxlint"]) == (f"{DAY}T11:00:00.000Z", None)
