"""What adapters share: the Adapter record, resumable reading of lines, and how odd values are read.

A source is read in pieces. Each complete line goes to the adapter's `Parser`; a line its typed
structs refuse is repaired once (`repaired`) and offered again; what fails then is a `Problem`,
and the rest of the file counts. The parser's state after the last complete line is saved, so
the next read starts there and must give what one full read would have given.
"""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sightline.adapters import sqlite
from sightline.errors import StoppedError
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from sqlite3 import Connection

BLOCK_BYTES = 1 << 20
"""Small enough that a block is still in the processor's cache when its lines are decoded."""
LONGEST_LINE = 32 << 20
LARGEST_DOCUMENT = 256 << 20
SQLITE_HEADER = b"SQLite format 3\0"
GUARD_BYTES = 64
LARGEST_COUNT = 1 << 53
_BRACE, _RETURN = ord("{"), ord("\r")
KEPT_TEXT = 4096
"""Names, paths and titles are cut at so many characters."""

Line = bytes | memoryview


class NotASessionError(ValueError):
    """The content is not of this engine: said by a parser, kept as one Problem for the file."""


class NotAnObjectError(ValueError):
    """A line is JSON, but no object."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a user's files may lie: home folder and environment variables."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def folders(self, name: str) -> list[Path]:
        """The folders a variable names (comma-separated), or none."""
        parts = self.variables.get(name, "").split(",")
        return [Path(part.strip()).expanduser() for part in parts if part.strip()]


@dataclass(frozen=True, slots=True)
class Source:
    """A session file to be read."""

    engine: str
    root: str
    """The folder searched, absolute."""
    path: str
    """Absolute."""

    @property
    def relative(self) -> PurePosixPath:
        """The path below its root, with forward slashes."""
        return PurePosixPath(os.path.relpath(self.path, self.root).replace(os.sep, "/"))


class Parser(Protocol):
    """Turns the lines of one source into rows, in order, one call a line."""

    def line(self, line: Line, number: int) -> None:
        """Take in one non-blank line; raise any ValueError if it cannot be read."""

    def rows(self) -> Rows:
        """All rows made or changed since this parser was made; `source` is left 0."""

    def state(self) -> bytes:
        """What a new parser needs to go on after the last line; small, whatever the file's size.

        Empty where later lines may rewrite earlier ones: a grown file is then read from its start.
        """


class Refusal:
    """A parser for a document that is none, which says so once and not a line."""

    def __init__(self, reason: str) -> None:
        self._reason: str | None = reason

    def line(self, _line: Line, _number: int) -> None:
        """Refuse the first line."""
        reason, self._reason = self._reason, None
        if reason is not None:
            raise NotASessionError(reason)

    def rows(self) -> Rows:
        """None."""
        return Rows()

    def state(self) -> bytes:
        """Nothing to go on with."""
        return b""


Counts = list[tuple[int, str, int | None]]
"""Requests of a thread in order: line, key, instant."""
NativeLine = Callable[[Counts, Counts | None, list[Counts]], int]
"""Of a child's, its parent's (None: absent) and its earlier siblings' requests."""


CAPABILITIES = {
    "tok": "tokens",
    "cache": "cache",
    "cost": "own cost",
    "first": "first sign",
    "dur": "durations",
    "tdur": "tool time",
    "tres": "tool result",
    "code": "lines",
    "appr": "approvals",
    "branch": "branch",
    "subagents": "sub-agents",
}
"""What an engine may record: where it does not, the numbers made of it are unknown."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An engine: where its sessions lie, and how one file becomes records."""

    engine: str
    title: str
    colour: str
    """A VS Code theme colour id for charts and icons."""
    version: int
    """Raised whenever the same file would give other rows; caches of another version are redone."""
    folders: Callable[[Environment], list[Path]]
    """Folders to search, whether or not they exist."""
    wanted: Callable[[PurePosixPath], bool]
    """Whether a path below such a folder is a session file, by its name alone."""
    provider: str
    """Whose model it is when a record does not say."""
    capabilities: frozenset[str]
    """What the engine records: tok cache first dur tdur tres code appr branch subagents cost."""
    parser: Callable[[Source, bytes | None], Parser] | None = None
    """For logs: a parser of lines for a source, new or going on from a saved state."""
    document: Callable[[Source, Any], Rows] | None = None
    """For JSON documents, decoded: all rows; NotASessionError where it is a log or foreign."""
    database: Callable[[Source, Connection], Rows] | None = None
    """For SQLite stores, opened read-only: all rows of all their sessions."""
    native_line: NativeLine | None = None
    """Where a fork's own work begins, for files that cannot tell by themselves."""
    entered: Callable[[PurePosixPath], bool] | None = None
    """Which folders below a root are searched; None: all."""
    beside: Callable[[str], Iterable[str]] | None = None
    """Paths whose content a session file's rows also depend on: it is read when they change."""


