"""Real reports of review agents beside what people read in them, 59 before the parser existed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, get_args

import pytest

from sightline.records import Severity
from sightline.reviewers.agent_reports import Report, parse

pytestmark = pytest.mark.corpus
UNLABELLED, NONE = "?", "-"


class Read(NamedTuple):
    """What a report says, as text: scores by phase, its own overall, verdict, issues."""

    scores: str
    overall: str
    verdict: str
    issues: str


ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("labelled.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
LABELS = {name: Read(" ".join(sorted(scores.split())), *label) for name, scores, *label in ROWS}


def number(value: float | None) -> str:
    return NONE if value is None else f"{value:g}"


@pytest.fixture
def found(corpus: Path) -> dict[str, Read]:
    """What the parser reads in each labelled report; of several in a text the first tells all."""
    read = {}
    for name in LABELS:
        text = (corpus / "ptah" / "reviews" / name).read_text("utf-8", "replace")
        reports = parse(text, name.split("__")[-1])
        scores = {phase: score for report in reports for phase, score in report.scores.items()}
        shown = " ".join(sorted(f"{phase}={score:g}" for phase, score in scores.items()))
        first = reports[0] if reports else Report({})
        read[name] = Read(
            shown or NONE, number(first.stated_overall),
            first.verdict or NONE,
            " ".join(number(first.issues.get(severity)) for severity in get_args(Severity)),
        )  # fmt: skip
    return read


def test_at_least_40_were_labelled() -> None:
    assert len(LABELS) >= 40


@pytest.mark.parametrize("field", Read._fields)
def test_97_of_100_are_read_as_labelled(found: dict[str, Read], field: str) -> None:
    """Q5, Q6: phase and score, the stated overall, the verdict and the issues."""
    labelled = {name: getattr(label, field) for name, label in LABELS.items()}
    known = {name: told for name, told in labelled.items() if told != UNLABELLED}
    right = [name for name, told in known.items() if getattr(found[name], field) == told]
    assert len(right) >= 0.97 * len(known)


def test_no_score_is_another_than_the_labelled_one(found: dict[str, Read]) -> None:
    def scores(read: Read) -> dict[str, str]:
        return dict(part.split("=") for part in read.scores.split() if part != NONE)

    wrong = [
        (name, phase)
        for name, label in LABELS.items()
        for phase, score in scores(label).items()
        if scores(found[name]).get(phase, score) != score
    ]
    assert wrong == []
