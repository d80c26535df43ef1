"""The session metadata record: its fields under their usual names, and the file around them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

SCHEMA = "sightline.session/1"
TITLE_LENGTH = 100
PLUGIN_KEY = r"^x-[A-Za-z0-9][A-Za-z0-9._-]*:.+$"
"""`x-<plugin>:<key>`."""

Engine = str
Score = int | None


class _Form(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, defer_build=True
    )


class RecordCost(_Form):
    """What it cost, in USD and tokens."""

    total_usd: float | None
    input_tokens: int | None
    """Neither read from nor written to the cache."""
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None


class RecordDuration(_Form):
    """How long it took."""

    wall_clock_ms: int | None
    active_ms: int | None
    """Time of the model."""


class RecordQuality(_Form):
    """Scores, 0 to 100; absent until reviewed."""

    overall: Score = None
    style: Score = None
    logic: Score = None
    security: Score = None


class SessionRecord(_Form):
    """What is known of a session, for lists, filters and other programs. Null is unknown."""

    id: str = Field(min_length=1)
    title: str
    workspace_id: str
    source: Literal["native", "claude-cli", "imported", "duplicated"]
    created_at: str | None
    """First message, ISO 8601."""
    updated_at: str | None
    """Last activity, ISO 8601."""
    agent: str | None
    """Agent, model and provider are those at the session's end."""
    model: str | None
    provider: str | None
    message_count: int
    cost: RecordCost
    duration: RecordDuration
    quality: RecordQuality | None = None
    tags: tuple[str, ...]
    archived: bool
    pinned: bool
    resume_session_ids: dict[str, str | None] = {}
    """Ids under which command lines know the session."""
    metadata: dict[str, Any] = {}
    """Keys of plugins, `x-<plugin>:<key>`."""
    engine: Engine
    native_id: str
    """The engine's own id."""
    source_path: str | None
    branch: str | None
    project: str


class ReviewHeader(_Form):
    """A review of the session; its findings lie in `file`, as SARIF, in the folder of reviews."""

    model_config = ConfigDict(**_Form.model_config | {"extra": "allow"})

    n: int = Field(ge=1)
    """Which of the session's reviews, from 1."""
    file: str


class RecordFile(SessionRecord):
    """`.sightline/sessions/<id>.json`: the record inline, and what Sightline keeps beside it.

    Other members may stand anywhere and are kept as they are.
    """

    model_config = ConfigDict(**_Form.model_config | {"extra": "allow"})

    format: Literal["sightline.session/1"] = Field(alias="schema")
    revision: int = Field(ge=1)
    """One more at every rewrite."""
    edited: dict[str, str] = {}
    """When a user last set a field; of a companion record these fields win over the transcript."""
    reviews: tuple[ReviewHeader, ...] = ()
    report: dict[str, Any] = {}
    """The SessionReport of a session that was recorded through Sightline and ended."""
