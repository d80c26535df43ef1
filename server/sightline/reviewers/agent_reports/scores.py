"""Which number of a report is its score; none where it is not certain."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from sightline.records import Phase

_N = r"\*{0,3}[ \t]{0,9}(?P<n>10(?:\.0)?|\d(?:\.\d{1,2})?)[ \t]{0,9}/[ \t]{0,9}10\b(?!/)"
_REST = r"(?P<rest>[^|\n]*)"
_PART = re.compile(
    r"^##\s+Phase\s+(?P<part>[123])\b[^\n]*\(\s*\d+\s*%[^\n]*$(?P<body>.*?)(?=^##|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_PARTS: Mapping[str, Phase] = {"1": "style", "2": "logic", "3": "security"}
_SCORE = re.compile(rf"^[^\w\n]*Score\**\s*:\**\s*{_N}{_REST}", re.MULTILINE | re.IGNORECASE)
_ROW = re.compile(
    rf"^\|\s*\**Overall(?: Quality)? Score\**\s*\|\s*{_N}{_REST}\|[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_OVERALL = re.compile(r"\b(?:Overall|Final)\b.*\b(?:Score|Rating)\b", re.IGNORECASE)
_VALUE = re.compile(rf"[^\w\n]*?{_N}{_REST}")
_RATING = re.compile(
    r"^(?P<label>(?=.*\b(?:scor|rat(?:e|ed|ing)\b|grade|give|overall|quality)).*?(?<![\d/]))"
    rf"{_N}(?![ \t]+(?!overall|for|as|because|due|with|in|on)\w){_REST}$",
    re.MULTILINE | re.IGNORECASE,
)
_ANY = re.compile(rf"(?<![\d/]){_N}")
_BY_AGENT = re.compile(
    rf"code-(?P<kind>style|logic|security)-reviewer\s*\(\s*{_N}\)", re.IGNORECASE
)
_EMPTY = re.compile(r"\[?\bX(?:\.X)?\s*/\s*10\b")
_ELSEWHEN = re.compile(
    r"\b(?:previous(?:ly)?|original(?:ly)?|initial(?:ly)?|before|target|expected|was|from)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_CHANGE = re.compile(r"(?:→|⟶|[-=]>)\s*\**\d")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
_OF_A_FILE = re.compile(r"\bfiles?\b|[\w-]\.[a-z]{1,5}\b", re.IGNORECASE)


def overall(text: str, *, is_known: bool) -> float | None:
    """The one score of the whole, 0 to 100.

    Any `n/10` will do only where it is known what kind of a review it is.
    """
    if _EMPTY.search(text):
        return None
    if rows := list(_ROW.finditer(text)):
        return _one(rows)
    if bold := list(_bold(text)):
        return _one(bold)
    if "Overall Score" in text:
        return None  # a table of before and after, or one that is not filled in
    if found := list(_SCORE.finditer(text)):
        return None if _are_of_files(text, found) else _one(found)
    rated = list(_RATING.finditer(text)) if is_known else []
    values = {_hundred(match) for match in _ANY.finditer(text)}
    if len(values) != 1 or any(_ELSEWHEN.search(match["label"]) for match in rated):
        return None
    return _one(rated)


def by_part(text: str) -> dict[Phase, float]:
    """Scores of `Phase 1`, `2` and `3`, each above the first heading inside of it."""
    found: dict[Phase, float] = {}
    for part in _PART.finditer(text):
        score = _one(_SCORE.finditer(part["body"]))
        if score is not None:
            found.setdefault(_PARTS[part["part"]], score)
    return found if len(found) > 1 else {}


def by_agent(text: str) -> dict[Phase, float]:
    """Scores beside the names of the agents that gave them."""
    found: dict[Phase, float] = {}
    for match in _BY_AGENT.finditer(text):
        kind = next(phase for phase in get_args(Phase) if phase == match["kind"].lower())
        found.setdefault(kind, _hundred(match))
    return found


def _bold(text: str) -> Iterator[re.Match[str]]:
    """Lines such as `**Final Technical Score**: 8/10`."""
    for line in text.split("\n"):
        label, _, value = line.partition(":")
        label = label.rpartition("|")[2]
        if _OVERALL.search(label) and not _ELSEWHEN.search(label):
            match = _VALUE.match(value)
            if match is not None:
                yield match


def _one(matches: Iterable[re.Match[str]]) -> float | None:
    """The score that all of them give; none where they differ or tell of another time."""
    found = {_hundred(match) if _is_of_now(match["rest"]) else None for match in matches}
    return found.pop() if len(found) == 1 else None


def _is_of_now(rest: str) -> bool:
    """Whether what follows a score leaves no doubt: `(up from 4/10)` does, `-> 8/10` does not."""
    beside = _ASIDE.sub("", rest)
    if _ANY.search(beside) or _CHANGE.search(beside):
        return False
    asides: list[str] = _ASIDE.findall(rest)
    return not any(_ELSEWHEN.search(aside) and not _ANY.search(aside) for aside in asides)


def _are_of_files(text: str, matches: Iterable[re.Match[str]]) -> bool:
    """Whether a heading right above one of the scores names a file."""
    headings = list(_HEADING.finditer(text))
    starts = [heading.start() for heading in headings]
    above = [bisect(starts, match.start()) - 1 for match in matches]
    return any(place >= 0 and _OF_A_FILE.search(headings[place][1]) for place in above)


def _hundred(match: re.Match[str]) -> float:
    return round(float(match["n"]) * 10, 1)
