"""What score a session has: of each phase the latest review, and what goes with a deleted one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from builders import prompt, reply
from conftest import totals_of
from reviews import issue, keep
from sightline.reviewers.tracking import Tracked
from sightline.settings import Settings
from sightline.store.corrections import Issue, Told, settle
from sightline.store.query import Filter, measure

if TYPE_CHECKING:
    from conftest import Home
    from sightline.settings import Settings as Chosen
    from sightline.store import Index

SESSION = "claude_code:aaaa"
NAMES = ("quality", "quality_style", "quality_logic", "quality_security", "scored_sessions")


def opened(home: Home, settings: Chosen | None = None) -> Index:
    home.claude("aaaa", prompt("p1", 0), reply("m1", 4))
    index = home.index(settings)
    index.refresh()
    return index


def test_a_session_without_a_review_has_no_score(home: Home) -> None:
    assert list(totals_of(opened(home), *NAMES).values()) == [None, None, None, None, 0]


def test_phases_make_the_whole(home: Home) -> None:
    keep(home.path, SESSION, 11, style=92, logic=84, security=80)
    # (40 · 92 + 35 · 84 + 25 · 80) / 100 = 86.2
    assert list(totals_of(opened(home), *NAMES).values()) == [86, 92, 84, 80, 1]


def test_a_missing_phase_weighs_nothing(home: Home) -> None:
    keep(home.path, SESSION, 11, style=90)
    assert list(totals_of(opened(home), *NAMES).values()) == [90, 90, None, None, 1]


def test_the_latest_review_of_a_phase_stands(home: Home) -> None:
    """Q3: newer replaces older."""
    keep(home.path, SESSION, 11, number=1, style=40, logic=70)
    keep(home.path, SESSION, 12, number=2, style=90)
    assert list(totals_of(opened(home), *NAMES[1:3]).values()) == [90, 70]


def test_a_deleted_review_takes_its_effect_along(home: Home) -> None:
    keep(home.path, SESSION, 11, Tracked(issue(), "a", "2026-03-02T11:00:00Z"), style=40)
    later = keep(home.path, SESSION, 12, number=2, style=90)
    index = opened(home)
    later.unlink()
    index.refresh()
    assert totals_of(index, "quality", "violations") == {"quality": 40, "violations": 1}
    (home.path / ".sightline/sessions/claude_code_aaaa.reviews/1.sarif").unlink()
    index.refresh()
    assert totals_of(index, "quality", "violations") == {"quality": None, "violations": 0}


def test_other_weights_count_at_once_and_after_a_restart(home: Home) -> None:
    keep(home.path, SESSION, 11, style=90, logic=60)
    index = opened(home)
    logic = Settings.model_validate({"timeZone": "UTC", "quality": {"weights": {"style": 0}}})
    index.configure(logic)
    assert totals_of(index, "quality") == {"quality": 60}
    assert totals_of(home.index(), "quality") == {"quality": 76}  # (40 · 90 + 35 · 60) / 75
    assert totals_of(home.index(logic), "quality") == {"quality": 60}


def test_a_finding_of_two_reviews_counts_once_as_it_was_last_seen(home: Home) -> None:
    since = "2026-03-02T11:00:00Z"
    keep(home.path, SESSION, 11, Tracked(issue(), "a", since), number=1, logic=50)
    keep(home.path, SESSION, 12, Tracked(issue(), "a", since, "absent"), number=2, logic=100)
    found = totals_of(opened(home), "violations", "violations_corrected", "outstanding_minutes")
    assert list(found.values()) == [1, 1, 0]


def test_a_session_counts_once_on_each_day_it_was_active(home: Home) -> None:
    """Q9: each once."""
    lines = [prompt(f"p{n}", 86_400 * (n // 2)) for n in range(4)]
    home.claude("bbbb", *lines, reply("m9", 86_500))
    keep(home.path, "claude_code:bbbb", 11, style=60)
    keep(home.path, SESSION, 11, style=90)
    index = opened(home)
    with index.reading() as connection:
        (row,) = measure(connection, ("quality", "scored_sessions"), Filter())
    assert (row.values["quality"], row.values["scored_sessions"]) == (75, 2)  # (60 + 90) / 2


def issues(*counts: int) -> tuple[list[list[Issue]], list[Told]]:
    """Reports of one phase with so many errors each."""
    group = ("s", "logic", "error")
    reports = [[Issue(group, f"r{n}") for _ in range(count)] for n, count in enumerate(counts)]
    told = [Told(f"r{n}", "s", "logic", (("error", count),)) for n, count in enumerate(counts)]
    settle([one for report in reports for one in report], told)
    return reports, told


def test_what_a_later_report_has_fewer_was_corrected() -> None:
    """Q11: by the difference."""
    (first, second), _ = issues(3, 1)
    assert [one.corrected for one in first] == [False, True, True]
    assert [one.repeated for one in second] == [True]


def test_what_a_later_report_has_more_is_new() -> None:
    (_, second), _ = issues(1, 3)
    assert [one.repeated for one in second] == [True, False, False]


def test_a_report_that_does_not_count_says_nothing_of_others() -> None:
    one = Issue(("s", "logic", "error"), "r0")
    settle([one], [Told("r0", "s", "logic", (("error", 1),)), Told("r1", "s", "logic", ())])
    assert not one.corrected


def test_a_count_of_several_phases_together_corrects_none() -> None:
    one = Issue(("s", "logic", "error"), "r0")
    settle([one], [Told("r0", "s", "logic", (("error", 1),)),
                   Told("r1", "s", "logic", (("error", 4),))])  # fmt: skip
    assert not one.corrected


@given(st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_what_is_open_is_what_the_last_report_counts(counts: list[int]) -> None:
    reports, _ = issues(*counts)
    kept = [one for report in reports for one in report if not one.repeated]
    assert sum(not one.corrected for one in kept) == counts[-1]
    assert len(kept) >= max(counts)
