"""The rows of one read of one file, and what every row of it has in common."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Literal, TypedDict

import msgspec

from sightline.adapters.base import Source, kept
from sightline.adapters.codex.names import UUID
from sightline.adapters.codex.state import State
from sightline.records import (
    CodeChange,
    Handoff,
    Problem,
    ReportText,
    Request,
    Rows,
    ToolCall,
    Turn,
    Void,
)

_decoder = msgspec.msgpack.Decoder(State)


_Ending = ToolCall | Handoff
"""What begins on one line and ends on another."""


class Whose(TypedDict):
    """The session a row belongs to."""

    thread: str
    session: str


class Actor(Whose):
    """The session and agent a row belongs to."""

    side: bool
    agent: str
    agent_id: str | None


class Book:
    """Collects rows under the merge rules of the store, so that pieces give what one read gives."""

    def __init__(self, source: Source, saved: bytes | None) -> None:
        self.state = _decoder.decode(saved) if saved else State()
        self.resumed = saved is not None
        """Rows of earlier lines may be stored already, also of a last line without line feed."""
        self.turns: dict[str, Turn] = {}
        self.requests: dict[str, Request] = {}
        self.calls: dict[str, ToolCall] = {}
        self.changes: dict[str, CodeChange] = {}
        self.handoffs: dict[str, Handoff] = {}
        self.reports: list[ReportText] = []
        self.oddities: dict[str, Problem] = {}
        self._voids: set[tuple[Literal["turn", "request"], str]] = set()
        self._path = source.path
        self.root = source.root
        self._actor: Actor | None = None

    @property
    def native_id(self) -> str:
        """The session's own id: of its first session_meta, else of the file's name."""
        if self.state.native_id is None:
            stem = Path(self._path).stem
            found = UUID.findall(stem)
            self.state.native_id = found[-1] if found else stem
        return self.state.native_id

    @property
    def thread(self) -> str:
        """The session's id."""
        return f"codex:{kept(self.native_id)}"

    @property
    def side(self) -> bool:
        """Whether a sub-agent works here."""
        return self.state.kind == "subagent"

    @property
    def turn(self) -> str | None:
        """The key of the turn that runs."""
        return self.state.turn.key if self.state.turn is not None else None

    def whose(self) -> Whose:
        """The fields that say whose a turn or handoff is."""
        return {"thread": self.thread, "session": self.thread}

    def actor(self) -> Actor:
        """The fields that say who did it."""
        if self._actor is None:
            thread = self.thread
            self._actor = {
                "thread": thread,
                "session": thread,
                "side": self.side,
                "agent": self.state.agent,
                "agent_id": self.native_id if self.side else None,
            }
        return self._actor

    def identify(self) -> None:
        """The session's identity was read: what was known of it before is void."""
        self._actor = None

    def put_call(self, row: ToolCall) -> None:
        """Add a call: the first end counts, the beginning is the earlier row's."""
        if self._begun(row, self.calls.get(row.key)):
            self.calls[row.key] = row

    def put_handoff(self, row: Handoff) -> None:
        """Add a handoff, by the same rule."""
        if self._begun(row, self.handoffs.get(row.key)):
            self.handoffs[row.key] = row

    @staticmethod
    def _begun(row: _Ending, earlier: _Ending | None) -> bool:
        """Give a row the beginning of an earlier one; False where that one has ended."""
        if earlier is None or earlier is row:
            return True
        if earlier.outcome != "open":
            return False
        row.ts, row.line, row.turn = earlier.ts, earlier.line, earlier.turn
        return True

    def void(self, table: Literal["turn", "request"], key: str) -> None:
        """Take a row back; one of this read is simply not given."""
        (self.turns if table == "turn" else self.requests).pop(key, None)
        self._voids.add((table, key))

    def voids(self, rows: Rows) -> list[Void]:
        """Rows taken back that an earlier read may have handed out."""
        given = {("turn", row.key) for row in rows.turn}
        given |= {("request", row.key) for row in rows.request}
        gone = self._voids - given if self.resumed else set()
        return [Void(table=table, key=key) for table, key in sorted(gone)]

    def odd(self, reason: str, line: int) -> None:
        """Count an oddity of a usable record."""
        problem = self.oddities.get(reason)
        if problem is None:
            self.oddities[reason] = Problem(line=line, kind="anomaly", reason=reason)
        else:
            problem.n += 1


def digest(*parts: object) -> str:
    """A short identity made of content, the same in every copy of a line."""
    hashed = hashlib.blake2b(digest_size=8)
    for part in parts:
        hashed.update(part if isinstance(part, bytes) else f"{part}\n".encode())
    return hashed.hexdigest()


def waiting(items: dict[str, Any], most: int) -> None:
    """Forget the oldest of too many."""
    while len(items) > most:
        del items[next(iter(items))]
