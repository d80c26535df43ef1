"""What a query means, as a tree; places in the text are code points and do not tell trees apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

Op = Literal["", ">", ">=", "<", "<=", "="]


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open stretch of the query."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written, without its quotes."""

    text: str
    place: Place = field(compare=False)
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """A value, or a comparison with it."""

    op: Op
    scalar: Scalar


@dataclass(frozen=True, slots=True)
class Between:
    """A range, both ends included; one of them may be open."""

    low: Scalar | None
    high: Scalar | None


Value = One | Between


@dataclass(frozen=True, slots=True)
class Text:
    """A word or a phrase that must occur."""

    text: str
    place: Place = field(compare=False)
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A field with any of some values; a plugin's field without values asks whether it is there."""

    name: str
    values: tuple[Value, ...]
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    inner: Node


@dataclass(frozen=True, slots=True)
class And:
    """What must all hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Of which one must hold."""

    parts: tuple[Node, ...]


Node = Text | Term | Not | And | Or


class QueryError(Struct, frozen=True):
    """What is wrong with a query, and where."""

    message: str
    start: int
    end: int
    expected: tuple[str, ...] = ()
    suggestion: str | None = None
    """What could stand between start and end instead."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was read."""

    tree: Node | None
    """None where it asks for nothing or cannot be read."""
    errors: tuple[QueryError, ...] = ()


def mentions(node: Node | None, name: str, value: str) -> bool:
    """Whether a query names this value of a field, wherever."""
    match node:
        case Term():
            texts = (one.scalar.text.lower() for one in node.values if isinstance(one, One))
            return node.name.lower() == name and value in texts
        case Not():
            return mentions(node.inner, name, value)
        case And() | Or():
            return any(mentions(part, name, value) for part in node.parts)
        case _:
            return False
