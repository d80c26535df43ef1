"""A review: who is asked, which findings count, and what is not measured."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews import tools_found
from sightline.errors import StoppedError
from sightline.reviewers.base import PHASES, File, Limits, Place, Tool
from sightline.reviewers.review import Review, once, review
from sightline.reviewers.rules import Issue, RuleTable

RULES = RuleTable.load()
BESIDE = str(Path(sys.executable).parent)
"""Where the linter of this project's own checks lies."""
OWN = {name: Tool("1") for name in ("secrets", "dangerous", "placeholders")}
BAD = """import os
import subprocess


def f(x=[]):
    subprocess.call(x, shell=True)
    return y
"""
GOOD = '''"""A module."""


def double(number: int) -> int:
    """Twice a number."""
    return number * 2
'''


def soon() -> Limits:
    return Limits(time.monotonic() + 60)


def reviewed(*files: File, **tools: Tool) -> Review:
    return review(files, {**OWN, **tools}, RULES, None, soon())


def ruff() -> Tool:
    found = tools_found(Place(path=(BESIDE,)))
    if "ruff" not in found:  # pragma: no cover
        pytest.skip("no ruff beside Python")
    return found["ruff"]


def test_without_a_linter_style_and_logic_are_not_measured() -> None:
    """Q2: never 100."""
    made = reviewed(File("app.py", BAD))
    assert set(made.phases) == {"security"}


def test_what_no_reviewer_suits_is_measured_in_nothing_but_secrets() -> None:
    made = reviewed(File("main.go", "package main\n"), ruff=ruff())
    assert set(made.phases) == {"security"}


def test_good_code_scores_more_than_bad_code_in_every_phase() -> None:
    bad, good = (
        reviewed(File("app.py", BAD), ruff=ruff()),
        reviewed(File("app.py", GOOD), ruff=ruff()),
    )
    assert set(bad.phases) == set(good.phases) == set(PHASES)
    for phase in ("logic", "security"):
        assert bad.phases[phase].score < good.phases[phase].score == 100


def test_only_lines_under_review_count() -> None:
    made = reviewed(File("app.py", BAD, frozenset({7})), ruff=ruff())
    assert [(issue.rule, issue.line) for issue in made.issues] == [("F821", 7)]
    assert made.phases["logic"].lines == 1


def test_a_project_configures_nothing(tmp_path: Path) -> None:
    """Q12: no configuration that is code."""
    (tmp_path / "ruff.toml").write_text('lint.ignore = ["ALL"]')
    made = review([File("app.py", BAD)], {"ruff": ruff()}, RULES, tmp_path, soon())
    assert "F821" in {issue.rule for issue in made.issues}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ruff.toml"]


def test_a_reviewer_that_fails_measures_nothing_and_says_why(tmp_path: Path) -> None:
    made = reviewed(File("app.py", BAD), ruff=Tool("1", str(tmp_path / "gone")))
    assert [ran.problem for ran in made.runs if ran.name == "ruff"] == ["gone cannot be started"]
    assert set(made.phases) == {"security"}


def test_a_cancelled_review_stops() -> None:
    with pytest.raises(StoppedError):
        review([File("a.py", "")], OWN, RULES, None, Limits(time.monotonic() + 9, lambda: True))


def test_progress_ends_with_all_reviewers() -> None:
    steps: list[tuple[int, int]] = []
    review([File("a.py", "")], OWN, RULES, None, soon(), lambda *step: steps.append(step))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_a_linter_of_scripts_is_asked_about_scripts(tmp_path: Path) -> None:
    stand_in = tmp_path / "oxlint"
    stand_in.write_text(
        "#!/bin/sh\nfor last; do :; done\n"
        'printf \'{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"oxlint","rules":'
        '[{"id":"eslint(no-shadow)","properties":{"category":"suspicious"}}]}},"results":'
        '[{"ruleId":"eslint(no-shadow)","ruleIndex":0,"message":{"text":"Shadow"},"locations":'
        '[{"physicalLocation":{"artifactLocation":{"uri":"%s"},"region":{"startLine":2}}}]}]}]}\' '
        '"$last"\n'
    )
    stand_in.chmod(0o755)
    files = File("src/app.ts", "a\nb\n"), File("app.py", "")
    made = reviewed(*files, oxlint=Tool("1.94.0", str(stand_in)))
    assert [(i.reviewer, i.name, i.line, i.phase) for i in made.issues] == [
        ("oxlint", "src/app.ts", 2, "logic")
    ]
    assert (made.phases["style"].files, made.phases["security"].files) == (1, 2)


def issue(reviewer: str, minutes: int, rule: str = "r") -> Issue:
    return Issue(reviewer, rule, "", "a.py", 1, "security", "error", minutes)


def test_a_hole_that_two_reviewers_see_counts_once() -> None:
    said = issue("ruff", 5), issue("secrets", 9)
    assert once(said) == (said[1],)


@given(st.lists(st.integers(1, 9), max_size=5), st.lists(st.integers(1, 9), max_size=5))
def test_more_findings_never_weigh_less(first: list[int], more: list[int]) -> None:
    def weight(ours: list[int], theirs: list[int]) -> int:
        found = [issue("ruff", n) for n in ours] + [issue("secrets", n) for n in theirs]
        return sum(kept.minutes for kept in once(found))

    assert weight(first, more) >= weight(first, [])
