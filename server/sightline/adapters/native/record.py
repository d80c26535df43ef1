"""The session metadata record, as far as the index keeps what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import NotASessionError, count, instant, title_of
from sightline.adapters.inline import OURS, stated
from sightline.adapters.native.places import project_of
from sightline.adapters.values import mapping, name, objects, text
from sightline.records import Record, Rows, Session

if TYPE_CHECKING:
    from sightline.adapters.base import Source

SCHEMA = "sightline.session/"
ENGINE = "native"
EDITED = 6
"""Above every title of a transcript: a person gave it here."""
_EDITABLE = {
    "title": "title", "tags": "tags", "pinned": "pinned", "archived": "archived",
    "resumeSessionIds": "resume",
}  # fmt: skip
"""Fields of the record and columns of the row."""


def document(source: Source, value: Any) -> Rows:
    """The session a record names, ours or that of a transcript."""
    record = mapping(value)
    schema = record.get("schema")
    if not isinstance(schema, str) or not schema.startswith(SCHEMA):
        raise NotASessionError
    engine = name(record.get("engine")) or ENGINE
    native_id = name(record.get("nativeId")) or source.relative.stem
    thread = f"{engine}:{native_id}"
    recorded = text(record.get("title"))
    title = title_of(recorded) if recorded is not None else None
    edited = mapping(record.get("edited"))
    is_edited = "title" in edited
    row = stated(record, thread, OURS)
    row.revision = _revision(record.get("revision"))
    if objects(record.get("reviews")):
        row.quality = None  # repeats what the reviews beside it say
    if engine != ENGINE:
        row = _as_edited(row, edited)
        if title is None or not is_edited:
            return Rows(record=[row])
        companion = Session(
            thread=thread, session=thread, native_id=native_id, title=title, title_rank=EDITED
        )
        return Rows(session=[companion], record=[row])
    session = Session(
        thread=thread, session=thread, native_id=native_id, agent="main",
        title=title, title_rank=0 if title is None else EDITED if is_edited else 3,
        first_ts=instant(record.get("createdAt")), last_ts=instant(record.get("updatedAt")),
        cwd=name(record.get("project")) or project_of(source), branch=name(record.get("branch")),
        ended=bool(mapping(record.get("report"))),
    )  # fmt: skip
    return Rows(session=[session], record=[row])


def _as_edited(row: Record, edited: dict[str, Any]) -> Record:
    """What of a companion holds: the rest repeats its transcript as it once was."""
    kept = {column: getattr(row, column) for field, column in _EDITABLE.items() if field in edited}
    return Record(
        key=row.key, thread=row.thread, session=row.session, rank=row.rank,
        revision=row.revision, plugins=row.plugins, **kept,
    )  # fmt: skip


def _revision(value: object) -> int:
    known, _ = count(value)
    return known if known is not None else 0
