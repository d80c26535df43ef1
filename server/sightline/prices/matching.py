"""Which model a recorded name means.

A clause is a mark and a text: `=` equals, `^` starts, `*` contains, `$` ends, `~` is a regular
expression. Names and texts are compared in lower case with dashes for dots. The longest text
wins, and what the name has after it decides: a date, a revision or an effort word is the same
model; a digit is another version of it and no match; anything else is assumed to be a variant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.prices.rates import Model

Clauses = tuple[str | tuple[str, ...], ...]

DATE = r"(?:[-@]20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|-20\d\d-[01]\d-[0-3]\d)(?!\d)"
_SAME_MODEL = re.compile(
    rf"(?:{DATE}|-latest|-v\d+(?::\d+)?|:\d+|-(?:none|minimal|low|medium|high|xhigh))*"
)
_DATE_OR_REVISION = re.compile(rf"{DATE}|-v\d+(?::\d+)?")
_ANOTHER_VERSION = re.compile(r"[.-]?\d")


class Match(Struct, frozen=True):
    """The model a name means; not exact when a variant of it is assumed to cost the same."""

    model: Model
    exact: bool
    fast: bool = False
    """Fast mode was asked for, and this is the model's name without it."""


class _Hit(Struct, frozen=True):
    length: int
    exact: bool


def plain_name(name: str) -> str:
    """The name as names are compared: lower case, dashes for dots, no `[1m]`."""
    return name.strip().lower().removesuffix("[1m]").replace(".", "-")


def matches(name: str, clauses: Clauses) -> bool:
    """Some alternative holds for the plain name."""
    return any(_hit(name, clause) is not None for clause in clauses)


def find_model(name: str, models: Sequence[Model], *, fast: bool = False) -> Match | None:
    """The model a plain name means; fast mode by a name of its own where there is one."""
    slow = name.removesuffix("-fast")
    if not fast and slow == name:
        return _longest(name, models)
    own = _longest(f"{slow}-fast", models)
    if own is not None and own.exact:
        return own
    found = _longest(slow, models)
    return None if found is None else Match(found.model, found.exact, fast=True)


def _longest(name: str, models: Sequence[Model]) -> Match | None:
    best: Match | None = None
    length = -1
    for model in models:
        for clause in model.match:
            hit = _hit(name, clause)
            if hit is not None and hit.length > length:
                best, length = Match(model, hit.exact), hit.length
    return best


def _hit(name: str, clause: str | tuple[str, ...]) -> _Hit | None:
    if isinstance(clause, str):
        return _single(name, clause)
    first = _single(name, clause[0])
    return first if all(_single(name, other) is not None for other in clause[1:]) else None


def _single(name: str, clause: str) -> _Hit | None:
    mark, text = clause[0], clause[1:]
    if mark == "~":
        found = re.search(f"(?:{text})", name)
        if found is None:
            return None
        start, end = found.span()
        while end < len(name) and name[end].isdigit():
            end += 1  # an expression that ends in a digit means the whole number
    else:
        start = name.find(text) if mark in "*$" else 0
        if start < 0 or not name.startswith(text, start):
            return None
        end = start + len(text)
    same = is_same_model(name, end)
    if same is None or (mark in "=$" and not same):
        return None
    return _Hit(end - start, same)


def is_same_model(name: str, end: int) -> bool | None:
    """Whether the name after `end` leaves the model the same; None: it is another version."""
    for token in _DATE_OR_REVISION.finditer(name):
        if token.start() < end < token.end():
            end = token.end()  # the text stopped inside a date: claude-sonnet-4-2025|0514
    rest = _SAME_MODEL.sub("", name[end:], count=1)
    if not rest:
        return True
    return None if _ANOTHER_VERSION.match(rest) else False
