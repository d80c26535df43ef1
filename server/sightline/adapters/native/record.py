"""The session metadata record, as far as the index keeps what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import NotASessionError, instant, title_of
from sightline.adapters.native.places import project_of
from sightline.adapters.values import mapping, name, text
from sightline.records import Rows, Session

if TYPE_CHECKING:
    from sightline.adapters.base import Source

SCHEMA = "sightline.session/"
ENGINE = "native"
EDITED = 5
"""Above every title of a transcript: a person gave it here."""


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
    is_edited = "title" in mapping(record.get("edited"))
    if engine != ENGINE:
        if title is None or not is_edited:
            return Rows()
        companion = Session(
            thread=thread, session=thread, native_id=native_id, title=title, title_rank=EDITED
        )
        return Rows(session=[companion])
    session = Session(
        thread=thread, session=thread, native_id=native_id, agent="main",
        title=title, title_rank=0 if title is None else EDITED if is_edited else 3,
        first_ts=instant(record.get("createdAt")), last_ts=instant(record.get("updatedAt")),
        cwd=name(record.get("project")) or project_of(source), branch=name(record.get("branch")),
        ended=bool(mapping(record.get("report"))),
    )  # fmt: skip
    return Rows(session=[session])
