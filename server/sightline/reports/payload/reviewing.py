"""Asking for a review, and what came of it."""

from __future__ import annotations

from pydantic import Field

from sightline.reports.payload.base import Params, Payload
from sightline.reports.payload.quality import Phase, Severity

MOST_IDS = 100
MOST_FINDINGS = 1000


class RunReviewParams(Params):
    """Sessions to review, and by whom."""

    ids: tuple[str, ...] = Field(min_length=1, max_length=MOST_IDS)
    reviewers: tuple[str, ...] | None = None
    """Names; None: all that are found."""
    work_done_token: str | int | None = None
    """Where progress is shown."""


class ImportSarifParams(Params):
    """A file of findings about a session's files."""

    id: str
    path: str
    """Absolute."""


class MeasuredPhase(Payload):
    """A phase that a tool has looked at; one that is missing was not measured."""

    phase: Phase
    score: int
    minutes: int
    """What its findings take."""
    lines: int
    files: int


class ReviewRun(Payload):
    """A reviewer that was asked."""

    reviewer: str
    version: str | None
    files: int
    problem: str | None
    """Why it said nothing."""


class ReviewFinding(Payload):
    """A finding that is open, or was put right since the review before."""

    id: str
    reviewer: str
    rule: str
    message: str
    path: str
    """Below the project."""
    line: int
    phase: Phase
    severity: Severity
    minutes: int
    state: str
    """new, unchanged, or absent: put right."""


class ReviewedSession(Payload):
    """One session, reviewed."""

    id: str
    at: str
    project: str
    phases: tuple[MeasuredPhase, ...]
    overall: int | None
    """The session's score now, by all its reviews."""
    partial: str | None
    previous: int | None
    """The score before."""
    files: int
    lines: int
    whole_files: int
    """Files whose added lines are not known, so that all of their lines were reviewed."""
    skipped: int
    """Files that are gone, elsewhere, no text or too large."""
    errors: int
    warnings: int
    infos: int
    """Open findings by severity."""
    fresh: int
    """Findings that were not there before."""
    corrected: int
    """Findings that were put right since the review before."""
    reviewers: tuple[ReviewRun, ...]
    findings: tuple[ReviewFinding, ...]
    """The first thousand."""
    reports: tuple[str, ...]
    """Files with reports of review agents, in folders the session named."""


class RefusedReview(Payload):
    """A session that was not reviewed, and why."""

    id: str
    message: str


class ReviewsPayload(Payload):
    """What came of a review of several sessions."""

    reviewed: tuple[ReviewedSession, ...]
    refused: tuple[RefusedReview, ...]


class ImportedPayload(Payload):
    """What an imported file added."""

    results: int
    """In the whole file."""
    imported: int
    """In lines the session added."""
    review: ReviewedSession


class ShowFindingsParams(Params):
    """Whose findings are to be shown in the editor."""

    id: str


class ShownPayload(Payload):
    """What is shown in the editor now."""

    files: int
    findings: int
