"""The complete lines of a log, block by block, to its parser."""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

from sightline.adapters.base.engine import NotASessionError
from sightline.adapters.base.position import Position, Reading, guard
from sightline.adapters.base.repair import is_complete, reason_of, repaired
from sightline.adapters.base.values import zoneless
from sightline.errors import StoppedError
from sightline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base.engine import Parser
    from sightline.adapters.base.position import Work

BLOCK_BYTES = 1 << 20
"""Small enough that a block is still in the processor's cache when its lines are decoded."""
LONGEST_LINE = 32 << 20
_BRACE, _RETURN = ord("{"), ord("\r")


def read_lines(
    descriptor: int,
    parser: Parser,
    begin: Position,
    work: Work,
    stopped: Callable[[], bool],
    restarted: bool,
) -> Reading:
    """Give all lines from a position on to a parser, and say what it made of them."""
    intake = _Intake(parser, work)
    offset, number, carry = begin.offset, begin.line, b""
    unended: Position | None = None
    """Where a line begins that is too long and whose end was not read yet."""
    os.lseek(descriptor, offset, os.SEEK_SET)
    # A line of many blocks is carried over as often as it doubles, not once a block.
    while block := os.read(descriptor, max(BLOCK_BYTES, len(carry))):
        if stopped():
            raise StoppedError
        work.bytes_read += len(block)
        if unended is not None:
            end = block.find(b"\n")
            if end < 0:
                offset += len(block)
                continue
            intake.skip(unended)
            offset, number, unended = offset + end + 1, number + 1, None
            block = block[end + 1 :]
        data = carry + block if carry else block
        start, number = intake.take_all(data, number, offset)
        offset += start
        carry = data[start:]
        if len(carry) > LONGEST_LINE:
            unended = Position(offset=offset, line=number)
            offset, carry = offset + len(carry), b""
    position = unended or Position(offset=offset, line=number)
    position.guard = guard(descriptor, position.offset)
    intake.problems += zoneless(begin.line + 1)
    state = parser.state()
    if carry and is_complete(carry):
        position.tail, position.tail_guard = len(carry), zlib.crc32(carry)
        intake.take(memoryview(carry), number + 1, offset)
    rows = parser.rows()
    rows.problem = [*intake.problems, *rows.problem, *zoneless(number + 1)]
    return Reading(rows, position, state, offset + len(carry), restarted)


class _Intake:
    """Hands lines to a parser; those that cannot be read become problems."""

    def __init__(self, parser: Parser, work: Work) -> None:
        self.problems: list[Problem] = []
        self._parser = parser
        self._work = work

    def take_all(self, data: bytes, number: int, offset: int) -> tuple[int, int]:
        """Give all complete lines to the parser; where the last of them ends, and its number.

        Nearly every line begins with a brace and can be read: those cost one call each.
        """
        view, find, take = memoryview(data), data.find, self._parser.line
        start, before, odd = 0, number, 0
        while (end := find(b"\n", start)) >= 0:
            number += 1
            line = view[start:end]
            if data[start] == _BRACE and data[end - 1] != _RETURN:
                try:
                    take(line, number)
                except (ValueError, RecursionError) as error:
                    self._take_again(line, number, offset + start, error)
            else:
                odd += 1
                self.take(line, number, offset + start)
            start = end + 1
        self._work.lines_decoded += number - before - odd
        return start, number

    def take(self, line: memoryview, number: int, offset: int) -> None:
        """Give a line to the parser: without mark and line end, unless it is blank."""
        if offset == 0 and bytes(line[:3]) == b"\xef\xbb\xbf":
            line = line[3:]
        if line and line[-1] == _RETURN:
            line = line[:-1]
        if not line or (not bytes(line[:64]).strip() and not bytes(line).strip()):
            return
        self._work.lines_decoded += 1
        try:
            self._parser.line(line, number)
        except (ValueError, RecursionError) as error:
            self._take_again(line, number, offset, error)

    def skip(self, at: Position) -> None:
        """Tell of a line that is too long."""
        reason = f"line longer than {LONGEST_LINE >> 20} MiB"
        self.problems.append(
            Problem(line=at.line + 1, offset=at.offset, kind="skipped", reason=reason)
        )

    def _take_again(self, line: memoryview, number: int, offset: int, refused: Exception) -> None:
        """Give a refused line to the parser once more, repaired; else it is a Problem."""
        if isinstance(refused, NotASessionError):
            skipped = Problem(line=number, offset=offset, kind="skipped", reason=str(refused))
            self.problems.append(skipped)
            return
        self._work.lines_retried += 1
        try:
            self._parser.line(repaired(bytes(line)), number)
        except (ValueError, RecursionError) as error:
            self.problems.append(Problem(line=number, offset=offset, reason=reason_of(error)))
