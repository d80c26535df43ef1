"""D4: a query narrows every report of a scope alike; its faults are part of the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import Ask, Home
from searched import searched
from sightline.reports import every_report
from sightline.reports.payload.base import ScopedAnswer
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Report
from sightline.store import Index

SCOPED = [
    report
    for report in every_report()
    if issubclass(report.params, Scope) and report.stream is None
]
TELLING = [report for report in SCOPED if issubclass(report.payload, ScopedAnswer)]
ASKED_WITH = {"trends": {"metrics": ["cost"]}}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache"))
    yield searched(home)
    for opened in home.opened:
        opened.close()


@pytest.mark.parametrize("report", SCOPED, ids=lambda report: report.name)
def test_a_report_counts_the_sessions_that_a_query_finds(
    index: Index, ask: Ask, report: Report
) -> None:
    more = ASKED_WITH.get(report.name, {})
    found = ask(index, report.name, query="tool:Bash", **more)
    others = ask(index, report.name, query="-tool:Bash", **more)
    everything = ask(index, report.name, **more)
    assert found != everything
    assert found != others


def test_sums_over_a_query_and_its_negation_are_those_of_all(index: Index, ask: Ask) -> None:
    both = [ask(index, "models", query=query).total for query in ("tool:Bash", "-tool:Bash")]
    everything = ask(index, "models").total
    assert sum(total.requests for total in both) == everything.requests == 5
    # dark, login and what the lists say of menu and cache
    assert sum(total.cost for total in both) == pytest.approx(everything.cost)


@pytest.mark.parametrize("report", SCOPED, ids=lambda report: report.name)
def test_a_query_that_cannot_be_read_finds_nothing(index: Index, ask: Ask, report: Report) -> None:
    more = ASKED_WITH.get(report.name, {})
    broken = ask(index, report.name, query="modle:x", **more)
    nothing = ask(index, report.name, query="id:nobody", **more)
    stable = {"generated_at", "query_errors"}
    assert broken.model_dump(exclude=stable) == nothing.model_dump(exclude=stable)


@pytest.mark.parametrize("report", TELLING, ids=lambda report: report.name)
def test_what_is_wrong_with_a_query_is_part_of_the_answer(
    index: Index, ask: Ask, report: Report
) -> None:
    """A5: queryErrors."""
    answer = ask(index, report.name, query="modle:x", **ASKED_WITH.get(report.name, {}))
    assert [error.message for error in answer.query_errors] == [
        "Unknown field `modle`. Did you mean `model`?"
    ]


def test_a_range_with_a_query_counts_its_own_days(index: Index, ask: Ask) -> None:
    march = {"from": "2026-03-01", "to": "2026-03-03"}
    answer = ask(index, "sessions", query="cost:>0", range=march)
    assert (answer.total, answer.sums.cost) == (1, 2.5)
