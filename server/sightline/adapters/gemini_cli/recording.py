"""What a file of Gemini CLI holds: every message that ever stood in it, and facts about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import NotAnObjectError, NotASessionError
from sightline.adapters.gemini_cli.conversation import rows_of
from sightline.adapters.values import mapping, objects, text
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from sightline.adapters.base import Line, Source

_LOG_MARKS = ("sessionId", "id", "$set", "$rewindTo")


@dataclass(slots=True)
class Recording:
    """Messages by id in the order of their first line, cut ones included."""

    facts: dict[str, Any] = field(default_factory=dict)
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    """Messages that a person went back behind."""
    listed: dict[str, None] = field(default_factory=dict)
    """Messages that still stand."""
    is_log: bool = False

    def add(self, message: dict[str, Any], line: int) -> None:
        """Take in a message; a known id replaces what it says anew."""
        key = text(message.get("id"))
        if key is None:
            key = f"line-{line}"
        said = {name: value for name, value in message.items() if value is not None}
        self.messages[key] = {**self.messages.get(key, {}), **said}
        self.lines.setdefault(key, line)
        self.listed.setdefault(key)

    def change(self, facts: dict[str, Any], line: int) -> None:
        """Take in changed metadata; a list of messages stands for all before it."""
        if isinstance(facts.get("messages"), list):
            self.listed = {}
            for message in objects(facts["messages"]):
                self.add(message, line)
        self.facts |= {name: value for name, value in facts.items() if name != "messages"}

    def rewind(self, key: str) -> None:
        """Cut a message and all later ones; all where it is unknown."""
        standing = list(self.listed)
        start = standing.index(key) if key in self.listed else 0
        self.cut.update(standing[start:])
        self.listed = dict.fromkeys(standing[:start])


def document(source: Source, value: Any) -> Rows:
    """The rows of a file that is one JSON document."""
    facts = mapping(value)
    if not isinstance(facts.get("messages"), list):
        if any(name in facts for name in _LOG_MARKS):
            raise NotASessionError("a log of one line")
        return _skipped("not a Gemini CLI session")
    recording = Recording(dict(facts))
    for index, message in enumerate(objects(facts["messages"])):
        recording.add(message, index + 1)
    return rows_of(recording, source)


def _skipped(reason: str) -> Rows:
    return Rows(problem=[Problem(kind="skipped", reason=reason)])


class LogParser:
    """Collects an append log; its rows are made when all of it is read."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._source = source
        self._recording = Recording(is_log=True)
        self._is_cut_document = False

    def line(self, line: Line, number: int) -> None:
        """Take in one record."""
        if number == 1 and bytes(line).strip() in (b"{", b"["):
            self._is_cut_document = True
        if self._is_cut_document:
            return
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        recording = self._recording
        if isinstance(record.get("$rewindTo"), str):
            recording.rewind(record["$rewindTo"])
        elif isinstance(record.get("id"), str):
            recording.add(record, number)
        elif isinstance(record.get("$set"), dict):
            recording.change(record["$set"], number)
        elif "sessionId" in record:
            recording.change(record, number)

    def rows(self) -> Rows:
        """The rows of all messages; of a document cut short none."""
        if self._is_cut_document:
            return _skipped("document cut short")
        return rows_of(self._recording, self._source)

    def state(self) -> bytes:
        """Nothing: later lines rewrite earlier ones."""
        return b""
