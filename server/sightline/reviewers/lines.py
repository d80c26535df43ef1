"""Which lines of a file a change added, as far as the texts it put in tell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TELLING = 4
"""A line of fewer characters, such as a closing brace, is known only by its neighbours."""


def added_lines(text: str, inserted: Iterable[str]) -> frozenset[int]:
    """Lines of a text that one of the inserted texts holds, counted from 1.

    A line counts as often as it was inserted, at most; a short one where a line beside it does.
    """
    left: Counter[str] = Counter()
    for piece in inserted:
        left.update(Counter(line.rstrip() for line in piece.splitlines()))
    lines = [line.rstrip() for line in text.splitlines()]
    known = set()
    for number, line in enumerate(lines, 1):
        if len(line.strip()) >= TELLING and left[line] > 0:
            left[line] -= 1
            known.add(number)
    for number, line in enumerate(lines, 1):
        short = len(line.strip()) < TELLING
        if short and line in left and not known.isdisjoint((number - 1, number + 1)):
            known.add(number)
    return frozenset(known)
