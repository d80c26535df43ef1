"""Changing what is kept of sessions: titles, tags, pins and what plugins noted."""

from __future__ import annotations

from pydantic import Field, model_validator

from sightline.metadata.edits import Edits
from sightline.metadata.record import SessionRecord
from sightline.reports.payload.base import Params, Payload

MOST_IDS = 10_000


class SomeSessions(Params):
    """One session, or several."""

    id: str | None = None
    ids: tuple[str, ...] = Field((), max_length=MOST_IDS)

    @model_validator(mode="after")
    def _one_or_several(self) -> SomeSessions:
        if (self.id is None) != bool(self.ids):
            raise ValueError("either id or ids")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """All that are named."""
        return self.ids if self.id is None else (self.id,)


class EditParams(SomeSessions):
    """What to change; with a revision only if the record is still that one."""

    edits: Edits
    revision: int | None = Field(None, ge=0)
    """`recordRevision` of the session as it was seen."""


class DeleteParams(SomeSessions):
    """Records to delete: Sightline's own, never a transcript."""


class KeptRecord(Payload):
    """A session's record after an edit."""

    id: str
    revision: int
    path: str
    record: SessionRecord


class Refused(Payload):
    """A session of several that could not be changed."""

    id: str
    message: str


class EditPayload(Payload):
    """What became of an edit."""

    records: tuple[KeptRecord, ...]
    refused: tuple[Refused, ...]
    notice: str | None
    """Why records lie elsewhere than in their sessions' projects."""


class DeletePayload(Payload):
    """What was deleted."""

    deleted: tuple[str, ...]
    refused: tuple[Refused, ...]
