"""Which test proves which requirement of the specification: `poe requirements` prints the list.

A test names the codes it proves in the first words of its docstring, or of its module's for all
tests there: `L13: to the character.` Tests of the client do so in a comment above them.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
CLIENT = ROOT / "client-vscode" / "test"
_CODES = r"[A-Z]{1,2}\d+(?:, [A-Z]{1,2}\d+)*"
_NAMED = re.compile(rf"({_CODES}): ")
_COMMENT = re.compile(rf"^\s*(?://|/\*\*) ({_CODES}): ")


def _numbered(letters: str, last: int) -> list[str]:
    return [f"{letters}{number}" for number in range(1, last + 1)]


REQUIRED = (
    *_numbered("N", 8), *_numbered("U", 13), *_numbered("D", 11), *_numbered("DK", 7),
    *_numbered("DA", 15), *_numbered("DP", 7), *_numbered("DQ", 4), *_numbered("DT", 2),
    *_numbered("DS", 5), *_numbered("DD", 6), *_numbered("DC", 2), *_numbered("DE", 5),
    *_numbered("M", 6), *_numbered("Q", 13), *_numbered("R", 10), *_numbered("G", 6),
    *_numbered("L", 21), *_numbered("A", 25), *_numbered("C", 10), *_numbered("X", 11),
)  # fmt: skip
"""All of the specification, in its order."""

LATER = "marked [later] in the specification"
LEFT_OUT: dict[str, str] = {"X7": LATER, "X8": LATER, "X9": LATER, "X10": LATER}
"""Requirements without a test, and why; a test that names one is welcome all the same."""


def proofs() -> dict[str, list[str]]:
    """Tests by the code they name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for codes, where in _in_python(path):
            for code in codes.split(", "):
                found[code].append(where)
    for path in sorted([*CLIENT.rglob("*.ts"), *CLIENT.rglob("*.mjs")]):
        for codes, where in _in_client(path):
            for code in codes.split(", "):
                found[code].append(where)
    return found


def _in_python(path: Path) -> Iterator[tuple[str, str]]:
    name = path.relative_to(ROOT).as_posix()
    module = ast.parse(path.read_text(encoding="utf-8"))
    if said := _NAMED.match(ast.get_docstring(module) or ""):
        yield said[1], name
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = _NAMED.match(ast.get_docstring(node) or "")
            if said and node.name.startswith("test_"):
                yield said[1], f"{name}::{node.name}"


def _in_client(path: Path) -> Iterator[tuple[str, str]]:
    name = path.relative_to(ROOT).as_posix()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if said := _COMMENT.match(line):
            yield said[1], f"{name}:{number}"


def listing() -> str:
    """Every required code with the tests that name it, or why there is none."""
    found = proofs()
    lines = ["| requirement | tests |", "|---|---|"]
    for code in REQUIRED:
        tests = " · ".join(f"`{test}`" for test in dict.fromkeys(found.get(code, ())))
        lines.append(f"| {code} | {tests or LEFT_OUT[code]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(listing())
