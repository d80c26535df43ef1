"""Tokens by day and model, and what both readers and programs are compared by."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Json = dict[str, Any]


class Tokens(NamedTuple):
    """Tokens that do not overlap, as both programs print them."""

    input: int = 0
    written: int = 0
    read: int = 0
    output: int = 0

    def plus(self, other: Tokens) -> Tokens:
        """Both together."""
        return Tokens(*(one + two for one, two in zip(self, other, strict=True)))

    def minus(self, other: Tokens) -> Tokens:
        """What this has more."""
        return Tokens(*(one - two for one, two in zip(self, other, strict=True)))


NOTHING = Tokens()


class Cell(NamedTuple):
    """A UTC day and a model."""

    day: str
    model: str


Cells = dict[Cell, Tokens]


class Usage(NamedTuple):
    """Tokens that a reading counts, and the file they stand in."""

    cell: Cell
    tokens: Tokens
    path: str


def summed(usages: Iterable[Usage]) -> Cells:
    """Their sums by day and model; what adds up to nothing is left out."""
    cells: Cells = defaultdict(Tokens)
    for usage in usages:
        cells[usage.cell] = cells[usage.cell].plus(usage.tokens)
    return {cell: tokens for cell, tokens in cells.items() if tokens != NOTHING}


def less(one: Cells, other: Cells) -> Cells:
    """What one has more than the other, where they differ."""
    more = {cell: one.get(cell, NOTHING).minus(other.get(cell, NOTHING)) for cell in {*one, *other}}
    return {cell: tokens for cell, tokens in more.items() if tokens != NOTHING}


def records(path: Path) -> Iterator[tuple[bytes, Json]]:
    """Each line that holds an object, and the object; read as leniently as can be."""
    for line in path.read_bytes().split(b"\n"):
        try:
            record = json.loads(line.decode("utf-8", "replace"), strict=False)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield line, record


def moment(value: object) -> datetime | None:
    """An instant as text or number; without a zone it is UTC."""
    if isinstance(value, int) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / (1000 if value >= 10**11 else 1), UTC)
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def number(value: object) -> int:
    """A count, a whole float too, or 0 where none is stated."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if value > 0 and value == int(value) else 0


def part(record: object, *names: str) -> Any:
    """What lies at the end of a path of names, if all of them are there."""
    for name in names:
        record = record.get(name) if isinstance(record, dict) else None
    return record
