"""Cursor: one conversation a log, without times, tokens, models and results of tools.

Seen: `agent-transcripts` of the editor and the command line (2026).

- `{role, message: {content: […]}}`, blocks of text and `tool_use {name, input}` alone. The file's
  name is the conversation's id.
- A person's words stand in `<user_query>`; the rest of a user line was attached to them.
- No call has a result, so how it ended, and whether an edit was kept, is not known: its lines are
  not counted. Nothing has an instant, so the conversation is undated.
- Each line of an answer counts as one, of unknown usage: so a conversation's cost is unknown.
- The editor's own store (`globalStorage/state.vscdb`) is recognized, reported and not read: its
  token counts are 0 in current versions, and it is written all the time, may have gigabytes and
  holds the editor's log-in. What was said stands in the transcripts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters import sqlite
from sightline.adapters.base import (
    Adapter,
    NotAnObjectError,
    NotASessionError,
    programs_folder,
)
from sightline.adapters.talk import Talk, asked
from sightline.adapters.values import mapping, name, objects, text
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sightline.adapters.base import Environment, Line, Source

_STORE = "state.vscdb"
_QUERY = re.compile(r"<user_query>\s*(.*?)\s*</user_query>", re.DOTALL)


class CursorParser:
    """Reads the lines of one log; a grown log is read from its start."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._talk = Talk("cursor", name(Path(source.path).stem) or "")

    def line(self, line: Line, number: int) -> None:
        """Take in one message."""
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        role, message = record.get("role"), record.get("message")
        if role not in ("user", "assistant") or not isinstance(message, dict):
            raise NotASessionError("not a Cursor message")
        blocks = objects(message.get("content"))
        if role == "user":
            said = _said(blocks)
            if said:
                self._talk.prompt(f"line-{number}", said, None, number)
            return
        row = self._talk.request(f"line-{number}", None, number)
        self._talk.reviews.say(row, _joined(blocks))
        for index, block in enumerate(blocks):
            if block.get("type") == "tool_use":
                given = mapping(block.get("input"))
                what = asked(name(block.get("name")), given)
                self._talk.call(f"line-{number}-{index}", what, None, number, given)

    def rows(self) -> Rows:
        """The rows of all messages."""
        return self._talk.rows()

    def state(self) -> bytes:
        """Nothing: the file is small and has no results to wait for."""
        return b""


def _joined(blocks: list[dict[str, Any]]) -> str:
    texts = (text(block.get("text")) for block in blocks if block.get("type") == "text")
    return "\n".join(part for part in texts if part is not None)


def _said(blocks: list[dict[str, Any]]) -> str:
    """What a person typed."""
    said = _joined(blocks)
    queries = _QUERY.findall(said)
    return "\n".join(queries).strip() if queries else said.strip()


def database(_source: Source, connection: Connection) -> Rows:
    """Nothing but why: the editor's store states no usage."""
    is_store = sqlite.columns(connection, "cursorDiskKV") >= {"key", "value"}
    reason = (
        "Cursor's store states no usage: transcripts are read"
        if is_store
        else "not a store of Cursor"
    )
    return Rows(problem=[Problem(kind="skipped", reason=reason)])


def _folders(environment: Environment) -> list[Path]:
    store = programs_folder(environment) / "Cursor" / "User" / "globalStorage"
    return [environment.home / ".cursor" / "projects", store]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    is_transcript = name.endswith(".jsonl") and "agent-transcripts" in folders
    return is_transcript or (not folders and name == _STORE)


def _entered(folders: tuple[str, ...]) -> bool:
    """Of a project's folder only the transcripts."""
    return folders[1:2] in {(), ("agent-transcripts",)}


CURSOR = Adapter(
    engine="cursor",
    title="Cursor",
    colour="terminal.ansiBlue",
    version=3,
    folders=_folders,
    wanted=_wanted,
    entered=_entered,
    parser=CursorParser,
    database=database,
    provider="",
    capabilities=frozenset(),
)
