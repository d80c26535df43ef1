"""What an engine's adapter is, and what its parsers promise."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct, field

from sightline.folders import data_folder
from sightline.records import Rows

if TYPE_CHECKING:
    from sqlite3 import Connection

Line = bytes


class NotASessionError(ValueError):
    """The content is not of this engine: said by a parser, kept as one Problem for the file."""


class NotAnObjectError(ValueError):
    """A line is JSON, but no object."""


class Environment(Struct, frozen=True):
    """Where a user's files may lie: home folder and environment variables."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    untrusted: tuple[Path, ...] = ()
    """Folders in which nothing may be read."""

    @property
    def data(self) -> Path:
        """Where Sightline keeps a user's own records and settings."""
        return data_folder(self.variables, self.home)

    def folders(self, name: str) -> list[Path]:
        """The folders a variable names (comma-separated), or none."""
        parts = self.variables.get(name, "").split(",")
        return [Path(part.strip()).expanduser() for part in parts if part.strip()]


class Source(Struct, frozen=True):
    """A session file to be read."""

    engine: str
    root: str
    """The folder searched, absolute."""
    path: str
    """Absolute."""

    @property
    def relative(self) -> PurePosixPath:
        """The path below its root, with forward slashes."""
        root, path = self.root + os.sep, self.path
        below = path[len(root) :] if path.startswith(root) else os.path.relpath(path, self.root)
        return PurePosixPath(below.replace(os.sep, "/"))


class Parser(Protocol):
    """Turns the lines of one source into rows, in order."""

    def rows(self) -> Rows:
        """All rows made or changed since this parser was made; `source` is left 0."""

    def state(self) -> bytes:
        """What a new parser needs to go on after the last line; small, whatever the file's size.

        Empty where later lines may rewrite earlier ones: a grown file is then read from its start.
        """


class LineParser(Parser, Protocol):
    """Is given one line a call, and decodes it."""

    def line(self, line: Line, number: int) -> None:
        """Take in one non-blank line; raise any ValueError if it cannot be read."""


class Records(Protocol):
    """Decoded lines in order, and where the one at hand stands."""

    number: int
    """Before some are given, that of the line before; who takes them in counts each."""

    @property
    def line(self) -> Line:
        """The line at hand, without what ends it."""

    def __iter__(self) -> Iterator[list[Any]]:
        """The records of the lines that can be read, of some lines in a row at a time."""


class RecordParser(ABC):
    """A parser given many lines a call, decoded by its decoder: quicker, for large logs.

    A class, as a look at a protocol's members would be taken for each file.
    """

    decode: Callable[[Line], Any]
    """What makes a record of a line; raises any ValueError if it cannot."""

    @abstractmethod
    def rows(self) -> Rows:
        """As of any `Parser`."""

    @abstractmethod
    def state(self) -> bytes:
        """As of any `Parser`."""

    @abstractmethod
    def take(self, records: Records) -> None:
        """Take in records; whatever they hold, it raises nothing."""


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
NativeLine = Callable[[Counts, Counts | None, list[Counts]], tuple[int, bool]]
"""Of a child's, its parent's (None: absent) and its earlier siblings' requests: the line where
its own work begins, 0 for none, and whether that is a guess."""
CountedOn = Callable[[str, Counts, int | None], dict[str, int] | None]
"""Of the key of a child's first request, its parent's requests and when the child was made: the
tokens of that request; None where they are certain by themselves."""
Added = dict[str, int] | None
"""The tokens a request adds, none named where it stands as it is; None where it adds nothing."""


class Joining(Struct, frozen=True):
    """How the files of one session are read as one stream."""

    order: Callable[[str, int | None], Any]
    """Sorts them, by path and beginning."""
    added: Callable[[Sequence[Counts]], list[list[Added]]]
    """What each of their requests adds."""


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


class Adapter(Struct, frozen=True):
    """An engine: where its sessions lie, and how one file becomes records."""

    engine: str
    title: str
    colour: str
    """A VS Code theme colour id for charts and icons."""
    version: int
    """Raised whenever the same file would give other rows; caches of another version are redone."""
    folders: Callable[[Environment], list[Path]]
    """Folders to search, whether or not they exist."""
    wanted: Callable[[tuple[str, ...], str], bool]
    """Whether a file is a session file, by the names of the folders below such a folder and its
    own alone."""
    provider: str
    """Whose model it is when a record does not say."""
    capabilities: frozenset[str]
    """What the engine records: tok cache first dur tdur tres code appr branch subagents cost."""
    in_projects: str | None = None
    """The folder in a project that holds sessions, for engines that keep them there."""
    resume: str | None = None
    """The command that goes on with a session, up to its id; its first word is the engine's CLI."""
    parser: Callable[[Source, bytes | None], LineParser | RecordParser] | None = None
    """For logs: a parser of lines for a source, new or going on from a saved state."""
    document: Callable[[Source, Any], Rows] | None = None
    """For JSON documents, decoded: all rows; NotASessionError where it is a log or foreign."""
    database: Callable[[Source, Connection], Rows] | None = None
    """For SQLite stores, opened read-only: all rows of all their sessions."""
    said: Callable[[Connection, str], Iterator[bytes]] | None = None
    """For SQLite stores: the JSON of a session's messages, by its native id."""
    said_beside: Callable[[str], Iterable[str]] | None = None
    """Files of the messages of a session's file, where that has none of its own."""
    native_line: NativeLine | None = None
    """Where a fork's own work begins, for files that cannot tell by themselves."""
    counted_on: CountedOn | None = None
    """What a child's first running total adds, where it may go on from its parent's."""
    joining: Joining | None = None
    """For logs that may hold a part of a session each: how its requests count together."""
    entered: Callable[[tuple[str, ...]], bool] | None = None
    """Which folders below a root are searched, by the names that lead there; None: all."""
    beside: Callable[[str], Iterable[str]] | None = None
    """Paths whose content a session file's rows also depend on: it is read when they change."""
    called: Callable[[str, str], str | None] | None = None
    """What a list kept apart calls the session of a root's file: it is read when that changes."""

    def wants(self, path: str) -> bool:
        """Whether a path below one of its folders is a session file."""
        *folders, name = Path(path).parts
        return self.wanted(tuple(folders), name)
