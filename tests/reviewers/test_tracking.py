"""What became of earlier findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviews import issue
from sightline.reviewers.rules import Issue
from sightline.reviewers.tracking import NEAR, Tracked, tracked

FIRST, SECOND = "2026-03-02T10:00:00.000Z", "2026-03-02T11:00:00.000Z"
issues = st.lists(
    st.builds(
        issue, rule=st.sampled_from("AB"), name=st.sampled_from(["a.py", "b.py"]),
        line=st.integers(1, 40),
    ), max_size=8,
)  # fmt: skip


def everywhere(_reviewer: str, _name: str) -> bool:
    return True


def first(*found: Issue) -> list[Tracked]:
    return tracked(found, [], everywhere, FIRST)


def test_a_first_finding_is_new() -> None:
    (one,) = first(issue())
    assert (one.state, one.since) == ("new", FIRST)


def test_the_same_rule_within_ten_lines_is_the_same_finding() -> None:
    """Q11: ten lines."""
    before = first(issue(line=7))
    (one,) = tracked([issue(line=7 + NEAR)], before, everywhere, SECOND)
    assert (one.state, one.since, one.id) == ("unchanged", FIRST, before[0].id)


def test_farther_away_it_is_another_and_the_first_was_corrected() -> None:
    """Q11: beyond."""
    found = tracked([issue(line=8 + NEAR)], first(issue(line=7)), everywhere, SECOND)
    assert [(one.state, one.issue.line) for one in found] == [("new", 18), ("absent", 7)]


def test_what_nobody_looked_at_stays_as_it_was() -> None:
    (one,) = tracked([], first(issue()), lambda _reviewer, _name: False, SECOND)
    assert (one.state, one.corrected) == ("unchanged", False)


def test_what_comes_back_is_open_again() -> None:
    gone = tracked([], first(issue()), everywhere, SECOND)
    (again,) = tracked([issue()], gone, everywhere, "2026-03-02T12:00:00.000Z")
    assert (gone[0].corrected, again.corrected, again.since) == (True, False, FIRST)


@given(issues, issues)
def test_nothing_is_lost_and_nothing_counts_twice(one: list[Issue], two: list[Issue]) -> None:
    before = first(*one)
    after = tracked(two, before, everywhere, SECOND)
    assert len({found.id for found in after}) == len(after)
    assert {found.id for found in before} <= {found.id for found in after}
    assert sorted(map(repr, (found.issue for found in after if not found.corrected))) == sorted(
        map(repr, two)
    )


@given(issues)
def test_the_same_review_again_changes_nothing(one: list[Issue]) -> None:
    after = tracked(one, first(*one), everywhere, SECOND)
    assert {found.state for found in after} <= {"unchanged"}
