"""Blocks cut into lines, and lines handed to a parser; what cannot be read becomes a problem."""

from __future__ import annotations

from collections import deque
from io import BytesIO
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
_BRACE, _MARK = ord("{"), b"\xef\xbb\xbf"


class Intake:
    """The lines of one source for its parser: the `Records` of one block after the other."""

    number: int
    """Of the line at hand."""

    def __init__(self, parser: LineParser | RecordParser, work: Work, number: int) -> None:
        self.problems: list[Problem] = []
        self._rest: Problem | None = None
        self.number = number
        self._line: Line = b""
        self._lines, self._begin = BytesIO(), 0
        self._take: Callable[[Intake], None] = _exhaust
        self._decode: Callable[[Line], Any]
        if isinstance(parser, RecordParser):
            self._take, self._decode = parser.take, parser.decode
        else:
            self._decode = lambda _: parser.line(self.line, self.number)
        self._work = work
        self._data, self._end, self._filled, self._offset = bytearray(), 0, 0, 0

    @property
    def line(self) -> Line:
        """The line at hand, without the file's mark and what ends it."""
        line = self._line.removesuffix(b"\n").removesuffix(b"\r")
        return line.removeprefix(_MARK) if self.number == 1 else line

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

        Nearly every line begins with a brace and can be: it costs one call. As bytes of its own,
        since to find its end and to make a view of it would take longer than to copy it.
        """
        begin, decode = self._end, self._decode
        self._end = self._data.rfind(b"\n", begin, self._filled) + 1 or begin
        self._begin = self._offset + begin
        # Of bytes, which a single long line shares with it.
        self._lines = BytesIO(bytes(memoryview(self._data)[begin : self._end]))
        number, first, blank = self.number, self.number, 0
        for line in self._lines:
            number += 1
            self.number, self._line = number, line
            if line[0] != _BRACE:
                line = self.line  # noqa: PLW2901
                if not line.strip():
                    blank += 1
                    continue
            try:
                record = decode(line)
            except (ValueError, RecursionError) as error:
                yield from self._again(error)
            else:
                yield record
        self._work.lines_decoded += number - first - blank

    def _again(self, refused: Exception) -> Iterator[Any]:
        """What a refused line is when it is repaired; else it is a problem."""
        at = self._begin + self._lines.tell() - len(self._line)
        if isinstance(refused, NotASessionError):
            self._tell(Problem(line=self.number, offset=at, kind="skipped", reason=str(refused)))
            return
        self._work.lines_retried += 1
        try:
            self._line = repaired(self.line)
            record = self._decode(self._line)
        except (ValueError, RecursionError) as error:
            self._tell(Problem(line=self.number, offset=at, reason=reason_of(error)))
            return
        yield record


def _exhaust(lines: Intake) -> None:
    deque(lines, maxlen=0)
