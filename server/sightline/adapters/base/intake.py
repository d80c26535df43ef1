"""Blocks cut into lines, and lines handed to a parser; what cannot be read becomes a problem."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from sightline.adapters.base.engine import NotASessionError, RecordParser
from sightline.adapters.base.repair import reason_of, repaired
from sightline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sightline.adapters.base.engine import Line, LineParser
    from sightline.adapters.base.position import Work

MOST_TOLD = 1000
"""So many problems of a reading are told one by one, the rest as a number."""
_BRACE, _RETURN = ord("{"), ord("\r")


class Intake:
    """The lines of one source for its parser: the `Records` of one block after the other."""

    number: int
    """Of the line at hand."""
    line: Line
    """The line at hand, as it was decoded."""

    def __init__(self, parser: LineParser | RecordParser, work: Work, number: int) -> None:
        self.problems: list[Problem] = []
        self._rest: Problem | None = None
        self.number, self.line = number, b""
        self._take: Callable[[Intake], None] = _exhaust
        self._decode: Callable[[Line], Any]
        if isinstance(parser, RecordParser):
            self._take, self._decode = parser.take, parser.decode
        else:
            self._decode = lambda line: parser.line(line, self.number)
        self._work = work
        self._data, self._end, self._filled, self._offset = bytearray(), 0, 0, 0

    def take(self, data: bytearray, begin: int, filled: int, offset: int) -> int:
        """Give the complete lines of a block to the parser; return where the last one ends.

        The block lies between two places in the data, whose own place in the file is `offset`.
        """
        self._data, self._end, self._filled, self._offset = data, begin, filled, offset
        self._take(self)
        return self._end

    def skip(self, reason: str, offset: int) -> None:
        """Tell of a line that is not read at all."""
        self.number += 1
        self._tell(Problem(line=self.number, offset=offset, kind="skipped", reason=reason))

    def _tell(self, problem: Problem) -> None:
        if self._rest is not None:
            self._rest.n += 1
            return
        if len(self.problems) == MOST_TOLD:
            problem.reason = "this and further lines cannot be read"
            self._rest = problem
        self.problems.append(problem)

    def __iter__(self) -> Iterator[Any]:
        """What is decoded of each line that can be read.

        Nearly every line begins with a brace and can be: it costs one call.
        """
        data, decode, find = self._data, self._decode, self._data.find
        view, filled, first = memoryview(data), self._filled, self.number
        number, start, blank = first, self._end, 0
        while (end := find(b"\n", start, filled)) >= 0:
            number += 1
            begin, start = start, end + 1
            line: Line = view[begin:end]
            if data[begin] != _BRACE or data[end - 1] == _RETURN:
                line = _bare(bytes(view[begin:end]), is_first=self._offset + begin == 0)
                if not line:
                    blank += 1
                    continue
            self.number, self.line = number, line
            try:
                record = decode(line)
            except (ValueError, RecursionError) as error:
                yield from self._again(begin, error)
            else:
                yield record
        self._work.lines_decoded += number - first - blank
        self.number, self._end = number, start

    def _again(self, begin: int, refused: Exception) -> Iterator[Any]:
        """What a refused line is when it is repaired; else it is a problem."""
        at = self._offset + begin
        if isinstance(refused, NotASessionError):
            self._tell(Problem(line=self.number, offset=at, kind="skipped", reason=str(refused)))
            return
        self._work.lines_retried += 1
        try:
            self.line = repaired(bytes(self.line))
            record = self._decode(self.line)
        except (ValueError, RecursionError) as error:
            self._tell(Problem(line=self.number, offset=at, reason=reason_of(error)))
            return
        yield record


def _exhaust(lines: Intake) -> None:
    deque(lines, maxlen=0)


def _bare(line: bytes, *, is_first: bool) -> bytes:
    """A line without the file's mark and what ends it; nothing of a blank one."""
    if is_first:
        line = line.removeprefix(b"\xef\xbb\xbf")
    line = line.removesuffix(b"\r")
    return line if line.strip() else b""
