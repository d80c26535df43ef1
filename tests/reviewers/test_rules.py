"""What a rule means, and how a user changes that."""

from __future__ import annotations

from pathlib import Path

import pytest

from sightline.reviewers.base import File, Found
from sightline.reviewers.registry import REVIEWERS
from sightline.reviewers.rules import RuleTable

RULES = RuleTable.load()


@pytest.mark.parametrize(
    ("rule", "phase", "severity", "minutes"),
    [
        ("E501", "style", "info", 1),
        ("E902", "logic", "error", 9),
        ("ERA001", "logic", "info", 1),
        ("SIM108", "style", "info", 2),
        ("S602", "security", "error", 9),
        ("S324", "security", "warning", 5),
        ("F821", "logic", "error", 9),
        ("F601", "logic", "warning", 5),
    ],
)
def test_the_longest_prefix_says(rule: str, phase: str, severity: str, minutes: int) -> None:
    """Q13: the table of rules."""
    found = RULES.rule("ruff", rule, None)
    assert (found.phase, found.severity, found.takes) == (phase, severity, minutes)


def test_a_rule_without_a_row_goes_by_its_category() -> None:
    assert RULES.rule("oxlint", "eslint(new)", "style").phase == "style"
    assert RULES.rule("oxlint", "eslint(new)", "correctness").phase == "logic"
    assert RULES.rule("codeql", "js/xss", "security").phase == "security"
    assert RULES.rule("codeql", "js/unused", None).phase == "logic"


@pytest.mark.parametrize("reviewer", REVIEWERS, ids=lambda one: one.name)
def test_every_reviewer_has_its_rules(reviewer: object) -> None:
    """Q13: of each reviewer."""
    name = getattr(reviewer, "name", "")
    assert RULES.tools[name]


def test_a_user_overrides_one_rule(tmp_path: Path) -> None:
    """Q10: minutes of rules."""
    (tmp_path / "rules.toml").write_text(
        '[ruff]\nE501 = { phase = "style", severity = "warning", minutes = 0 }\n'
        '[mine]\n"*" = { phase = "security", severity = "error" }\n'
    )
    rules = RuleTable.load(tmp_path)
    assert rules.rule("ruff", "E501", None).takes == 0
    assert rules.rule("ruff", "E502", None).takes == 1
    assert rules.rule("mine", "x", None).takes == 9
    assert rules.problem is None


@pytest.mark.parametrize("text", ["[ruff", '[ruff]\nE = { phase = "taste", severity = "info" }'])
def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.toml").write_text(text)
    rules = RuleTable.load(tmp_path)
    assert rules.tools == RULES.tools
    assert rules.problem is not None


def issues(name: str, rule: str, tool: str = "ruff") -> int:
    found = [Found(rule, "", name, 1)]
    return len(RULES.issues(tool, found, {name: File(name, "x\n")}))


def test_an_assert_is_in_place_in_a_test() -> None:
    assert (issues("app.py", "S101"), issues("tests/test_app.py", "S101")) == (1, 0)


def test_a_todo_counts_once_whichever_linter_sees_it_too() -> None:
    assert issues("app.py", "TD002") == 0
    assert issues("app.ts", "eslint(no-warning-comments)", "oxlint") == 0
    assert issues("app.ts", "todo", "placeholders") == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tests/deep/material.py", True),
        ("src/app.test.ts", True),
        ("pkg/app_test.go", True),
        ("src/contest.py", False),
        ("src/latest/app.py", False),
    ],
)
def test_tests_are_known_by_their_names(name: str, said: bool) -> None:
    assert File(name, "").is_test is said
