"""What a text is about: its lines that are no example, its headings, the phase they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sightline.records import Phase

LONGEST = 1 << 20
"""Characters of a text that are read."""
_TOP = 6
"""Headings among which the kind of a report is looked for."""
_LINE = 300
"""Characters of a line: no score stands behind a longer sentence."""
_FENCES = ("```", "~~~")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
_FIRST = re.compile(r"^#\s+(.*)$", re.MULTILINE)
_DEFINITION = re.compile(r"\A\s*---\n(?:.*\n){0,9}?name:", re.MULTILINE)
_REVIEW = re.compile(r"(?<![a-z])review(?!er)", re.IGNORECASE)
_KINDS: tuple[tuple[Phase, re.Pattern[str]], ...] = (
    ("security", re.compile(r"security[\s_-]*review|review[\s_-]*security", re.IGNORECASE)),
    (
        "style",
        re.compile(
            r"(?:code[\s_-]*)?(?:style|quality)[\s_-]*review|review[\s_-]*style", re.IGNORECASE
        ),
    ),
    ("logic", re.compile(r"logic[\s_-]*review|review[\s_-]*logic", re.IGNORECASE)),
)
_SEVERAL = re.compile(r"technical quality|triple review|code review report", re.IGNORECASE)


def plain(text: str) -> str:
    """What a text says itself: no code, no long lines."""
    return "\n".join(line[:_LINE] for line in _said(text[:LONGEST]))


def is_definition(text: str) -> bool:
    """Whether it tells an agent what to do, with a name at its top."""
    return _DEFINITION.match(text) is not None


def headings(text: str) -> list[str]:
    """Its first headings."""
    return [match[1] for match, _ in zip(_HEADING.finditer(text), range(_TOP), strict=False)]


def speaks_of_review(headings: list[str]) -> bool:
    """Whether a heading calls the text a review."""
    return any(_REVIEW.search(heading) for heading in headings)


def phase_of(texts: list[str]) -> Phase | None:
    """The one phase that headings or a name speak of; None where they speak of several."""
    for text in texts:
        if _SEVERAL.search(text):
            return None
        kinds = [phase for phase, pattern in _KINDS if pattern.search(text)]
        if len(kinds) == 1:
            return kinds[0]
    return None


def split(text: str) -> list[str]:
    """The reports in a text: one, or several of which each has a first heading with its phase."""
    starts: list[int] = []
    last: Phase | None = None
    for heading in _FIRST.finditer(text):
        phase = phase_of([heading[1]])
        if phase is not None and phase != last:
            starts.append(heading.start())
            last = phase
    if len(starts) < 2:
        return [text]
    return [text[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(text)], strict=True)]


def _said(text: str) -> Iterator[str]:
    fence = None
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if fence is None and mark in _FENCES:
            fence = mark
        elif fence is not None:
            fence = None if mark == fence else fence
        else:
            yield line
