"""Tracked events beside a record: appended line by line, and on the disk before anyone is told."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from ulid import ULID

from sightline.errors import RecordError
from sightline.metadata.keeping import locked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

PREFIX = "sess_"
LONGEST = 1 << 20
"""Bytes of one event."""


def new_id() -> str:
    """An id for a session of ours: never given twice, later ones sort behind."""
    return f"{PREFIX}{ULID()}"


def events_file(record: Path) -> Path:
    """Where the events of the session of a record lie."""
    return record.with_suffix(".jsonl")


def append(record: Path, events: Sequence[Mapping[str, Any]]) -> None:
    """Add events to those of a session; all of them or, with an error, none.

    A process that was killed may have left half a line: it is ended, so that no other is lost.
    """
    lines = [_line(number, event) for number, event in enumerate(events)]
    with locked(record.parent):
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(events_file(record), flags | getattr(os, "O_BINARY", 0), 0o600)
        try:
            data = b"".join(lines)
            if not _ends_a_line(descriptor):
                data = b"\n" + data
            while data:
                data = data[os.write(descriptor, data) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _line(number: int, event: Mapping[str, Any]) -> bytes:
    try:
        text = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as error:
        raise RecordError(f"Event {number} cannot be written as JSON.") from error
    line = text.encode("utf-8", "replace") + b"\n"
    if len(line) > LONGEST:
        raise RecordError(f"Event {number} is longer than {LONGEST >> 20} MiB.")
    return line


def _ends_a_line(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    if not size:
        return True
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1) == b"\n"
