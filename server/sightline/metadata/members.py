"""A JSON object whose members stay, byte for byte, as they were written until they are set anew."""

from __future__ import annotations

import json
import re
from json import JSONDecoder
from typing import Any

from msgspec import Struct

_SPACE = re.compile(r"[ \t\n\r]*")
_decode = JSONDecoder().raw_decode
INDENT = "  "


class _Read(Struct, frozen=True):
    """A member as it is written."""

    key: str
    value: str


class _Fresh(Struct, frozen=True):
    """A member set anew."""

    value: Any


class Members:
    """The members of an object, in their order."""

    def __init__(self) -> None:
        self._members: dict[str, _Read | _Fresh | Members] = {}

    @classmethod
    def parse(cls, text: str) -> Members:
        """Those of a text; ValueError where it is no JSON object."""
        try:
            found, end = _object(text, _skip(text, 0))
        except (IndexError, RecursionError) as error:
            raise ValueError("not a JSON object") from error
        if _skip(text, end) != len(text):
            raise ValueError("more than a JSON object")
        return found

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def names(self) -> list[str]:
        """The names of all members."""
        return list(self._members)

    def value(self, name: str) -> Any:
        """A member's value; None without one."""
        member = self._members.get(name)
        if isinstance(member, Members):
            return {inner: member.value(inner) for inner in member.names()}
        if isinstance(member, _Fresh):
            return member.value
        return None if member is None else json.loads(member.value, parse_constant=_unknown)

    def inner(self, name: str) -> Members:
        """The members of a member, to be changed in place; where it was no object, none."""
        member = self._members.get(name)
        if isinstance(member, Members):
            return member
        found = Members()
        if isinstance(member, _Read) and member.value.startswith("{"):
            found = Members.parse(member.value)
        self._members[name] = found
        return found

    def set(self, name: str, value: Any) -> None:
        """Set a member anew; one of this value stays as it is written."""
        if name in self._members and _same(self.value(name), value):
            return
        self._members[name] = _Fresh(value)

    def remove(self, name: str) -> None:
        """Take a member out, if there is one."""
        self._members.pop(name, None)

    def text(self, *, compact: bool, depth: int = 1) -> str:
        """The object as a document, in one line or indented."""
        if not self._members:
            return "{}"
        parts = [self._written(name, compact, depth) for name in self._members]
        if compact:
            return "{" + ",".join(parts) + "}"
        inside = f",\n{INDENT * depth}".join(parts)
        return f"{{\n{INDENT * depth}{inside}\n{INDENT * (depth - 1)}}}"

    def _written(self, name: str, compact: bool, depth: int) -> str:
        member = self._members[name]
        colon = ":" if compact else ": "
        if isinstance(member, _Read):
            return f"{member.key}{colon}{member.value}"
        if isinstance(member, Members):
            value = member.text(compact=compact, depth=depth + 1)
        else:
            value = _encoded(member.value, compact, depth)
        return f"{json.dumps(name, ensure_ascii=False)}{colon}{value}"


def _encoded(value: Any, compact: bool, depth: int) -> str:
    if compact:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=len(INDENT))
    return text.replace("\n", f"\n{INDENT * depth}")


def _unknown(_constant: str) -> None:
    """`NaN` and its like are no JSON and no number."""


def _same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: `1` is neither `1.0` nor `true`."""
    return json.dumps(one) == json.dumps(other)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()


def _object(text: str, at: int) -> tuple[Members, int]:
    """The object that begins here, and where it ends."""
    found = Members()
    if text[at] != "{":
        raise ValueError("not a JSON object")
    at = _skip(text, at + 1)
    if text[at] == "}":
        return found, at + 1
    while True:
        if text[at] != '"':
            raise ValueError("a member has no name")
        name, end = _decode(text, at)
        key, at = text[at:end], _skip(text, end)
        if text[at] != ":":
            raise ValueError("a member has no value")
        begin = _skip(text, at + 1)
        _, end = _decode(text, begin)
        found._members[name] = _Read(key, text[begin:end])  # noqa: SLF001 - its own class
        at = _skip(text, end)
        if text[at] == "}":
            return found, at + 1
        if text[at] != ",":
            raise ValueError("members are not separated")
        at = _skip(text, at + 1)
