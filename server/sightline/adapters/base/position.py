"""How far a source was read, and what tells whether it is still the same file."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from sightline.records import Rows

GUARD_BYTES = 64


class Position(Struct):
    """How far a source was read, and what tells whether it is still the same file."""

    offset: int = 0
    line: int = 0
    """Complete lines read."""
    guard: int = 0
    """Checksum of the bytes just before `offset`."""
    tail: int = 0
    """Length of a last line without line feed that counted, 0 if none."""
    tail_guard: int = 0


class Work(Struct):
    """Exact counts of what reading did."""

    files_opened: int = 0
    bytes_read: int = 0
    lines_decoded: int = 0
    lines_retried: int = 0


class Reading(Struct):
    """What reading a source from a position on gave."""

    rows: Rows
    position: Position
    state: bytes
    size: int
    restarted: bool
    """The file was not the one read before, so it was read from its start."""
    goes_on: bool = False
    """More was not read, since so much was enough."""


def continues(descriptor: int, position: Position, size: int) -> bool:
    """Whether the file still begins with what was read of it."""
    if size < position.offset + position.tail:
        return False
    if position.guard != guard(descriptor, position.offset):
        return False
    if not position.tail:
        return True
    os.lseek(descriptor, position.offset, os.SEEK_SET)
    tail = os.read(descriptor, position.tail + 1)
    same = zlib.crc32(tail[: position.tail]) == position.tail_guard
    return same and tail[position.tail :] in (b"", b"\n", b"\r")


def guard(descriptor: int, offset: int) -> int:
    """Checksum of the bytes just before an offset."""
    start = max(0, offset - GUARD_BYTES)
    os.lseek(descriptor, start, os.SEEK_SET)
    return zlib.crc32(os.read(descriptor, offset - start))