@dataclass(slots=True)
class Position:
    """How far a source was read, and what tells whether it is still the same file."""

    offset: int = 0
    line: int = 0
    """Complete lines read."""
    guard: int = 0
    """Checksum of the bytes just before `offset`."""
    tail: int = 0
    """Length of a last line without line feed that counted, 0 if none."""
    tail_guard: int = 0


@dataclass(slots=True)
class Work:
    """Exact counts of what reading did."""

    files_opened: int = 0
    bytes_read: int = 0
    lines_decoded: int = 0
    lines_retried: int = 0


@dataclass(slots=True)
class Reading:
    """What reading a source from a position on gave."""

    rows: Rows
    position: Position
    state: bytes
    size: int
    restarted: bool
    """The file was not the one read before, so it was read from its start."""


def open_regular(path: str) -> int:
    """Open a regular file for reading, never a link, pipe or device."""
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(f"not a regular file: {path!r}")
    return descriptor


def read(
    adapter: Adapter,
    source: Source,
    position: Position | None,
    state: bytes | None,
    work: Work,
    stopped: Callable[[], bool] = lambda: False,
) -> Reading:
    """Read a source from where the last read ended, or from its start when it is another file."""
    descriptor = open_regular(source.path)
    try:
        work.files_opened += 1
        size = os.fstat(descriptor).st_size
        if adapter.database is not None and os.read(descriptor, 16) == SQLITE_HEADER:
            work.bytes_read += size
            return whole(sqlite.rows(source, adapter.database), size)
        resumed = position is not None and bool(state) and _continues(descriptor, position, size)
        if adapter.document is not None and not resumed:
            rows = _read_document(descriptor, adapter.document, source, size, work)
            if rows is not None:
                return whole(rows, size)
        if adapter.parser is None:
            return whole(_unknown(f"not a {adapter.title} session"), size)
        begin = position if resumed and position else Position()
        parser = adapter.parser(source, state if resumed else None)
        return _read_on(descriptor, parser, begin, work, stopped, not resumed)
    finally:
        os.close(descriptor)


def whole(rows: Rows, size: int) -> Reading:
    """A reading of all there is, which never goes on: the next change is read from the start."""
    return Reading(rows, Position(guard=-1), b"", size, restarted=True)


def _unknown(reason: str) -> Rows:
    return Rows(problem=[Problem(kind="skipped", reason=reason)])


def _read_document(
    descriptor: int, document: Callable[[Source, Any], Rows], source: Source, size: int, work: Work
) -> Rows | None:
    """The rows of a JSON document; None where the file is a log of lines."""
    if size > LARGEST_DOCUMENT:
        return _unknown(f"document larger than {LARGEST_DOCUMENT >> 20} MiB")
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        content = file.read(LARGEST_DOCUMENT)
    try:
        value = _tolerant(content)
    except (ValueError, RecursionError):
        return None
    try:
        rows = document(source, value)
    except NotASessionError:
        return None
    work.bytes_read += len(content)
    return rows


def _continues(descriptor: int, position: Position, size: int) -> bool:
    """Whether the file still begins with what was read of it."""
    if size < position.offset + position.tail:
        return False
    if position.guard != _guard(descriptor, position.offset):
        return False
    if not position.tail:
        return True
    os.lseek(descriptor, position.offset, os.SEEK_SET)
    tail = os.read(descriptor, position.tail + 1)
    same = zlib.crc32(tail[: position.tail]) == position.tail_guard
    return same and tail[position.tail :] in (b"", b"\n", b"\r")


def _guard(descriptor: int, offset: int) -> int:
    start = max(0, offset - GUARD_BYTES)
    os.lseek(descriptor, start, os.SEEK_SET)
    return zlib.crc32(os.read(descriptor, offset - start))


