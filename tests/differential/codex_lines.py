"""What Codex rollouts say of their token counts, whoever reads them."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from differential.tally import Json, moment, number, part, records

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = (
    "input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens",
    "reasoning_output_tokens",
)  # fmt: skip
Vector = tuple[int, ...]
"""The parts of a usage, in the order of the names."""


@dataclass(frozen=True)
class Count:
    """One token count of a stream."""

    place: int
    path: str
    at: datetime | None
    total: Vector | None
    last: Vector | None
    info: str
    model: str | None

    @property
    def second(self) -> datetime | None:
        """When it was written, to the second."""
        return self.at.replace(microsecond=0) if self.at else None


@dataclass
class Stream:
    """All files of one session, one after the other."""

    id: str
    parent: str | None = None
    created: datetime | None = None
    foreign: bool = False
    """An ancestor's meta was copied."""
    clocks: list[tuple[int, datetime, datetime | None]] = field(default_factory=list)
    """Place, what the clock says, and when its line was written."""
    counts: list[Count] = field(default_factory=list)
    length: int = 0


def read(folder: Path) -> dict[str, Stream]:
    """The streams of a folder, by session id."""
    pieces: dict[str, list[tuple[Path, list[tuple[bytes, Json]]]]] = {}
    for path in sorted(folder.rglob("*.jsonl"), key=str):
        lines = [(raw, record) for raw, record in records(path) if "type" in record]
        metas = [part(record, "payload", "id") for _, record in lines if _is_meta(record)]
        name = next((id_ for id_ in metas if isinstance(id_, str)), path.stem[-36:])
        pieces.setdefault(name, []).append((path, lines))
    return {name: _stream(name, files) for name, files in pieces.items()}


def _is_meta(record: Json) -> bool:
    return record.get("type") == "session_meta"


def _stream(name: str, files: list[tuple[Path, list[tuple[bytes, Json]]]]) -> Stream:
    stream = Stream(name)
    seen: set[object] = set()
    model: str | None = None
    for path, lines in sorted(files, key=_age):
        earlier = set(seen)
        for raw, record in lines:
            payload = record.get("payload")
            same = _same(raw, record)
            if same in earlier or not isinstance(payload, dict):
                continue
            seen.add(same)
            place, stream.length = stream.length, stream.length + 1
            at = moment(record.get("timestamp"))
            if _is_meta(record):
                _note_meta(stream, payload, first=stream.created is None and place == 0)
            if record["type"] == "turn_context" and isinstance(payload.get("model"), str):
                model = payload["model"]
            stream.clocks += [(place, clock, at) for clock in _clocks(payload)]
            info = payload.get("info")
            if payload.get("type") == "token_count" and isinstance(info, dict):
                total = vector(info.get("total_token_usage"))
                last = vector(info.get("last_token_usage"))
                whole = json.dumps(info, sort_keys=True)
                stream.counts.append(Count(place, str(path), at, total, last, whole, model))
    return stream


def _age(piece: tuple[Path, list[tuple[bytes, Json]]]) -> tuple[str, bool, str]:
    path, lines = piece
    first = str(lines[0][1].get("timestamp")) if lines else ""
    return first, "archived_sessions" in path.parts, str(path)


def _same(raw: bytes, record: Json) -> object:
    """What tells a record again in another file of its session."""
    info = part(record, "payload", "info")
    if part(record, "payload", "type") == "token_count" and isinstance(info, dict):
        usages = (vector(info.get("total_token_usage")), vector(info.get("last_token_usage")))
        return record.get("timestamp"), *usages
    return raw


def _note_meta(stream: Stream, payload: Json, *, first: bool) -> None:
    if payload.get("id") != stream.id:
        stream.foreign = True
    elif first:
        spawn = part(payload, "source", "subagent", "thread_spawn", "parent_thread_id")
        parent = payload.get("forked_from_id") or spawn
        stream.parent = parent if isinstance(parent, str) else None
        created = moment(payload.get("timestamp"))
        stream.created = created.replace(microsecond=0) if created else None


def _clocks(payload: Json) -> Iterator[datetime]:
    """When a turn began: as stated, or inside its UUIDv7."""
    if payload.get("type") == "task_started":
        stated = moment(payload.get("started_at"))
        if stated is not None:
            yield stated
    turn = payload.get("turn_id")
    if isinstance(turn, str) and len(turn) == 36 and turn[14] == "7":
        yield datetime.fromtimestamp((uuid.UUID(turn).int >> 80) / 1000, UTC)


def vector(usage: object) -> Vector | None:
    """A usage by its parts; None where there is none."""
    if not isinstance(usage, dict):
        return None
    return tuple(number(usage.get(name)) for name in NAMES)
