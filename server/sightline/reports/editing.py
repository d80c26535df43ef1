"""Changing a session's own record: what every door does for an edit, a review or a deletion.

A transcript is never written. Its record lies in the session's project, or in the user's data
folder where the project may not be written; what a user edited there wins over the transcript.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sightline.errors import RecordError, SightlineError
from sightline.metadata import edits as user_edits
from sightline.metadata import keeping, places, reviews, workspaces
from sightline.metadata.record import SessionRecord
from sightline.reports import scope
from sightline.reports.briefs import briefs
from sightline.reports.payload.edits import (
    DeleteParams,
    DeletePayload,
    EditParams,
    EditPayload,
    KeptRecord,
    Refused,
)
from sightline.reports.session import resolve_id
from sightline.reports.session_report import session_record
from sightline.store import lookups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.metadata.edits import Edits
    from sightline.metadata.keeping import Kept
    from sightline.metadata.members import Members
    from sightline.reports.report import Context

ELSEWHERE = "Records of sessions whose project is not trusted or read-only are kept in {folder}."
_NATIVE = "native"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session's record lies or is to lie, and its fields as they are now."""

    id: str
    path: Path
    fresh: dict[str, Any]
    tags: tuple[str, ...]
    project: Path | None
    """The project that holds it; None: the user's data folder does."""


def place_of(context: Context, wanted: str) -> Place:
    """The record of the session that an id names."""
    with context.index.reading() as connection:
        id_ = resolve_id(connection, wanted)
        facts = lookups.facts(connection, [id_])[id_]
        known = lookups.source_path(connection, facts.record)
    (brief,) = briefs(context, [id_])
    record = session_record(brief)
    fresh = record.model_dump(mode="json", by_alias=True, exclude={"metadata"})
    if known is not None and Path(known).exists():
        # Where `.sightline/sessions/<id>.json` lies tells whose project it is.
        return Place(id_, Path(known), fresh, record.tags, _project_around(Path(known)))
    project = None if facts.project is None else Path(facts.project)
    if project is None or not _may_write(context, project):
        project = None
    return Place(id_, folder_for(context, project) / places.file_name(id_), fresh, record.tags,
                 project)  # fmt: skip


def folder_for(context: Context, project: Path | None) -> Path:
    """Where records of a project go; None: of no project that may be written."""
    if project is not None:
        return places.record_folder(project)
    return places.data_records(context.index.environment.data)


def _may_write(context: Context, project: Path) -> bool:
    untrusted = context.index.environment.untrusted
    return not places.is_below(project, untrusted) and places.may_hold_records(project)


def _project_around(path: Path) -> Path | None:
    folder = path.parent
    return folder.parents[1] if folder.parts[-2:] == places.FOLDER.parts else None


def writable_project(context: Context, project: Path) -> Path | None:
    """The project, if records may be written to it."""
    return project if _may_write(context, project) else None


def style(context: Context) -> keeping.Style:
    """How records are written."""
    return keeping.style_of(
        context.settings.compact_session_json, context.index.environment.variables
    )


def _registered(context: Context, project: Path | None) -> None:
    """Have every surface read this project's records from now on."""
    if project is not None:
        workspaces.register(context.index.environment.data, (project,))


def _now(context: Context) -> str:
    return scope.iso_now(context)


def edit_one(
    context: Context, wanted: str, edits: Edits, revision: int | None = None
) -> tuple[Place, Kept]:
    """Put a user's edits into a session's record; ConflictError if it is not `revision` any more.

    The index knows of it after its next refresh.
    """
    place = place_of(context, wanted)

    def change(record: Members) -> None:
        user_edits.apply(edits, record, place.tags, _now(context))

    kept = keeping.revise(place.path, place.fresh, change, style(context), revision)
    _registered(context, place.project)
    return place, kept


def attach_review(
    context: Context, wanted: str, header: Mapping[str, Any], sarif: Mapping[str, Any]
) -> Kept:
    """Keep a review of a session: its findings as SARIF beside the record, its header in it.

    `n` and `file` are added to the header. The index knows of it after its next refresh.
    """
    place = place_of(context, wanted)
    kept = reviews.attach_review(place.path, place.fresh, header, sarif, style(context))
    _registered(context, place.project)
    return kept


def renew(context: Context, wanted: str) -> Kept:
    """Write a session's record with its fields as they are now."""
    place = place_of(context, wanted)
    return keeping.revise(place.path, place.fresh, lambda _record: None, style(context))


def edit(context: Context, params: EditParams) -> tuple[EditPayload, list[str]]:
    """Edit one session or several; the answer, and the files written.

    Of one session a refusal is raised, of several it is told beside what was done.
    """
    done: list[tuple[Place, Kept]] = []
    refused: list[Refused] = []
    for wanted in params.named:
        try:
            done.append(edit_one(context, wanted, params.edits, params.revision))
        except SightlineError as error:
            if params.id is not None:
                raise
            refused.append(Refused(id=wanted, message=str(error)))
    elsewhere = any(place.project is None for place, _ in done)
    folder = places.data_records(context.index.environment.data)
    payload = EditPayload(
        records=tuple(_kept(place, kept) for place, kept in done),
        refused=tuple(refused),
        notice=ELSEWHERE.format(folder=folder) if elsewhere else None,
    )
    return payload, [str(place.path) for place, _ in done]


def _kept(place: Place, kept: Kept) -> KeptRecord:
    try:
        record = SessionRecord.model_validate({"metadata": {}, **kept.values})
    except ValidationError as error:
        raise RecordError(f"{place.path.name} has fields that cannot be read.") from error
    return KeptRecord(id=place.id, revision=kept.revision, path=str(place.path), record=record)


def delete(context: Context, params: DeleteParams) -> tuple[DeletePayload, list[str]]:
    """Delete sessions Sightline recorded, and companion records; the answer, and the files gone."""
    deleted, gone = [], []
    refused: list[Refused] = []
    for wanted in params.named:
        try:
            id_, files = _delete_one(context, wanted)
        except SightlineError as error:
            if params.id is not None:
                raise
            refused.append(Refused(id=wanted, message=str(error)))
        else:
            deleted.append(id_)
            gone += files
    return DeletePayload(deleted=tuple(deleted), refused=tuple(refused)), gone


def _delete_one(context: Context, wanted: str) -> tuple[str, list[str]]:
    with context.index.reading() as connection:
        id_ = resolve_id(connection, wanted)
        facts = lookups.facts(connection, [id_])[id_]
        sources = [source for source in (facts.record, facts.source) if source is not None]
        known = lookups.source_paths(connection, sources)
    record = known.get(facts.record) if facts.record is not None else None
    if record is None and facts.engine == _NATIVE and facts.source is not None:
        # Events whose record is gone are a session of ours all the same.
        record = str(Path(known[facts.source]).with_suffix(".json"))
    if record is None:
        raise RecordError(
            "Its transcript belongs to its engine and is not deleted here: reveal the file instead."
        )
    return id_, [str(path) for path in keeping.delete(Path(record))]
