"""Pi, and OMP (oh my pi), which grew out of it: one session a file, a log of a tree.

Seen: version 3 of the format (March to July 2026), of OMP too; read as badlogic/pi-mono writes it
(`packages/coding-agent/src/core/session-manager.ts`).

- The first line is `{type: session, id, timestamp, cwd, parentSession?}`. Entries have `id` and
  `parentId`: whoever goes back starts a branch, and what was left was paid all the same.
- An assistant message is one request; its own `timestamp` is when it was sent, that of its entry
  when it had ended. OMP states `duration` and `ttft`. `usage` is disjoint, `cost.total` in USD.
- A fork begins with copies of its parent's entries, ids and instants unchanged: older than its
  own first line. `parentSession` is the parent's path, whose name ends with its id.
- Nothing asks for approval, so a call runs from its answer to its result.
- An edit's result has a diff with line numbers behind the signs. Whether `write` replaced a file
  is not recorded: one that was never read or changed here is taken to be new.
- `session_info` names a session; `custom_message` and messages with an `attribution` other than
  `user` are an extension's.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import Adapter, NotAnObjectError, instant
from sightline.adapters.talk import Edit, Talk, asked
from sightline.adapters.values import (
    Lines,
    answer_ms,
    mapping,
    milliseconds,
    name,
    objects,
    text,
)
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Line, Source
    from sightline.records import Outcome

_FILE_NAME = re.compile(r".*\d{4}-\d\d-\d\dT[^_]*_(.+)")
_EXIT_CODE = re.compile(r"exited with code (-?\d+)")


class PiParser:
    """Reads the entries of one file; a grown file is read from its start."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._path = Path(source.path)
        self._talk: Talk | None = None
        self._asked: dict[str, dict[str, Any]] = {}
        """The input of calls that edit, by id."""
        self._began: int | None = None
        self._parent: str | None = None
        self._native_line = 0
        self._last = 0
        self._name: str | None = None

    def line(self, line: Line, number: int) -> None:
        """Take in one entry."""
        entry = msgspec.json.decode(line)
        if not isinstance(entry, dict):
            raise NotAnObjectError
        self._last = number
        kind = entry.get("type")
        if kind == "session" and self._talk is None:
            self._begin(entry)
        elif self._talk is not None:
            self._take(self._talk, entry, kind, number)

    def rows(self) -> Rows:
        """The rows of all entries."""
        if self._talk is None:
            return Rows(problem=[Problem(kind="skipped", reason="not a Pi session")])
        parent = f"pi:{self._parent}" if self._parent is not None else None
        native_line = self._native_line or self._last + 1
        fork = {"kind": "fork", "parent": parent, "native_line": native_line}
        is_fork = parent is not None and not self._talk.is_side
        return self._talk.rows(self._name, 4, **(fork if is_fork else {}))

    def state(self) -> bytes:
        """Nothing: results belong to calls of earlier lines."""
        return b""

    def _begin(self, entry: dict[str, Any]) -> None:
        native_id = name(entry.get("id")) or _id_of(self._path.stem) or self._path.stem
        above = _id_of(self._path.parent.name)
        self._talk = Talk("pi", native_id, name(entry.get("cwd")), above)
        self._began = instant(entry.get("timestamp"))
        parent = text(entry.get("parentSession"))
        if parent is not None:
            self._parent = _id_of(re.split(r"[\\/]", parent)[-1].removesuffix(".jsonl"))

    def _take(self, talk: Talk, entry: dict[str, Any], kind: object, number: int) -> None:
        ts = instant(entry.get("timestamp"))
        if self._parent is not None and not self._native_line and not self._is_copy(ts):
            self._native_line = number
        own = name(entry.get("id")) or f"line-{number}"
        message = mapping(entry.get("message"))
        role = message.get("role")
        if kind == "session_info":
            self._name = text(entry.get("name")) or self._name
        elif kind in ("compaction", "compactionSummary") and talk.turn is not None:
            talk.turn.compacted = True
        elif kind != "message":
            return
        elif role == "user" and message.get("attribution", "user") == "user":
            said = _said(message)
            if said or objects(message.get("content")):
                talk.prompt(own, said, ts, number)
        elif role == "assistant":
            self._answer(talk, own, message, ts, number)
        elif role == "toolResult":
            self._result(talk, message, ts)

    def _is_copy(self, ts: int | None) -> bool:
        return ts is not None and self._began is not None and ts < self._began

    def _answer(
        self, talk: Talk, own: str, message: dict[str, Any], ts: int | None, number: int
    ) -> None:
        row = talk.request(own, ts, number)
        row.model, row.provider = name(message.get("model")), name(message.get("provider"))
        row.ended_ts = ts
        sent = instant(message.get("timestamp"))
        stated = milliseconds(message.get("duration"))
        row.timed = stated is not None
        row.duration_ms = stated if stated is not None else answer_ms(sent, ts)
        row.started_ts = sent if row.duration_ms is not None else None
        reason = message.get("stopReason")
        if reason not in ("error", "aborted"):
            row.first_ms = milliseconds(message.get("ttft"))
            row.first_kind = "ttft" if row.first_ms is not None else None
        usage = message.get("usage")
        if isinstance(usage, dict):
            cache = (usage.get("cacheRead"), usage.get("cacheWrite"))
            talk.meter(row, usage.get("input"), usage.get("output"), cache)
            cost = mapping(usage.get("cost")).get("total")
            row.recorded_cost_nano = talk.oddities.amount(cost, number)
        if reason == "error":
            talk.failed()
        elif reason == "aborted":
            row.partial = True
            talk.interrupted()
        else:
            talk.answered()
        talk.reviews.say(row, _said(message))
        for index, block in enumerate(objects(message.get("content"))):
            if block.get("type") == "toolCall":
                given = mapping(block.get("arguments"))
                call = name(block.get("id")) or f"{own}-{index}"
                what = asked(name(block.get("name")), given)
                talk.call(call, what, ts, number, given, row.model)
                if what.kind == "edit":
                    self._asked[call] = given

    def _result(self, talk: Talk, message: dict[str, Any], ts: int | None) -> None:
        own = name(message.get("toolCallId")) or ""
        given = self._asked.pop(own, None)
        row = talk.result(own, *_ended(message), ts, message.get("content"))
        path = name(given.get("path")) if given is not None else None
        if row is None or given is None or path is None:
            return
        content = given.get("content")
        diff = text(mapping(message.get("details")).get("diff"))
        if diff is not None:
            signs = [line[:1] for line in diff.split("\n")]
            talk.change(row, Edit(path, Lines(signs.count("+"), signs.count("-"))))
        elif isinstance(content, str):
            talk.change(row, talk.written(path, content))
        else:
            talk.change(row, Edit(path))


def _id_of(stem: str) -> str | None:
    """The id in the name of a session's file or folder."""
    match = _FILE_NAME.fullmatch(stem)
    return name(match[1]) if match else None


def _said(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return (text(content) or "").strip()
    texts = (text(block.get("text")) for block in objects(content))
    return "\n".join(part for part in texts if part is not None).strip()


def _ended(message: dict[str, Any]) -> tuple[Outcome, str | None]:
    if message.get("isError") is not True:
        return "ok", None
    said = _said(message)[-400:]
    if "aborted" in said.lower():
        return "cancelled", None
    return ("failed", "exit_code") if _EXIT_CODE.search(said) else ("failed", "error")


def _folders(environment: Environment) -> list[Path]:
    homes = environment.folders("PI_CODING_AGENT_DIR") or [environment.home / ".pi" / "agent"]
    return [home / "sessions" for home in (*homes, environment.home / ".omp" / "agent")]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".jsonl")


PI = Adapter(
    engine="pi",
    title="Pi",
    colour="terminal.ansiMagenta",
    version=2,
    folders=_folders,
    wanted=_wanted,
    parser=PiParser,
    provider="",
    capabilities=frozenset({"tok", "cache", "first", "dur", "tdur", "tres", "code", "cost"}),
)
