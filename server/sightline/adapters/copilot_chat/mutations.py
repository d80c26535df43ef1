"""The state of a conversation, as it stands in a document or as a log of mutations leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import NotAnObjectError, NotASessionError
from sightline.adapters.copilot_chat.requests import rows_of
from sightline.adapters.values import mapping
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from sightline.adapters.base import Line, Source


class MutationError(ValueError):
    """A mutation that does not fit the state before it."""


def document(source: Source, value: Any) -> Rows:
    """The rows of a file that is one JSON document."""
    state = mapping(value)
    if isinstance(state.get("requests"), list):
        return rows_of(state, source, is_log=False)
    if isinstance(state.get("kind"), int):
        raise NotASessionError("a log of one line")
    return Rows(problem=[Problem(kind="skipped", reason="not a Copilot Chat session")])


class LogParser:
    """Replays a log of mutations up to the first line that cannot be applied."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._source = source
        self._state: Any = None
        self._broken_at: int | None = None
        self._is_cut_document = False

    def line(self, line: Line, number: int) -> None:
        """Apply one mutation."""
        if self._broken_at not in (None, number):
            return
        if number == 1 and bytes(line).strip() in (b"{", b"["):
            self._is_cut_document = True
        if self._is_cut_document:
            return
        self._broken_at = number
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        self._state = applied(self._state, record)
        self._broken_at = None

    def rows(self) -> Rows:
        """The rows of the state that was reached."""
        if self._is_cut_document:
            return Rows(problem=[Problem(kind="skipped", reason="document cut short")])
        state = mapping(self._state)
        if not isinstance(state.get("requests"), list):
            return Rows()
        return rows_of(state, self._source, is_log=True)

    def state(self) -> bytes:
        """Nothing: later lines rewrite earlier ones."""
        return b""


def applied(state: Any, record: dict[str, Any]) -> Any:
    """The state after a mutation; lists and objects are changed in place."""
    kind, path = record.get("kind"), record.get("k")
    if kind == 0:
        return record.get("v")
    if kind not in (1, 2, 3) or isinstance(kind, bool):
        raise MutationError(f"mutation of unknown kind or shape: {type(kind).__name__}")
    if not isinstance(path, list) or not path:
        raise MutationError("mutation without a path")
    holder = state
    for step in path[:-1]:
        holder = _at(holder, step)
    if kind == 2:
        _extend(_at(holder, path[-1]), record)
    elif kind == 1 and "v" in record:
        _set(holder, path[-1], record["v"])
    else:
        _unset(holder, path[-1])
    return state


def _at(holder: Any, step: Any) -> Any:
    if isinstance(holder, dict) and isinstance(step, str) and step in holder:
        return holder[step]
    if isinstance(holder, list) and type(step) is int and 0 <= step < len(holder):
        return holder[step]
    raise MutationError("mutation of a place that is not there")


def _extend(found: Any, record: dict[str, Any]) -> None:
    length, more = record.get("i"), record.get("v")
    if not isinstance(found, list) or not isinstance(more, list | None):
        raise MutationError("mutation extends what is no list")
    if type(length) is int and length >= 0:
        del found[length:]
    found.extend(more if more is not None else [])


def _set(holder: Any, step: Any, value: Any) -> None:
    if isinstance(holder, dict) and isinstance(step, str):
        holder[step] = value
    elif isinstance(holder, list) and type(step) is int and step == len(holder):
        holder.append(value)
    else:
        _at(holder, step)
        holder[step] = value


def _unset(holder: Any, step: Any) -> None:
    if isinstance(holder, dict) and isinstance(step, str):
        holder.pop(step, None)
    else:
        _at(holder, step)
        holder[step] = None
