"""Each report is found under its name, and answers whatever is asked for alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from places import CORPUS, files_of, lay_out
from sightline.reports import REPORTS, every_report
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context
from sightline.store import Index
from sightline.store.query import Filter, measure

if TYPE_CHECKING:
    from conftest import Home
    from sightline.store.query import Dimension


def values_of(index: Index, name: Dimension) -> list[str]:
    with index.reading() as connection:
        return [row.group[0] for row in measure(connection, ("requests",), Filter(), (name,))]


def answer_each(index: Index) -> int:
    """Ask every report of a scope for each engine and each model alone; how many asks."""
    alone = [{"engines": [name]} for name in values_of(index, "engine")]
    alone += [{"models": [name]} for name in values_of(index, "model")]
    context = Context(index, index.settings)
    reports = [report for report in every_report() if issubclass(report.params, Scope)]
    for report in reports:
        for scope in alone:
            report.answer(context, report.params.model_validate(scope))
    return len(alone) * len(reports)


def test_a_report_stands_under_its_own_name() -> None:
    assert [report.name for report in every_report()] == list(REPORTS)


def test_every_report_answers_for_each_engine_and_model_alone(every_engine: Index) -> None:
    assert answer_each(every_engine) > 300


@pytest.mark.corpus
def test_every_report_answers_for_each_engine_and_model_of_the_corpus(
    home: Home, corpus: Path
) -> None:
    for name, engine in CORPUS.items():
        lay_out(home, engine, corpus / name, files_of(corpus / name))
    index = home.index()
    index.refresh()
    assert answer_each(index) > 500
