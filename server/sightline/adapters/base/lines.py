"""Reading a log block by block, from a position to its end."""

from __future__ import annotations

import threading
import zlib
from io import FileIO
from typing import TYPE_CHECKING

from sightline.adapters.base.intake import Intake
from sightline.adapters.base.position import Position, Reading, guard
from sightline.adapters.base.repair import is_complete
from sightline.adapters.base.values import zoneless
from sightline.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base.engine import LineParser, RecordParser
    from sightline.adapters.base.position import Work

BLOCK_BYTES = 1 << 20
"""Small enough that a block is still in the processor's cache when its lines are decoded."""
LONGEST_LINE = 32 << 20
LONGEST_KEPT = 8 << 20
"""A buffer that grew for longer lines is given back."""


def read_lines(
    descriptor: int,
    parser: LineParser | RecordParser,
    begin: Position,
    work: Work,
    stopped: Callable[[], bool],
    restarted: bool,
    limit: int | None = None,
) -> Reading:
    """Give the lines from a position on to a parser, and say what it made of them.

    All of them, or those that begin before so many bytes more are read.
    """
    intake = Intake(parser, work, begin.line)
    # What is at hand, how much of it waits for the end of its line, where it stands in the file;
    # and where a line begins that is too long, until its end is found.
    buffer, held, offset = _space.buffer, 0, begin.offset
    unended: Position | None = None
    goes_on = False
    with FileIO(descriptor, closefd=False) as file:
        file.seek(offset)
        # A line of many blocks is looked through as often as it doubles, not once a block.
        while count := file.readinto(memoryview(buffer)[held : held + max(BLOCK_BYTES, held)]):
            if stopped():
                raise StoppedError
            work.bytes_read += count
            filled, first = held + count, 0
            if unended is not None:
                first = buffer.find(b"\n", 0, filled) + 1
                if not first:
                    offset += filled
                    continue
                intake.skip(f"line longer than {LONGEST_LINE >> 20} MiB", unended.offset)
                unended = None
            end = intake.take(buffer, first, filled, offset)
            held, offset = filled - end, offset + end
            if end:
                buffer[:held] = buffer[end:filled]
            if held > LONGEST_LINE:
                unended = Position(offset=offset, line=intake.number)
                offset, held = offset + held, 0
            elif held == len(buffer):
                room = min(held, LONGEST_LINE + BLOCK_BYTES - held)
                buffer = buffer + bytes(room)
                if len(buffer) <= LONGEST_KEPT:
                    _space.buffer = buffer
            if limit is not None and unended is None and offset - begin.offset >= limit:
                goes_on, held = True, 0
                break
    position = unended or Position(offset=offset, line=intake.number)
    position.guard = guard(descriptor, position.offset)
    intake.problems += zoneless(begin.line + 1)
    state = parser.state()
    tail = bytes(buffer[:held])
    if tail and is_complete(tail):
        position.tail, position.tail_guard = len(tail), zlib.crc32(tail)
        intake.take(bytearray(tail + b"\n"), 0, len(tail) + 1, offset)
    rows = parser.rows()
    rows.problem = [*intake.problems, *rows.problem, *zoneless(intake.number)]
    return Reading(rows, position, state, offset + held, restarted, goes_on)


class _Space(threading.local):
    """The memory a thread reads into, file by file: fresh memory would cost as much as reading."""

    def __init__(self) -> None:
        self.buffer = bytearray(BLOCK_BYTES)


_space = _Space()
