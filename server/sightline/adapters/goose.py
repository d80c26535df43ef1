"""Goose: all sessions in one database, or a log a session, their tokens as totals of a session.

Read as block/goose writes them; nothing real was at hand. Since late 2025 `sessions.db` (schema up
to 13), before that `<session>.jsonl` in the same folder, which stays after the move.

- Log: the first line states what the database's row does (`working_dir`, `description`,
  `accumulated_*_tokens`), but no model and no cost; then messages `{role, created, content}`.
- Of a session in both, prompts and calls have the same keys, and the database's totals count.
- `sessions`: id, name or description, working_dir, `accumulated_*_tokens`, provider_name,
  `model_config_json.model_name`; newer ones `accumulated_cost` in USD and `parent_session_id`.
- How much of the input came from the cache is not stated, so that split stays unknown.
- `messages`: role, `created_timestamp` in seconds, `content_json` with blocks of text,
  `toolRequest {id, toolCall {status, value {name, arguments}}}` and `toolResponse {id, toolResult
  {status, value {isError}}}`. A message's own tokens are not stated in every release.
- Tools are `<extension>__<tool>`; those of `developer` are Goose's own hands.
- Messages with `metadata_json.userVisible` false are for the model alone.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters import base, sqlite
from sightline.adapters.base import (
    Adapter,
    Asked,
    NotAnObjectError,
    NotASessionError,
    instant,
)
from sightline.adapters.reviews import SUBAGENT
from sightline.adapters.talk import Talk, asked
from sightline.adapters.values import mapping, name, objects, text
from sightline.records import TABLES, Problem, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from sqlite3 import Connection

    from sightline.adapters.base import Environment, Line, Source
    from sightline.records import Outcome

_LARGEST_VALUE = 32 << 20
_NEEDED = {"sessions": {"id"}, "messages": {"id", "session_id", "role", "content_json"}}
_FACTS = (
    "id", "name", "description", "user_set_name", "working_dir", "updated_at",
    "accumulated_input_tokens", "accumulated_output_tokens", "accumulated_cost", "provider_name",
    "model_config_json", "parent_session_id",
)  # fmt: skip
_LOG, _STORE = 1, 2
"""Whose totals count where both have a session."""
_UNNAMED = ("New Chat", "CLI Session", "New session")


def database(_source: Source, connection: Connection) -> Rows:
    """The rows of all sessions."""
    found = {table: sqlite.columns(connection, table) for table in _NEEDED}
    if any(not _NEEDED[table] <= found[table] for table in _NEEDED):
        return Rows(problem=[Problem(kind="skipped", reason="not a Goose database")])
    connection.execute("BEGIN")
    names = [column for column in _FACTS if column in found["sessions"]]
    listed = connection.execute(f"SELECT {', '.join(names)} FROM sessions ORDER BY id").fetchall()  # noqa: S608  # names of this list
    all_rows = Rows()
    for values in listed:
        facts = dict(zip(names, values, strict=True))
        if isinstance(facts["id"], str):
            rows = _Reader(facts, _STORE).rows(
                _messages(connection, facts["id"], found["messages"])
            )
            for table in (*TABLES, "report"):
                getattr(all_rows, table).extend(getattr(rows, table))
    return all_rows


def said(connection: Connection, native_id: str) -> Iterator[bytes]:
    """The messages of a session that a person sees."""
    known = sqlite.columns(connection, "messages")
    for _, role, _, shown, content in _messages(connection, native_id, known):
        if isinstance(content, str) and _decoded(shown).get("userVisible") is not False:
            yield f'{{"role": {json.dumps(role)}, "content": {content}}}'.encode()


def _messages(connection: Connection, session: str, columns: frozenset[str]) -> list[Any]:
    moment = "created_timestamp" if "created_timestamp" in columns else "NULL"
    shown = "metadata_json" if "metadata_json" in columns else "NULL"
    return connection.execute(
        f"SELECT id, role, {moment}, {shown},"  # noqa: S608  # names of this function
        " CASE WHEN length(content_json) <= ? THEN content_json END"
        " FROM messages WHERE session_id = ? ORDER BY id",
        [_LARGEST_VALUE, session],
    ).fetchall()


class _Reader:
    """Goes through the messages of one session in order."""

    def __init__(self, facts: dict[str, Any], rank: int) -> None:
        self.facts, self.rank = facts, rank
        cwd, parent = name(facts.get("working_dir")), name(facts.get("parent_session_id"))
        self.talk = Talk("goose", facts["id"], cwd, parent)
        self.answers = 0
        self.prompts: Counter[int | None] = Counter()
        """How many were typed in the same second."""
        self.problems: list[Problem] = []

    def rows(self, messages: list[Any]) -> Rows:
        for line, (own, role, moment, shown, content) in enumerate(messages, 1):
            try:
                blocks = objects(json.loads(content, strict=False))
            except (TypeError, ValueError, RecursionError):
                self.problems.append(Problem(line=line, reason="message row unreadable"))
                continue
            is_shown = _decoded(shown).get("userVisible") is not False
            self.message(str(own), role, blocks, instant(moment), line, is_shown)
        return self.whole(len(messages))

    def whole(self, line: int) -> Rows:
        """All rows, after the last message."""
        self.total(line)
        title = text(self.facts.get("name")) or text(self.facts.get("description"))
        is_own = self.facts.get("user_set_name") == 1
        rows = self.talk.rows(None if title in _UNNAMED else title, 4 if is_own else 3)
        rows.problem += self.problems
        return rows

    def message(
        self, own: str, role: object, blocks: list[dict[str, Any]], ts: int | None, line: int,
        is_shown: bool,
    ) -> None:  # fmt: skip
        """Take in one message."""
        if role not in ("user", "assistant"):
            return
        talk = self.talk
        self.answers += role == "assistant"
        said = [text(block.get("text")) for block in blocks if block.get("type") == "text"]
        if role == "user" and is_shown and any(said):
            self.prompts[ts] += 1
            key = own if ts is None else f"{ts}:{self.prompts[ts]}"
            talk.prompt(key, "\n".join(part for part in said if part is not None), ts, line)
        elif role == "assistant":
            words = "\n".join(part for part in said if part is not None)
            agent = SUBAGENT if talk.is_side else talk.agent
            talk.found.report += base.said(words, agent, talk.thread, ts, line)
        talk.happened(ts)
        for index, block in enumerate(blocks):
            call = name(block.get("id")) or f"{own}-{index}"
            if block.get("type") == "toolRequest":
                value = mapping(mapping(block.get("toolCall")).get("value"))
                given = mapping(value.get("arguments"))
                what = _asked(name(value.get("name")), given)
                talk.call(call, what, ts, line, given).with_approval = True
            elif block.get("type") == "toolResponse":
                result = mapping(block.get("toolResult"))
                talk.result(call, *_ended(result), ts, result)

    def total(self, line: int) -> None:
        """The session's tokens, as far as they are known: one row over all its answers."""
        sent = self.facts.get("accumulated_input_tokens")
        output = self.facts.get("accumulated_output_tokens")
        cost = self.talk.oddities.amount(self.facts.get("accumulated_cost"), line)
        talk = self.talk
        if not self.answers and not sent and not output:
            return
        updated = _utc(self.facts.get("updated_at"))
        row = talk.request("totals", max(talk.instants, default=updated), max(line, 1))
        talk.meter(row, sent, output, (None, None))
        row.cache_read_tokens = row.cache_write_5m_tokens = row.cache_write_1h_tokens = None
        row.reasoning_tokens = None
        row.n = self.answers
        row.messages = 0 if talk.is_side else self.answers
        row.flags, row.rank = "aggregate", self.rank
        row.recorded_cost_nano = cost
        row.model = name(_decoded(self.facts.get("model_config_json")).get("model_name"))
        row.provider = name(self.facts.get("provider_name"))


