"""What could stand at a cursor: a field, a value of one, an operator; nothing inside a phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from sightline.store.search.fields import FIELDS, Field, field_named
from sightline.store.search.printer import quoted
from sightline.store.search.tokens import tokens
from sightline.store.search.tree import Place

if TYPE_CHECKING:
    from sightline.store.search.tokens import Token

_VALUE = re.compile(r'([<>]=?|=)?("(?:[^"\\]|\\.)*"?|[^,]*)')
_BARE = re.compile(r'[^\s()",*<>=.][^\s()",*]*')
_NUMBERS = (
    (">", "more than"), (">=", "at least"), ("<", "less than"), ("<=", "at most"),
)  # fmt: skip
_DAYS = ("today", "yesterday", "7d", "2w", "3mo")
_EXAMPLES = {"number": "1..5", "duration": "5m..2h", "ratio": "50%..90%", "days": "7d..today"}
_SIGNS = (
    ("OR", "one of both", "tool:Bash OR tool:Edit"),
    ("AND", "both; the same as a space", "has:error AND cost:>1"),
    ("NOT", "what must not hold; the same as -", "NOT tag:wip"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """What is being written where the cursor stands: the name or a value of a field."""

    place: Place
    """What a completion replaces."""
    typed: str
    """What of it stands before the cursor, without quotes."""
    field: Field | None = None
    """Whose value it is; None for a name, a word or an operator."""


class Completion(Struct, frozen=True):
    """One thing that could stand there."""

    kind: Literal["field", "value", "flag", "operator"]
    label: str
    insert: str
    help: str
    count: int | None = None
    """How often it occurs in the scope."""


def spot(query: str, cursor: int) -> Spot | None:
    """What is being written at a cursor; None inside a phrase."""
    for token in tokens(query)[0]:
        place = token.place
        if place.start < cursor <= place.end:
            return _inside(query, cursor, token)
    return Spot(Place(cursor, cursor), "")


def _inside(query: str, cursor: int, token: Token) -> Spot | None:
    place = token.place
    if token.term is not None:
        name = token.term.name
        colon = place.start + len(name)
        if cursor > colon:
            return _value(query, Place(colon + 1, place.end), cursor, field_named(name))
        # The name is replaced with its colon.
        return Spot(Place(place.start, min(colon + 1, place.end)), query[place.start : cursor])
    if query[place.start] in "()-":
        return Spot(Place(cursor, cursor), "")
    if token.text is not None and token.text.quoted:
        is_closed = place.end - place.start > 1 and query[place.end - 1] == '"'
        return Spot(Place(cursor, cursor), "") if is_closed and cursor == place.end else None
    return Spot(place, query[place.start : cursor])


def _value(query: str, values: Place, cursor: int, field: Field | None) -> Spot | None:
    """Which value of a list the cursor is in; an unknown field has none."""
    if field is None:
        return None
    at = values.start
    while True:
        found = _VALUE.match(query, at, values.end)
        assert found is not None
        if cursor <= found.end():
            break
        at = found.end() + 1
    begin = found.start(2)
    if cursor < begin:
        return Spot(Place(found.start(), found.end()), "", field)
    return Spot(Place(begin, found.end()), query[begin:cursor].lstrip('"'), field)


def names(typed: str) -> list[Completion]:
    """Fields and operators that begin with what is written."""
    wanted = typed.lower()
    fields = [
        Completion("field", one.name, f"{one.name}:", f"{one.help}, as in {one.example}")
        for one in FIELDS
        if one.name.lower().startswith(wanted)
    ]
    signs = [
        Completion("operator", sign, f"{sign} ", f"{text}, as in {example}")
        for sign, text, example in _SIGNS
        if sign.startswith(typed.upper())
    ]
    return fields + signs


def signs(field: Field, typed: str) -> list[Completion]:
    """Flags, days and comparisons of a field."""
    found: list[Completion] = []
    if field.kind == "choice":
        found += [Completion("flag", one, one, f"{field.help} {one}") for one in field.choices]
    if field.kind in ("moment", "days"):
        found += [Completion("value", one, one, field.help) for one in _DAYS]
    if field.kind in _EXAMPLES and not typed:
        found += [
            Completion("operator", op, op, f"{text}, as in {field.example}")
            for op, text in _NUMBERS
        ]
        example = _EXAMPLES[field.kind]
        found.append(Completion("operator", "..", "..", f"from one to another, as in {example}"))
    return [one for one in found if one.label.startswith(typed.lower())]


def value(text: str, help_: str, count: int, label: str | None = None) -> Completion:
    """A value that occurs, in quotes where it needs them."""
    is_plain = _BARE.fullmatch(text) is not None and ".." not in text
    return Completion("value", label or text, text if is_plain else quoted(text), help_, count)
