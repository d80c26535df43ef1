"""`index.json` beside records: a compact copy for the lists of other programs, never read by us.

The records are the truth. Where the index says something else, is damaged or missing, it is
written anew; whoever reads it meanwhile finds the old one or the new one, whole.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sightline.errors import RecordError
from sightline.files import write_whole
from sightline.metadata.keeping import locked, members_at, revision_of
from sightline.metadata.places import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sightline.metadata.keeping import Style
    from sightline.metadata.members import Members

SCHEMA = "sightline.sessions/1"
_COPIED = (
    "id", "nativeId", "engine", "title", "agent", "model", "createdAt", "updatedAt",
    "messageCount",
)  # fmt: skip
_KEPT = ("tags", "archived", "pinned")

Entry = dict[str, Any]


def rewrite(folder: Path, now: str, style: Style) -> bool:
    """Bring a folder's index in line with its records; whether it had to be written.

    Without records and without an index there is nothing to do.
    """
    if not folder.is_dir() or folder.is_symlink():
        return False
    with locked(folder):
        path, entries = folder / INDEX, _entries(folder)
        if _listed(path) == entries or (not entries and not path.exists()):
            return False
        index = {"schema": SCHEMA, "generatedAt": now, "sessions": entries}
        written = (
            json.dumps(index, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            if style.compact
            else json.dumps(index, ensure_ascii=False, allow_nan=False, indent=2)
        )
        write_whole(path, (written, "\n"))
        return True


def _listed(path: Path) -> list[Entry] | None:
    """What the index holds; None where it is missing, damaged or of another kind."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("schema") != SCHEMA:
        return None
    sessions = found.get("sessions")
    return sessions if isinstance(sessions, list) else None


def _entries(folder: Path) -> list[Entry]:
    """One entry a session, by file name; of two records of one session the later writing counts."""
    best: dict[tuple[Any, Any], tuple[tuple[int, int, str], Entry]] = {}
    for path, record in _records(folder):
        entry = _entry(path, record)
        weight = (revision_of(record), entry["mtimeMs"], path.name)
        key = (str(entry["engine"]), str(entry["nativeId"] or path.stem))
        if key not in best or weight > best[key][0]:
            best[key] = (weight, entry)
    return sorted((entry for _, entry in best.values()), key=lambda entry: str(entry["file"]))


def _records(folder: Path) -> Iterator[tuple[Path, Members]]:
    """The folder's records; what is none is left out."""
    for path in sorted(folder.glob("*.json")):
        if path.name == INDEX or not path.is_file():
            continue
        try:
            record = members_at(path)
        except (RecordError, OSError):
            continue
        if record is not None:
            yield path, record


def _entry(path: Path, record: Members) -> Entry:
    status = path.stat()
    cost, quality = record.value("cost"), record.value("quality")
    return {
        "file": path.name,
        "mtimeMs": status.st_mtime_ns // 1_000_000,
        "size": status.st_size,
        **{name: record.value(name) for name in _COPIED},
        "totalUsd": cost.get("totalUsd") if isinstance(cost, dict) else None,
        "overall": quality.get("overall") if isinstance(quality, dict) else None,
        **{name: record.value(name) for name in _KEPT},
    }