def _read_on(
    descriptor: int,
    parser: Parser,
    begin: Position,
    work: Work,
    stopped: Callable[[], bool],
    restarted: bool,
) -> Reading:
    problems: list[Problem] = []
    offset, number, carry, skipping = begin.offset, begin.line, b"", False
    os.lseek(descriptor, offset, os.SEEK_SET)
    # A line of many blocks is carried over as often as it doubles, not once a block.
    while block := os.read(descriptor, max(BLOCK_BYTES, len(carry))):
        if stopped():
            raise StoppedError
        work.bytes_read += len(block)
        if skipping:
            end = block.find(b"\n")
            if end < 0:
                offset += len(block)
                continue
            offset, number, skipping = offset + end + 1, number + 1, False
            block = block[end + 1 :]
        data = carry + block if carry else block
        start, number = _take_lines(parser, data, number, offset, work, problems)
        offset += start
        carry = data[start:]
        if len(carry) > LONGEST_LINE:
            reason = f"line longer than {LONGEST_LINE >> 20} MiB"
            skipped = Problem(line=number + 1, offset=offset, kind="skipped", reason=reason)
            problems.append(skipped)
            offset, carry, skipping = offset + len(carry), b"", True
    position = Position(offset=offset, line=number, guard=_guard(descriptor, offset))
    if skipping:
        # The end of the long line is still to come: begin again at its start next time.
        problems.pop()
        position = begin if begin.offset else Position()
    state = parser.state()
    if carry and _complete(carry):
        position.tail, position.tail_guard = len(carry), zlib.crc32(carry)
        _take(parser, memoryview(carry), number + 1, offset, work, problems)
    rows = parser.rows()
    rows.problem = [*problems, *rows.problem]
    return Reading(rows, position, state, offset + len(carry), restarted)


def _take_lines(
    parser: Parser, data: bytes, number: int, offset: int, work: Work, problems: list[Problem]
) -> tuple[int, int]:
    """Give all complete lines to the parser; where the last of them ends, and its number.

    Nearly every line begins with a brace and can be read: those cost one call each.
    """
    view, find, take = memoryview(data), data.find, parser.line
    start = 0
    while (end := find(b"\n", start)) >= 0:
        number += 1
        line = view[start:end]
        if data[start] == _BRACE and data[end - 1] != _RETURN:
            work.lines_decoded += 1
            try:
                take(line, number)
            except (ValueError, RecursionError) as error:
                _take_again(parser, line, number, offset + start, work, problems, error)
        else:
            _take(parser, line, number, offset + start, work, problems)
        start = end + 1
    return start, number


def _take(
    parser: Parser, line: memoryview, number: int, offset: int, work: Work, problems: list[Problem]
) -> None:
    """Give a line to the parser: without mark and line end, unless it is blank."""
    if offset == 0 and bytes(line[:3]) == b"\xef\xbb\xbf":
        line = line[3:]
    if line and line[-1] == _RETURN:
        line = line[:-1]
    if not line or (not bytes(line[:64]).strip() and not bytes(line).strip()):
        return
    work.lines_decoded += 1
    try:
        parser.line(line, number)
    except (ValueError, RecursionError) as error:
        _take_again(parser, line, number, offset, work, problems, error)


def _take_again(
    parser: Parser,
    line: memoryview,
    number: int,
    offset: int,
    work: Work,
    problems: list[Problem],
    refused: Exception,
) -> None:
    """Give a refused line to the parser once more, repaired; else it is a Problem."""
    if isinstance(refused, NotASessionError):
        skipped = Problem(line=number, offset=offset, kind="skipped", reason=str(refused))
        problems.append(skipped)
        return
    work.lines_retried += 1
    try:
        parser.line(repaired(bytes(line)), number)
    except (ValueError, RecursionError) as error:
        problems.append(Problem(line=number, offset=offset, reason=_reason(error)))


