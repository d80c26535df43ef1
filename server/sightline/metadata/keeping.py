"""Reading, changing and deleting one record file, as one step for all processes."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout
from msgspec import Struct

from sightline.errors import ConflictError, RecordError
from sightline.files import write_whole
from sightline.metadata.members import Members
from sightline.metadata.record import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

LOCK_SECONDS = 5.0
LARGEST = 16 << 20
_COMPACT = ("SIGHTLINE_COMPACT_SESSION_JSON", "RADIUM_COMPACT_SESSION_JSON")
_LAST: dict[str, Any] = {"metadata": {}, "edited": {}, "reviews": [], "report": {}}
"""What stands behind the record's fields, and begins empty."""


class Style(Struct, frozen=True):
    """How records are written."""

    compact: bool = False
    """In one line."""


def style_of(compact: bool, variables: Mapping[str, str]) -> Style:
    """The setting, or a variable that is exactly `true` or `1`."""
    return Style(compact or any(variables.get(name) in ("true", "1") for name in _COMPACT))


class Kept(Struct, frozen=True):
    """A record as it is now in its file."""

    path: Path
    revision: int
    values: dict[str, Any]


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Be the only one who writes in a folder of records, which is made if need be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(str(folder / ".lock"), timeout=LOCK_SECONDS, fallback_to_soft=False)
        with lock:
            ignored = folder / ".gitignore"
            if not ignored.exists():
                write_whole(ignored, ("*\n",))
            _sweep(folder)
            yield
    except Timeout as error:
        raise RecordError("Another program is writing session records; try again.") from error
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise RecordError(f"Session records cannot be written here ({reason}).") from error


def _sweep(folder: Path) -> None:
    """Remove what a killed process left: who holds the lock is the only one to write aside."""
    for debris in folder.glob(".*.tmp"):
        debris.unlink(missing_ok=True)


def members_at(path: Path) -> Members | None:
    """The members of a record file; None without one. RecordError where it is none of ours."""
    try:
        if path.is_symlink() or path.stat().st_size > LARGEST:
            raise RecordError(f"{path.name} is no session record; it stays as it is.")
        text = path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise RecordError(f"{path.name} is damaged; it stays as it is.") from error
    try:
        found = Members.parse(text)
        schema = found.value("schema")
    except ValueError as error:
        raise RecordError(f"{path.name} is damaged; it stays as it is.") from error
    if schema != SCHEMA:
        raise RecordError(f"{path.name} is no session record; it stays as it is.")
    return found


def revision_of(record: Members) -> int:
    """Which writing of the record it is; 0 where it says nothing."""
    revision = record.value("revision")
    is_number = isinstance(revision, int) and not isinstance(revision, bool) and revision > 0
    return revision if is_number else 0


def revise(
    path: Path,
    fresh: Mapping[str, Any],
    change: Callable[[Members], None],
    style: Style,
    expected: int | None = None,
) -> Kept:
    """Change a record, or begin it: `fresh` are the fields as the session has them now.

    Fields a user edited stay. With `expected`, another revision is a conflict and nothing is
    written; 0 expects that there is no record yet.
    """
    with locked(path.parent):
        record = members_at(path)
        found = 0 if record is None else revision_of(record)
        if expected is not None and expected != found:
            raise ConflictError
        if record is None:
            record = Members()
        record.set("schema", SCHEMA)
        record.set("revision", found + 1)
        edited = record.value("edited")
        for name, value in fresh.items():
            if not (isinstance(edited, dict) and name in edited):
                record.set(name, value)
        for name, empty in _LAST.items():
            if name not in record:
                record.set(name, empty)
        change(record)
        write_whole(path, (record.text(compact=style.compact), "\n"))
        return Kept(path, found + 1, {name: record.value(name) for name in record.names()})


def delete(path: Path) -> list[Path]:
    """Delete a record with its events and reviews; what was deleted."""
    events, reviews = path.with_suffix(".jsonl"), reviews_folder(path)
    with locked(path.parent):
        gone = [one for one in (path, events, reviews) if os.path.lexists(one)]
        for one in gone:
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()
    return gone


def reviews_folder(path: Path) -> Path:
    """The folder of a record's reviews."""
    return path.with_suffix(".reviews")
