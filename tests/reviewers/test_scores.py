"""What a score is: how findings lower it, and how phases weigh in the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.records import Phase
from sightline.reviewers.base import PHASES
from sightline.reviewers.scores import overall, partial, phase_score

WEIGHTS: dict[Phase, float] = {"style": 40, "logic": 35, "security": 25}
minutes = st.integers(0, 100_000)
lines = st.integers(0, 1_000_000)
scores = st.dictionaries(st.sampled_from(PHASES), st.floats(0, 100), min_size=1)


def test_a_warning_in_a_hundred_lines_gives_ninety() -> None:
    """Q2: the check of the formula."""
    assert round(phase_score(5, 100)) == 90  # 100·exp(-0.002 · 5 / 0.1)


def test_nothing_found_is_a_hundred() -> None:
    assert phase_score(0, 10) == 100


def test_few_lines_count_as_fifty() -> None:
    """Q2: the least K."""
    assert phase_score(2, 3) == phase_score(2, 50)


@given(minutes, st.integers(0, 1000), lines)
def test_more_to_fix_never_raises_a_score(less: int, more: int, over: int) -> None:
    assert phase_score(less + more, over) <= phase_score(less, over)


@given(minutes, lines, st.integers(0, 1000))
def test_the_same_in_more_lines_never_lowers_it(found: int, few: int, more: int) -> None:
    assert phase_score(found, few + more) >= phase_score(found, few)


@given(minutes, lines)
def test_a_score_lies_between_nothing_and_a_hundred(found: int, over: int) -> None:
    assert 0 <= phase_score(found, over) <= 100


def test_phases_weigh_as_set() -> None:
    """Q1: 40, 35, 25, or a setting's."""
    assert overall({"style": 92, "logic": 84, "security": 80}, WEIGHTS) == 86
    # (40 · 92 + 35 · 84 + 25 · 80) / 100 = 86.2


def test_a_half_is_rounded_up() -> None:
    """Q4: half up."""
    assert overall({"style": 86.5}, WEIGHTS) == 87
    assert overall({"style": 85, "logic": 86}, {**WEIGHTS, "logic": 40}) == 86  # 85.5


def test_a_missing_phase_weighs_nothing() -> None:
    """Q4: over the phases present."""
    found: dict[Phase, float] = {"style": 90, "logic": 60}
    assert overall(found, WEIGHTS) == 76  # (40 · 90 + 35 · 60) / 75


def test_without_a_phase_there_is_no_score() -> None:
    """Q4: none: null."""
    assert overall({}, WEIGHTS) is None
    assert overall({"style": 90}, {"style": 0, "logic": 1, "security": 1}) is None


@given(scores)
def test_the_whole_lies_between_its_phases(found: dict[Phase, float]) -> None:
    whole = overall(found, WEIGHTS)
    assert whole is not None
    assert min(found.values()) - 0.5 <= whole <= max(found.values()) + 0.5


@given(scores, st.sampled_from(PHASES), st.floats(0, 100))
def test_a_worse_phase_never_raises_the_whole(
    found: dict[Phase, float], phase: Phase, worse: float
) -> None:
    before = overall({**found, phase: max(worse, found.get(phase, worse))}, WEIGHTS)
    after = overall({**found, phase: min(worse, found.get(phase, worse))}, WEIGHTS)
    assert before is not None
    assert after is not None
    assert after <= before


@pytest.mark.parametrize(
    ("present", "said"),
    [
        (("style", "logic", "security"), None),
        (("style", "logic"), "partial (no security review)"),
        (("security",), "partial (no style and no logic review)"),
        ((), None),
    ],
)
def test_what_is_missing_is_said(present: tuple[Phase, ...], said: str | None) -> None:
    """Q4: partial, and of what."""
    assert partial(dict.fromkeys(present, 50)) == said