def _reason(error: Exception) -> str:
    """Why a line could not be read, without any of its text."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg.lower()} at byte {error.pos}"
    if isinstance(error, msgspec.ValidationError):
        return f"unexpected shape: {error}"
    return "not a JSON object"


def _complete(tail: bytes) -> bool:
    """Whether a last line without line feed is a whole JSON object."""
    if not tail.rstrip().endswith(b"}"):
        return False
    try:
        return isinstance(_tolerant(tail), dict)
    except (ValueError, RecursionError):
        return False


def _tolerant(line: bytes) -> Any:
    text = line.decode("utf-8", "replace").removeprefix("\ufeff")
    return json.loads(text, strict=False, parse_constant=str, parse_int=_integer)


def _integer(digits: str) -> int | str:
    """An integer as typed decoders can hold it; longer ones stay text, so they are unknown."""
    if len(digits) > 19:
        return digits[:40]
    return int(digits)


def repaired(line: bytes) -> bytes:
    """A line that strict decoders refuse, written anew so that they can read it.

    Half emoji, raw control characters and bytes that are not UTF-8 occur in real files.
    """
    value = _tolerant(line)
    if not isinstance(value, dict):
        raise NotAnObjectError
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return clean(text).encode()


def clean(text: str) -> str:
    """Text with surrogate pairs joined and lone halves replaced, so that it is valid UTF-8."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def lines_of(path: Path) -> Iterator[tuple[int, bytes]]:
    """All lines of a file with their numbers: for a drill-down, which needs their text."""
    descriptor = open_regular(str(path))
    with os.fdopen(descriptor, "rb") as file:
        number = 0
        while line := file.readline(LONGEST_LINE):
            number += 1
            yield number, line.rstrip(b"\r\n")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_moment = datetime.fromisoformat


def instant(value: object) -> int | None:
    """An instant in UTC microseconds: ISO 8601 text, or a number of s, ms or µs by its size.

    Any ISO form; finer digits than microseconds are cut, no zone means UTC.
    """
    if isinstance(value, str):
        try:
            moment = _moment(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            since = moment - _EPOCH
        except (ValueError, OverflowError):
            return None
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 < value < 1e17:
        return None
    if value >= 1e14:
        return int(value)
    if value >= 1e11:
        return int(value * 1000)
    return int(value * 1_000_000)


def count(value: object) -> tuple[int | None, bool]:
    """A token count and whether the value is odd: unknown and odd are not the same as absent.

    None is neither; a whole float is a count; anything negative, fractional, boolean, textual
    or beyond 2^53 is unknown and odd.
    """
    if value is None:
        return None, False
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_COUNT:
        return value, False
    if isinstance(value, float) and value.is_integer() and 0 <= value <= LARGEST_COUNT:
        return int(value), False
    return None, True


def kept(text: str | None) -> str | None:
    """A name or path, cut to what is kept."""
    if text is None or len(text) <= KEPT_TEXT:
        return text
    return text[:KEPT_TEXT]


_SECRET = re.compile(
    r"sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}"
    r"|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}"
    r"|glpat-[A-Za-z0-9_-]{16,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}"
    r"|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.?[A-Za-z0-9_-]*"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*|(?i:bearer )[A-Za-z0-9._~+/-]{16,}"
    r"|(?i:(?:api[_-]?key|token|secret|password|passwd)\s*[=:]\s*)[^\s'\",;]{6,}"
)
TITLE_LENGTH = 100


def title_of(prompt: str) -> str | None:
    """A title out of a first prompt: one line, secret patterns masked, at most 100 characters."""
    head = " ".join(prompt[: TITLE_LENGTH * 40].split())
    masked = _SECRET.sub("•••", head)[:TITLE_LENGTH].strip()
    return clean(masked) or None


def text_lines(text: str) -> int:
    """Lines of a text: a final line feed begins no further line, and nothing has none."""
    return text.count("\n") + (not text.endswith("\n")) if text else 0


def shell_program(command: str) -> str | None:
    """The program a shell command runs, behind assignments, `env`, `timeout`, `npx` and a path."""
    first = command.split(None, 1)[:1]
    if first and first[0].isalnum() and first[0] not in _BEFORE_PROGRAMS:
        return kept(first[0])
    words = iter(command.split(None, 24)[:24])
    for word in words:
        name = word.strip("'\"").rpartition("/")[2]
        if _ASSIGNMENT.fullmatch(word):
            continue
        if name == "timeout":
            next(words, None)
        elif name and name not in _BEFORE_PROGRAMS and not word.startswith("-"):
            return kept(name)
    return None


_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*")
_BEFORE_PROGRAMS = frozenset({"env", "npx", "exec", "sudo", "time", "timeout"})
HELPERS = frozenset({"codex", "gemini", "copilot", "opencode", "claude", "cursor-agent"})
