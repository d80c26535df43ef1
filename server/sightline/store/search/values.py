"""What the values of a query are: numbers, times, shares and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta
from typing import TYPE_CHECKING

from sightline.store.search.fields import COMPARABLE, Field, nearest
from sightline.store.search.printer import quoted, scalar_text
from sightline.store.search.tree import Between, One, QueryError, Scalar, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1e15
"""Beyond this all numbers are as large, so that none is too large for a column."""
FIRST_YEAR, LAST_YEAR = 1970, 2999

_NUMBER = re.compile(r"(-?)(\d+(?:\.\d+)?|\.\d+)([kKM]?)")
_DURATION = re.compile(r"(\d+(?:\.\d+)?|\.\d+)([smhd]?)")
_RATIO = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(%?)")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_AGO = re.compile(r"(\d{1,5})(d|w|mo)")
_SCALE = {"": 1, "k": 1_000, "K": 1_000, "M": 1_000_000}
_MS = {"s": 1_000, "m": 60_000, "": 60_000, "h": 3_600_000, "d": 86_400_000}
_EXPECTED = {
    "number": ("a number such as 5, 1.5, 20k or 1M",),
    "duration": ("a time such as 90s, 5m, 2h or 1d",),
    "ratio": ("a share such as 0.9 or 90%",),
    "days": ("a date such as 2026-03-01, 2026-03, 2026, today, yesterday, 7d, 2w or 3mo",),
}
_NOUNS = {"number": "number", "duration": "time", "ratio": "share", "days": "date"}


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row, half-open."""

    first: date
    after: date


def number(field: Field, text: str) -> float | None:
    """The number a value of a field says: counts, USD, milliseconds or shares."""
    if field.name == "cost":
        text = text.replace("$", "", 1) if text.startswith(("$", "-$")) else text
    if field.kind == "duration":
        found = _DURATION.fullmatch(text)
        return None if found is None else _scaled(found[1], _MS[found[2]])
    if field.kind == "ratio":
        found = _RATIO.fullmatch(text)
        share = None if found is None else float(found[1]) / (100 if found[2] else 1)
        return share if share is not None and share <= 1 else None
    found = _NUMBER.fullmatch(text)
    return None if found is None else _scaled(found[1] + found[2], _SCALE[found[3]])


def _scaled(text: str, scale: int) -> float:
    return max(-LARGEST, min(LARGEST, float(text) * scale))


def days(text: str, today: date) -> Days | None:
    """The days a date means: one, a month or a year."""
    word = text.lower()
    if word in ("today", "yesterday"):
        return _one(today - timedelta(days=word == "yesterday"))
    if found := _AGO.fullmatch(word):
        return _one(_ago(int(found[1]), found[2], today))
    found = _DATE.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return _one(first)
    following = _months_later(first, 1 if found[2] else 12)
    return Days(first, following)


def _one(day: date) -> Days:
    return Days(day, day + timedelta(days=1))


def _ago(number: int, unit: str, today: date) -> date:
    """A day before today, none before the first year."""
    earliest = date(FIRST_YEAR, 1, 1)
    if unit == "mo":
        first = _months_later(today.replace(day=1), -number)
        length = (_months_later(first, 1) - first).days
        return max(earliest, first.replace(day=min(today.day, length)))
    return max(earliest, today - timedelta(days=number * (7 if unit == "w" else 1)))


def _months_later(first: date, months: int) -> date:
    """The first of a month, so many months later."""
    number = first.year * 12 + first.month - 1 + months
    return date(max(MINYEAR, number // 12), number % 12 + 1, 1)


def fault(field: Field, value: Value) -> QueryError | None:
    """What is wrong with a value of a field."""
    scalars = list(_scalars(value))
    if field.kind not in COMPARABLE and isinstance(value, Between):
        return _range_fault(field, value, scalars)
    place = scalars[0].place
    if field.kind not in COMPARABLE and isinstance(value, One) and value.op:
        text = f"`{field.name}` takes no `{value.op}`."
        start = place.start - len(value.op)
        return QueryError(text, start, place.end, ("a value",), scalar_text(value.scalar))
    if field.kind == "choice":
        return _choice_fault(field, scalars[0])
    for scalar in scalars:
        if not _can_be(field, scalar.text):
            kind = "days" if field.kind == "moment" else field.kind
            text = f"`{scalar.text}` is no {_NOUNS[kind]}."
            return QueryError(text, scalar.place.start, scalar.place.end, _EXPECTED[kind])
    return None


def _range_fault(field: Field, value: Between, scalars: list[Scalar]) -> QueryError:
    """Names may hold two dots, too: in quotes they are no range."""
    start = scalars[0].place.start - (len("..") if value.low is None else 0)
    end = scalars[-1].place.end + (len("..") if value.high is None else 0)
    text = f"`{field.name}` takes no range."
    if field.kind == "moment" or any(scalar.quoted for scalar in scalars):
        return QueryError(text, start, end, ("a value",))
    whole = "..".join("" if one is None else one.text for one in (value.low, value.high))
    return QueryError(f"{text} In quotes it is a value.", start, end, ("a value",), quoted(whole))


def _scalars(value: Value) -> Iterator[Scalar]:
    ends = (value.scalar,) if isinstance(value, One) else (value.low, value.high)
    return (end for end in ends if end is not None)


def _can_be(field: Field, text: str) -> bool:
    if field.kind in ("number", "duration", "ratio"):
        return number(field, text) is not None
    if field.kind in ("moment", "days"):
        return days(text, date(2000, 1, 1)) is not None
    return True


def _choice_fault(field: Field, scalar: Scalar) -> QueryError | None:
    if scalar.text.lower() in field.choices:
        return None
    near = nearest(scalar.text, field.choices)
    hint = f"There are {', '.join(field.choices)}." if near is None else f"Did you mean `{near}`?"
    text = f"Unknown value `{scalar.text}` of `{field.name}`. {hint}"
    return QueryError(text, scalar.place.start, scalar.place.end, field.choices, near)
