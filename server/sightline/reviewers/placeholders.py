"""Work left undone: marks such as TODO, bodies without content, stand-ins for real data."""

from __future__ import annotations

import ast
import re
import warnings
from typing import TYPE_CHECKING

from sightline.reviewers.base import Found, Reviewer
from sightline.reviewers.detecting import built_in, numbered, over_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.reviewers.base import File

_CODE = (
    ".py", ".pyi", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte",
    ".go", ".rs", ".java", ".kt", ".cs", ".rb", ".php", ".swift", ".c", ".h", ".cc", ".cpp", ".hpp",
    ".sh", ".sql", ".html", ".css", ".scss",
)  # fmt: skip
_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte")
_MARK = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
_COMMENT = re.compile(r"#|(?<!:)//|/\*|^\s*\*|<!--|--\s")
_LOREM = re.compile(r"(?i)\blorem ipsum\b")
_STAND_IN = re.compile(
    r"(?:\b(?:const|let|var|val|final|static)\s{1,4}|^\s*(?:self\.|this\.)?(?![a-z]\w*=))"
    r"((?:mock|dummy|fake|placeholder|stub)(?:[A-Z_]\w{0,60})?|(?:MOCK|DUMMY|FAKE|PLACEHOLDER)_\w{1,60})"
    r"\s{0,4}(?::[^=\n]{1,80})?=(?![=>])"
)
"""Glued to its sign a small name is an attribute or an argument: `placeholder="Search"`."""
_UNDONE = re.compile(
    r"(?i)throw\s{1,4}new\s{1,4}\w{0,40}(?:Error|Exception)\s?\(\s?[\"'`]"
    r"(?:method |function )?not (?:yet )?implemented"
    r"|\b(?:todo|unimplemented)!\s?\(|panic\(\s?\"not implemented"
    r"|throw\s{1,4}new\s{1,4}NotImplementedException"
)
_EMPTY_FUNCTION = re.compile(
    r"(?:\bfunction\s{1,4}[\w$]{1,80}\s{0,4}\([^()\n]{0,200}\)\s{0,4}(?::[^{}\n]{1,80})?"
    r"|^\s*(?:async\s{1,4})?(?!constructor\b|if\b|for\b|while\b|switch\b)[\w$]{1,80}\([^()\n]{0,200}\)"
    r"\s{0,4}(?::[^{}\n]{1,80})?)\{\s{0,40}\}"
)
_EMPTY_CATCH = re.compile(r"\bcatch\s{0,4}(?:\([^()\n]{0,80}\)\s{0,4})?\{\s{0,40}\}")
_ABSTRACT = frozenset({"abstractmethod", "overload", "abstractproperty", "override"})
_OPEN_BASES = frozenset({"Protocol", "ABC"})


def detect(file: File) -> Iterator[Found]:
    """Marks and stand-ins by line; bodies by syntax in Python, by their form elsewhere."""
    for number, line in numbered(file.text):
        if (mark := _MARK.search(line)) and _COMMENT.search(line, 0, mark.start()):
            rule = "fixme" if mark[1] == "FIXME" else "todo"
            yield Found(rule, f"Work is left: {mark[1]}", file.name, number)
        if _LOREM.search(line):
            yield Found("lorem", "Filler text", file.name, number)
        if stand_in := _STAND_IN.search(line):
            said = f"`{stand_in[1]}` stands in for something real"
            yield Found("stand-in", said, file.name, number)
        if _UNDONE.search(line):
            yield Found("not-implemented", "Not implemented", file.name, number)
        if file.name.endswith(_SCRIPT) and _EMPTY_FUNCTION.search(line):
            yield Found("empty-body", "A function without content", file.name, number)
        if file.name.endswith(_SCRIPT) and _EMPTY_CATCH.search(line):
            yield Found("empty-catch", "An error is swallowed", file.name, number)
    if file.name.endswith(".py"):
        yield from _python(file)


def _python(file: File) -> Iterator[Found]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a strange file's escapes
            tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from _bodies(tree, file.name, is_open=False)


def _bodies(node: ast.AST, name: str, *, is_open: bool) -> Iterator[Found]:
    """Functions that do nothing yet; where a class is only an outline they may."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            bases = {_last_name(base) for base in child.bases}
            yield from _bodies(child, name, is_open=not _OPEN_BASES.isdisjoint(bases))
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = {_last_name(mark) for mark in child.decorator_list}
            if not is_open and _ABSTRACT.isdisjoint(marks):
                yield from _undone(child, name)
            yield from _bodies(child, name, is_open=False)
            continue
        yield from _bodies(child, name, is_open=is_open)


def _undone(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> Iterator[Found]:
    body = function.body
    first = body[0].value if isinstance(body[0], ast.Expr) else None
    said = isinstance(first, ast.Constant) and isinstance(first.value, str)
    rest = body[1:] if said else body
    if len(rest) == 1 and isinstance(rest[0], ast.Raise):
        raised = rest[0].exc
        if raised is not None and _last_name(raised) == "NotImplementedError":
            text = f"`{function.name}` is not implemented"
            yield Found("not-implemented", text, name, rest[0].lineno)
    elif not said and len(rest) == 1 and _is_nothing(rest[0]):
        yield Found("empty-body", f"`{function.name}` does nothing", name, function.lineno)


def _is_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and value.value is Ellipsis


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call | ast.Subscript):
        return _last_name(node.func if isinstance(node, ast.Call) else node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _suits(name: str) -> bool:
    return name.lower().endswith(_CODE)


PLACEHOLDERS = Reviewer(
    name="placeholders",
    title="Placeholders",
    phases=("logic",),
    measures=(),  # that nothing is left undone does not make it right
    suits=_suits,
    find=built_in,
    run=over_files(detect),
)
