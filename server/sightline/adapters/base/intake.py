"""Blocks cut into lines, and lines handed to a parser; what cannot be read becomes a problem."""

from __future__ import annotations

from collections import deque
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

from sightline.adapters.base.engine import NotASessionError, RecordParser
from sightline.adapters.base.repair import reason_of, repaired
from sightline.records import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sightline.adapters.base.engine import Line, LineParser
    from sightline.adapters.base.position import Work

MOST_TOLD = 1000
"""So many problems of a reading are told one by one, the rest as a number."""
TOGETHER = 32
"""Lines decoded before the first of them is taken in: with less to and fro the processor has at
hand what it needs for either (5 % fewer cycles, of 32 fewer than of 8 or 128)."""
LARGEST_COPIED = 4 << 20
"""A larger block, of very long lines, is not held twice."""
_BRACE, _MARK = ord("{"), b"\xef\xbb\xbf"


class Intake:
    """The lines of one source for its parser: the `Records` of one block after the other."""

    number: int
    """Of the line at hand."""

    def __init__(self, parser: LineParser | RecordParser, work: Work, number: int) -> None:
        self.problems: list[Problem] = []
        self._rest: Problem | None = None
        self.number = number
        self._lines: Sequence[Line] = (b"",)
        self._first = number
        self._take: Callable[[Intake], None] = _exhaust
        self._decode: Callable[[Line], Any]
        self._decode_plain: Callable[[Line], Any] | None = None
        if isinstance(parser, RecordParser):
            self._take = parser.take
            self._decode = self._decode_plain = parser.decode
        else:
            self._decode = lambda _: parser.line(self.line, self.number)
        self._work = work
        self._data, self._end, self._filled, self._offset = bytearray(), 0, 0, 0

    @property
    def line(self) -> Line:
        """The line at hand, without the file's mark and what ends it."""
        line = self._lines[self.number - self._first].removesuffix(b"\n").removesuffix(b"\r")
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

    def __iter__(self) -> Iterator[list[Any]]:
        """What is decoded of each line that can be read, of some lines at a time.

        Lines are bytes of their own, since to find where one ends and to make a view of it would
        take longer than to copy it.
        """
        begin = self._end
        self._end = self._data.rfind(b"\n", begin, self._filled) + 1 or begin
        at = self._offset + begin
        is_large = self._end - begin > LARGEST_COPIED
        block: Iterator[bytes] = (
            _cut(self._data, begin, self._end)
            if is_large
            else BytesIO(memoryview(self._data)[begin : self._end])
        )
        if self._decode_plain is None or is_large:
            yield from self._one_by_one(block, at)
            return
        while lines := list(islice(block, TOGETHER)):
            try:
                records = list(map(self._decode_plain, lines))
            except (ValueError, RecursionError):
                yield from self._one_by_one(lines, at)
            else:
                before = self.number
                self._first, self._lines = before + 1, lines
                yield records
                self.number = before + len(lines)
                self._work.lines_decoded += len(lines)
            at += sum(map(len, lines))

    def _one_by_one(self, lines: Iterable[Line], at: int) -> Iterator[list[Any]]:
        """What is decoded of each of the lines that stand at a place in the file."""
        decode, number, blank = self._decode, self.number, 0
        first = number
        for line in lines:
            self.number = self._first = number + 1
            self._lines = (line,)
            bare = line if line[0] == _BRACE else self.line
            if bare is line or bare.strip():
                try:
                    records = [decode(bare)]
                except (ValueError, RecursionError) as error:
                    records = self._again(at, error)
                self.number = number
                yield records
            else:
                blank += 1
            number += 1
            at += len(line)
        self.number = number
        self._work.lines_decoded += number - first - blank

    def _again(self, at: int, refused: Exception) -> list[Any]:
        """What a refused line is when it is repaired; else it is a problem, and none."""
        if isinstance(refused, NotASessionError):
            self._tell(Problem(line=self.number, offset=at, kind="skipped", reason=str(refused)))
            return []
        self._work.lines_retried += 1
        try:
            line = repaired(self.line)
            self._lines = (line,)
            return [self._decode(line)]
        except (ValueError, RecursionError) as error:
            self._tell(Problem(line=self.number, offset=at, reason=reason_of(error)))
            return []


def _cut(data: bytearray, begin: int, end: int) -> Iterator[bytes]:
    """The lines between two places, one at a time."""
    while begin < end:
        stop = data.find(b"\n", begin) + 1
        yield bytes(memoryview(data)[begin:stop])
        begin = stop


def _exhaust(lines: Intake) -> None:
    deque(lines, maxlen=0)