class LogParser:
    """Reads the lines of one log; a grown log is read from its start."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._facts: dict[str, Any] = {"id": name(Path(source.path).stem) or ""}
        self._reader: _Reader | None = None
        self._last = 0

    def line(self, line: Line, number: int) -> None:
        """Take in what is known of the session, or one message."""
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        if self._reader is None:
            if "role" not in record and "working_dir" not in record:
                raise NotASessionError("not a Goose session")
            if "role" not in record:
                self._facts = {key: record.get(key) for key in _FACTS} | self._facts
            self._reader = _Reader(self._facts, _LOG)
        self._last = number
        own, blocks = f"line-{number}", objects(record.get("content"))
        moment = instant(record.get("created"))
        self._reader.message(own, record.get("role"), blocks, moment, number, is_shown=True)

    def rows(self) -> Rows:
        """The rows of all messages, and the totals."""
        return self._reader.whole(self._last) if self._reader is not None else Rows()

    def state(self) -> bytes:
        """Nothing: the totals stand in the first line, which is written anew."""
        return b""


def _utc(moment: object) -> int | None:
    """The instant of a text that SQLite wrote: without zone, and UTC by its documentation."""
    return instant(f"{moment}Z" if isinstance(moment, str) else moment)


def _decoded(content: object) -> dict[str, Any]:
    try:
        return mapping(json.loads(content)) if isinstance(content, str) else {}
    except (ValueError, RecursionError):
        return {}


def _asked(tool: str | None, given: dict[str, Any]) -> Asked:
    """A call of Goose's own hands by its name, of another extension's as of a server's."""
    extension, _, own = (tool or "").partition("__")
    if not own:
        return asked(tool, given)
    if extension == "developer":
        return asked(own, given)._replace(tool=tool or own)
    return Asked(tool or own, "mcp", extension)


def _ended(result: dict[str, Any]) -> tuple[Outcome, str | None]:
    failed = mapping(result.get("value")).get("isError") is True
    if result.get("status") == "success" and not failed:
        return "ok", None
    return "failed", "error"


def _folders(environment: Environment) -> list[Path]:
    named = environment.folders("GOOSE_PATH_ROOT")
    roaming = environment.variables.get("APPDATA")
    shared = environment.variables.get("XDG_DATA_HOME")
    home = Path(shared) if shared else environment.home / ".local" / "share"
    found = [root / "data" for root in named] or [home / "goose"]
    if roaming:
        found.append(Path(roaming) / "Block" / "goose" / "data")
    return [folder / "sessions" for folder in found]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    return name == "sessions.db" or (not folders and name.endswith(".jsonl"))


GOOSE = Adapter(
    engine="goose",
    title="Goose",
    colour="terminal.ansiWhite",
    version=3,
    folders=_folders,
    wanted=_wanted,
    parser=LogParser,
    database=database,
    said=said,
    provider="",
    capabilities=frozenset({"tok", "tdur", "tres", "cost", "subagents"}),
)
