"""What a refresh did, what there is then, and how far one in progress is."""

from __future__ import annotations

from msgspec import Struct


class Refreshed(Struct, frozen=True):
    """What a refresh did."""

    sources: int
    files_opened: int
    bytes_read: int
    elapsed_ms: int
    changed: bool
    lines_decoded: int = 0
    lines_retried: int = 0
    rows_written: int = 0
    commits: int = 0


class Held(Struct, frozen=True):
    """What the index holds."""

    sessions: int
    requests: int
    problems: int


class Indexing(Struct, frozen=True):
    """How far a refresh in progress is."""

    done: int
    total: int
    complete_from_ns: int | None
    """All files modified later than this were read."""
