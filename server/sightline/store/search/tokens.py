"""A query cut into tokens, in one pass; it never fails, faults are noted beside the tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sightline.store.search.tree import Between, One, Op, Place, QueryError, Scalar, Term, Text

if TYPE_CHECKING:
    from sightline.store.search.tree import Value

Kind = Literal["(", ")", "and", "or", "not", "text", "field"]

_SPACE = re.compile(r"\s+")
_PHRASE = re.compile(r'"((?:[^"\\]|\\.|\\\Z)*)("?)', re.DOTALL)
_ESCAPE = re.compile(r'\\(["\\])')
_BARE = re.compile(r'[^\s()"]+')
_BARE_VALUE = re.compile(r'(?:(?!\.\.)[^\s()",])+')
_NAME = re.compile(r'(?:x-[^\s():",]+:[^\s():",]+|[A-Za-z][A-Za-z0-9]+(?=:)(?!://))')
_OP = re.compile(r"[<>]=?|=")
_OPS: dict[str, Op] = {">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "="}
_WORDS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}


@dataclass(frozen=True, slots=True)
class Token:
    """One sign, word, phrase or field with its values."""

    kind: Kind
    place: Place
    text: Text | None = None
    term: Term | None = None
    """A field with its values as far as they could be read, whatever its name."""


def tokens(query: str) -> tuple[list[Token], list[QueryError]]:
    """The tokens of a query in order, and what is wrong within them."""
    lexer = _Lexer(query)
    found = []
    while (token := lexer.token()) is not None:
        found.append(token)
    return found, lexer.errors


class _Lexer:
    def __init__(self, query: str) -> None:
        self.query = query
        self.at = 0
        self.errors: list[QueryError] = []

    def token(self) -> Token | None:
        if space := _SPACE.match(self.query, self.at):
            self.at = space.end()
        if self.at == len(self.query):
            return None
        start, sign = self.at, self.query[self.at]
        if sign in "()":
            self.at += 1
            return Token("(" if sign == "(" else ")", Place(start, self.at))
        if sign == "-":
            self.at += 1
            return Token("not", Place(start, self.at))
        if sign == '"':
            phrase = self._phrase()
            return Token("text", phrase.place, Text(phrase.text, phrase.place, quoted=True))
        if name := _NAME.match(self.query, self.at):
            return self._field(name)
        bare = _BARE.match(self.query, self.at)
        assert bare is not None
        self.at = bare.end()
        place = Place(start, self.at)
        kind = _WORDS.get(bare[0])
        return Token("text", place, Text(bare[0], place)) if kind is None else Token(kind, place)

    def _phrase(self) -> Scalar:
        found = _PHRASE.match(self.query, self.at)
        assert found is not None
        start, self.at = self.at, found.end()
        if not found[2]:
            self.errors.append(
                QueryError(
                    "Unclosed quote.", start, self.at, ('"',), self.query[start : self.at] + '"'
                )
            )
        return Scalar(_ESCAPE.sub(r"\1", found[1]), Place(start, self.at), quoted=True)

    def _field(self, found: re.Match[str]) -> Token:
        name = found[0]
        self.at = found.end()
        values: list[Value] = []
        is_whole = True
        while is_whole and self.query.startswith("," if values else ":", self.at):
            sign = self.at
            self.at += 1
            value = self._value()
            if value is None:
                kind = "range" if self.query.endswith("..", sign, self.at) else "value"
                self._note(f"`{name}` has an empty {kind}.", sign, ("a value",))
                is_whole = False
            else:
                values.append(value)
        if is_whole and self.query.startswith("..", self.at):
            sign = self.at
            self.at += 2
            self._note("Unexpected `..`: a range is two values.", sign, ("1..5",))
            is_whole = False
        whole = Place(found.start(), self.at)
        return Token("field", whole, term=Term(name, tuple(values), whole))

    def _value(self) -> Value | None:
        """One value; None where there is none."""
        op = _OP.match(self.query, self.at)
        if op is not None:
            self.at = op.end()
            scalar = self._scalar()
            return None if scalar is None else One(_OPS[op[0]], scalar)
        low = self._scalar()
        if not self.query.startswith("..", self.at):
            return None if low is None else One("", low)
        self.at += 2
        high = self._scalar()
        return None if low is None and high is None else Between(low, high)

    def _scalar(self) -> Scalar | None:
        if self.query.startswith('"', self.at):
            return self._phrase()
        bare = _BARE_VALUE.match(self.query, self.at)
        if bare is None:
            return None
        self.at = bare.end()
        return Scalar(bare[0], Place(*bare.span()))

    def _note(self, message: str, start: int, expected: tuple[str, ...]) -> None:
        self.errors.append(QueryError(message, start, self.at, expected))
