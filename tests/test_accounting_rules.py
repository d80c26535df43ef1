"""Every rule of accounting has a test that proves it, named in `accounting_rules.toml`."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

TESTS = Path(__file__).parent
RULES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (TESTS / "accounting_rules.toml").read_text(encoding="utf-8")
)


def functions(file: str) -> set[str]:
    """Names of the tests of a file."""
    module = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_every_rule_names_tests_that_exist() -> None:
    named = {test for rules in RULES.values() for tests in rules.values() for test in tests}
    known = {
        f"{file}::{name}"
        for file in {test.partition("::")[0] for test in named}
        for name in functions(file)
    }
    assert sorted(named - known) == []


def test_no_rule_is_without_a_test() -> None:
    assert [rule for rules in RULES.values() for rule, tests in rules.items() if not tests] == []


def test_all_conflicts_and_laws_are_listed() -> None:
    assert list(RULES["7 conflicts"]) == [f"C{number}" for number in range(1, 16)]
    assert list(RULES["8 laws"]) == [f"law{number}" for number in range(1, 18)]
