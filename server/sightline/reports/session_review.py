"""The text of one review of a session: read from its source when it is asked for, kept nowhere."""

from __future__ import annotations

from pydantic import Field

from sightline import reading
from sightline.adapters.base import clean
from sightline.errors import SightlineError
from sightline.records import MINUTES, Severity
from sightline.reports import scope
from sightline.reports.item import PAGE
from sightline.reports.payload.base import MOST, Answer, Params, Payload
from sightline.reports.report import Context, Report
from sightline.reports.session import resolve_id
from sightline.reviewers import agent_reports
from sightline.store import lookups


class ReviewParams(Params):
    """One review of a session."""

    id: str
    review_id: str
    """The review's key, as the session has it."""
    offset: int = Field(0, ge=0, le=MOST)
    """Characters to skip: the `nextOffset` of the answer before."""


class ReviewIssue(Payload):
    """An issue as a review lists it."""

    severity: Severity
    title: str
    path: str | None
    line: int | None


class ReviewTextPayload(Answer):
    """A review as its author wrote it: Markdown of somebody else's, to be shown as text."""

    reviewer: str
    at: str | None
    text: str | None
    """None where there is none to show; `hint` says why."""
    next_offset: int | None
    path: str
    line: int | None
    hint: str | None
    issues: tuple[ReviewIssue, ...]
    """Those it lists one by one, worst first; with the first page of the text alone."""


class UnknownReviewError(SightlineError):
    """The session has no such review (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"No review '{key}' of this session.")


def answer(context: Context, params: ReviewParams) -> ReviewTextPayload:
    """Read the source of the review anew and find its text there."""
    with context.index.reading() as connection:
        id_ = resolve_id(connection, params.id)
        found = lookups.review_source(connection, id_, params.review_id)
    if found is None:
        raise UnknownReviewError(params.review_id)
    text: str | None = None
    hint: str | None = "A local review is a list of findings and has no text."
    if found.origin != "local":
        text = reading.report_text(found.engine, found.root, found.path, found.digest)
        hint = None if text is not None else "Its text is not there any more."
    shown = None if text is None else clean(text)
    end = params.offset + PAGE
    return ReviewTextPayload(
        generated_at=scope.iso_now(context),
        revision=context.index.revision,
        reviewer=found.reviewer,
        at=scope.iso(found.ts),
        text=None if shown is None else shown[params.offset : end],
        next_offset=end if shown is not None and end < len(shown) else None,
        path=found.path,
        line=found.line or None,
        hint=hint,
        issues=() if text is None or params.offset else _issues(text, found.phase),
    )


def _issues(text: str, phase: str | None) -> tuple[ReviewIssue, ...]:
    issues = agent_reports.issues_of(text, phase)
    return tuple(
        ReviewIssue(
            severity=issue.severity,
            title=clean(issue.title),
            path=None if issue.path is None else clean(issue.path),
            line=issue.line,
        )
        for severity in MINUTES
        for issue in issues
        if issue.severity == severity
    )


SESSION_REVIEW = Report(
    "sessionReview", "Review", ReviewParams, ReviewTextPayload, answer, also=frozenset({"disk"})
)
