"""The three places a conversation may lie in: database, folder store, export."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters import sqlite
from sightline.adapters.base import NotASessionError, open_regular, repaired
from sightline.adapters.opencode.conversation import Conversation, Message, rows_of
from sightline.adapters.values import mapping, objects, text
from sightline.records import TABLES, Problem, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from sightline.adapters.base import Source

LARGEST_VALUE = 32 << 20
_NEEDED = {
    "session": {"id", "title"},
    "message": {"id", "session_id", "time_created", "data"},
    "part": {"id", "message_id", "session_id", "data"},
}
_DECODER = msgspec.json.Decoder()


def document(source: Source, value: Any) -> Rows:
    """The rows of an export, or of a session of the folder store with its messages beside it."""
    facts = mapping(value)
    if isinstance(facts.get("messages"), list) and isinstance(facts.get("info"), dict):
        messages = [
            Message(mapping(one.get("info")), objects(one.get("parts")))
            for one in objects(facts["messages"])
        ]
        return rows_of(Conversation(facts["info"], messages), source)
    native_id = text(facts.get("id"))
    if native_id is None or Path(source.path).parent.parent.name != "session":
        raise NotASessionError("neither an export nor a session of the store")
    problems: list[Problem] = []
    conversation = Conversation(facts, list(_stored_messages(source.path, problems)))
    rows = rows_of(conversation, source)
    rows.problem += problems
    return rows


# The folder store


def _store(path: str) -> Path:
    """The store a session's file lies in: `<store>/session/<project>/<id>.json`."""
    return Path(path).parents[2]


def beside(path: str) -> Iterator[str]:
    """A session's messages, and the folders of their parts, which new parts change."""
    if Path(path).suffix != ".json" or Path(path).parent.parent.name != "session":
        return
    for name in _names(_store(path) / "message" / Path(path).stem):
        yield str(_store(path) / "message" / Path(path).stem / name)
        yield str(_store(path) / "part" / Path(name).stem)


def said_beside(path: str) -> Iterator[str]:
    """The parts of a session's messages, which hold what is said."""
    for place in beside(path):
        if not place.endswith(".json"):
            yield from (str(Path(place) / name) for name in _names(Path(place)))


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix == ".json")
    except OSError:
        return []


def _stored_messages(path: str, problems: list[Problem]) -> Iterator[Message]:
    folder = _store(path) / "message" / Path(path).stem
    for name in _names(folder):
        info = _stored(folder / name, problems)
        parts_folder = _store(path) / "part" / Path(name).stem
        parts = [_stored(parts_folder / part, problems) for part in _names(parts_folder)]
        yield Message(info, parts)


def _stored(path: Path, problems: list[Problem]) -> dict[str, Any]:
    """A small file of the store; nothing, and a Problem, where it cannot be read."""
    try:
        with os.fdopen(open_regular(str(path)), "rb") as file:
            return _decoded(file.read(LARGEST_VALUE))
    except (OSError, ValueError, RecursionError):
        problems.append(Problem(reason=f"{path.parent.parent.name} file unreadable"))
        return {}


def _decoded(content: bytes) -> dict[str, Any]:
    try:
        return mapping(_DECODER.decode(content))
    except (ValueError, RecursionError):
        return mapping(json.loads(repaired(content)))


# The database


def database(source: Source, connection: Connection) -> Rows:
    """The rows of all conversations of a database."""
    found = {table: sqlite.columns(connection, table) for table in _NEEDED}
    if any(not _NEEDED[table] <= found[table] for table in _NEEDED):
        return Rows(problem=[Problem(kind="skipped", reason="not an OpenCode database")])
    all_rows = Rows()
    connection.execute("BEGIN")
    for facts in _sessions(connection, found["session"]):
        problems: list[Problem] = []
        messages = list(_messages(connection, facts["id"], problems))
        rows = rows_of(Conversation(facts, messages), source)
        rows.problem += problems
        for table in (*TABLES, "report"):
            getattr(all_rows, table).extend(getattr(rows, table))
    return all_rows


def said(connection: Connection, native_id: str) -> Iterator[bytes]:
    """The parts of a session's messages, in the order in which they were made."""
    rows = connection.execute(
        "SELECT data FROM part WHERE session_id = ? AND length(data) <= ? ORDER BY id",
        [native_id, LARGEST_VALUE],
    )
    for (data,) in rows:
        yield data.encode() if isinstance(data, str) else data


def _sessions(connection: Connection, columns: frozenset[str]) -> list[dict[str, Any]]:
    """What a session's row says, under the names of an export."""
    wanted = {
        "id": "id", "title": "title", "parent_id": "parentID", "directory": "directory",
        "version": "version",
    }  # fmt: skip
    names = [column for column in wanted if column in columns]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM session ORDER BY id")  # noqa: S608  # names of this list
    found = [dict(zip((wanted[name] for name in names), row, strict=True)) for row in rows]
    return [facts for facts in found if isinstance(facts["id"], str)]


def _messages(connection: Connection, session: str, problems: list[Problem]) -> Iterator[Message]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for part_id, message_id, data in connection.execute(
        "SELECT id, message_id, CASE WHEN length(data) <= ? THEN data END FROM part"
        " WHERE session_id = ? ORDER BY id",
        [LARGEST_VALUE, session],
    ):
        part = _row(data, "part", problems)
        parts.setdefault(message_id, []).append({**part, "id": part_id})
    for message_id, data in connection.execute(
        "SELECT id, CASE WHEN length(data) <= ? THEN data END FROM message"
        " WHERE session_id = ? ORDER BY time_created, id",
        [LARGEST_VALUE, session],
    ):
        info = _row(data, "message", problems)
        yield Message({**info, "id": message_id}, parts.get(message_id, []))


def _row(data: object, what: str, problems: list[Problem]) -> dict[str, Any]:
    """The JSON of a row; nothing, and a Problem, where it cannot be read."""
    content = data.encode() if isinstance(data, str) else data
    try:
        return _decoded(content if isinstance(content, bytes) else b"")
    except (ValueError, RecursionError):
        problems.append(Problem(reason=f"{what} row unreadable"))
        return {}
