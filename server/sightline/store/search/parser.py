"""A query as a tree, or what is wrong with it: recursive descent over the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store.search import values
from sightline.store.search.fields import FIELDS, field_named, nearest
from sightline.store.search.tokens import Token, tokens
from sightline.store.search.tree import And, Node, Not, Or, Place, Query, QueryError, Term

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 2000
"""Characters of a query."""
DEEPEST = 64
"""Parentheses and negations within each other."""

_TERM = ("a word", "a field", "(")


def parse(query: str) -> Query:
    """Read a query; it never fails, but one with errors has no tree."""
    if len(query) > LONGEST:
        text = f"The query is longer than {LONGEST:,} characters."
        return Query(None, (QueryError(text, LONGEST, len(query)),))
    found, errors = tokens(query)
    parser = _Parser(query, found, errors)
    tree = parser.query_tree()
    if errors:
        return Query(None, tuple(sorted(errors, key=lambda error: (error.start, error.end))))
    return Query(tree)


class _TooDeepError(Exception):
    """Nothing further is read."""


class _Parser:
    def __init__(self, query: str, found: list[Token], errors: list[QueryError]) -> None:
        self.query = query
        self.tokens = found
        self.errors = errors
        self.at = 0
        self.depth = 0

    def query_tree(self) -> Node | None:
        """All of it; a parenthesis too many is noted and passed over."""
        parts: list[Node] = []
        try:
            while self.at < len(self.tokens):
                if (part := self._either()) is not None:
                    parts.append(part)
                if self._next("and", "or", ")"):
                    said = "Unexpected" if self._next(")") else "Nothing before"
                    self._note(f"{said} `{self._shown()}`.", self.tokens[self.at].place)
                    self.at += 1
        except _TooDeepError:
            return None
        return parts[0] if parts else None

    def _either(self) -> Node | None:
        parts = self._chain("or", self._both)
        return Or(parts) if len(parts) > 1 else parts[0] if parts else None

    def _both(self) -> Node | None:
        parts = self._chain("and", self._negated)
        return And(parts) if len(parts) > 1 else parts[0] if parts else None

    def _chain(self, sign: str, part: Callable[[], Node | None]) -> tuple[Node, ...]:
        """Parts with a sign between them; between those of `and` it may be left out."""
        if self._next(sign):
            self._note(f"Nothing before `{self._shown()}`.", self.tokens[self.at].place, _TERM)
        parts = [part()] if self._begins() else []
        while self._next(sign) or (sign == "and" and self._begins()):
            if self._next(sign):
                self.at += 1
                if not self._begins():
                    self._note_after(self.tokens[self.at - 1].place)
                    continue
            parts.append(part())
        return tuple(one for one in parts if one is not None)

    def _begins(self) -> bool:
        return self._next("(", "not", "text", "field")

    def _next(self, *kinds: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind in kinds

    def _shown(self) -> str:
        place = self.tokens[self.at].place
        return self.query[place.start : place.end]

    def _note_after(self, place: Place) -> None:
        self._note(f"Nothing after `{self.query[place.start : place.end]}`.", place, _TERM)

    def _negated(self) -> Node | None:
        if not self._next("not"):
            return self._primary()
        place = self._deeper()
        if not self._begins():
            self._note_after(place)
            inner = None
        else:
            inner = self._negated()
        self.depth -= 1
        return None if inner is None else Not(inner)

    def _deeper(self) -> Place:
        """Pass a sign that opens one level more."""
        place = self.tokens[self.at].place
        self.at += 1
        self.depth += 1
        if self.depth > DEEPEST:
            self._note(f"Nested deeper than {DEEPEST} levels.", place)
            raise _TooDeepError
        return place

    def _primary(self) -> Node | None:
        token = self.tokens[self.at]
        if token.kind == "(":
            return self._group()
        self.at += 1
        return token.text if token.term is None else self._term(token.term)

    def _group(self) -> Node | None:
        opened = self._deeper()
        if self._next(")"):
            end = self.tokens[self.at].place.end
            self._note("Nothing between the parentheses.", Place(opened.start, end), ("a word",))
            inner = None
        else:
            inner = self._either()
        if self._next(")"):
            self.at += 1
        else:
            self._note("Unclosed parenthesis.", opened, (")",))
        self.depth -= 1
        return inner

    def _term(self, term: Term) -> Node | None:
        field = field_named(term.name)
        if field is None:
            names = tuple(one.name for one in FIELDS)
            near = nearest(term.name, names)
            hint = "" if near is None else f" Did you mean `{near}`?"
            place = Place(term.place.start, term.place.start + len(term.name))
            self._note(f"Unknown field `{term.name}`.{hint}", place, names, near)
            return None
        faults = [fault for value in term.values if (fault := values.fault(field, value))]
        self.errors += faults
        return None if faults else Term(field.name, term.values, term.place)

    def _note(
        self,
        message: str,
        place: Place,
        expected: tuple[str, ...] = (),
        suggestion: str | None = None,
    ) -> None:
        self.errors.append(QueryError(message, place.start, place.end, expected, suggestion))
