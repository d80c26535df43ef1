"""The score of counted issues beside the scores that real review agents gave."""

from __future__ import annotations

from statistics import correlation, mean
from typing import TYPE_CHECKING

import pytest

from sightline.records import MINUTES
from sightline.reviewers.agent_reports import Report, parse

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.records import Phase

pytestmark = pytest.mark.corpus


def minutes(report: Report) -> int:
    return sum(MINUTES[severity] * n for severity, n in report.issues.items())


def ranks(values: list[float]) -> list[float]:
    order = sorted(values)
    return [order.index(one) + (order.count(one) - 1) / 2 for one in values]


@pytest.fixture
def told(corpus: Path) -> list[tuple[float, int, Phase]]:
    """Score, minutes and phase of each report that tells both of one phase."""
    found = [
        (report.scores[report.phase], minutes(report), report.phase)
        for path in sorted((corpus / "ptah" / "reviews").iterdir())
        for report in parse(path.read_text("utf-8", "replace"), path.name.split("__")[-1])
        if report.phase is not None
        and report.phase in report.scores
        and {"error", "warning"} <= report.issues.keys()
    ]
    assert len(found) > 50
    return found


@pytest.mark.parametrize("phase", ["style", "logic"])
def test_agents_give_less_where_there_is_more_to_fix(
    told: list[tuple[float, int, Phase]], phase: Phase
) -> None:
    own = [(score, cost) for score, cost, one in told if one == phase]
    scores, costs = ranks([score for score, _ in own]), ranks([cost for _, cost in own])
    assert correlation(scores, costs) < -0.4


def test_from_sixty_on_each_better_band_has_less_to_fix(
    told: list[tuple[float, int, Phase]],
) -> None:
    bands = [
        mean(cost for score, cost, _ in told if low <= score < high)
        for low, high in ((60, 70), (70, 80), (80, 101))
    ]
    assert bands == sorted(bands, reverse=True)
