"""Quality: scores of sessions, what was found in them, and who can review."""

from __future__ import annotations

from typing import Literal

from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.scope import PageScope

Phase = Literal["style", "logic", "security"]
Severity = Literal["error", "warning", "info"]
ReviewOrigin = Literal["agent", "recorded", "local"]


class QualityParams(PageScope):
    """A scope, and which of its scored sessions are listed."""

    below: int | None = None
    """Only sessions with an overall score below this."""


class MeanScore(Payload):
    """A mean over the sessions that have the score, and how many they are."""

    mean: float | None
    n: int
    label: Label


class QualityScores(Payload):
    """Means of the whole and of each phase."""

    overall: MeanScore
    style: MeanScore
    logic: MeanScore
    security: MeanScore


class PhaseRow(Payload):
    """One phase: its weight in the whole, and how sessions do in it."""

    phase: Phase
    weight: float
    """Its share of the whole, 0 to 1."""
    mean: float | None
    n: int
    missing: int
    """Scored sessions without this phase, so that their score is partial."""


class ScoredSession(Payload):
    """A session with a score, as its reviews stand."""

    id: str
    title: str
    engine: str
    overall: int
    style: int | None
    logic: int | None
    security: int | None
    partial: str | None
    """What the score lacks: `partial (no security review)`."""
    sources: tuple[ReviewOrigin, ...]
    """Where its scores come from."""
    at: str | None
    """When the latest of them was given."""


class RuleRow(Payload):
    """All findings by one rule of one reviewer."""

    source: str
    """Who found them: rulecatch, ruff, an agent."""
    rule: str
    severity: Severity
    count: int
    corrected: int
    minutes: int
    loss: float | None
    """What the minutes cost in USD at the hourly rate; None without one."""
    session: str
    """Where it was found last, as are file, path and line."""
    file: str
    """As its project names it; empty where none is named."""
    path: str | None
    """Where it lies on this machine; None: outside of the project, or not known."""
    line: int | None


class QualityDay(Payload):
    """One bucket."""

    date: str
    errors: int
    warnings: int
    infos: int
    mean: float | None
    """Of the scored sessions active then."""
    moving_average: float | None
    """Over the sessions active in the seven days that end with it; in day buckets only."""


class ReviewerRow(Payload):
    """A reviewer of this machine."""

    name: str
    title: str
    phases: tuple[Phase, ...]
    found: bool | None
    """None: not looked for, as the workspace is not trusted."""
    enabled: bool
    version: str | None
    last_run: str | None
    install: str | None
    """How to get it; None: it is built in."""


class QualityPayload(ScopedAnswer):
    """How good the work of a scope is, as far as it was reviewed."""

    period: Period
    scores: QualityScores
    scored: int
    """Sessions with a score, of `sessionCount` in the scope."""
    session_count: int
    distribution: tuple[int, ...]
    """Sessions by overall score: 0 to 9, 10 to 19, and so on; the last 90 to 100."""
    phases: tuple[PhaseRow, ...]
    sessions: tuple[ScoredSession, ...]
    """Lowest score first."""
    total: int
    """Sessions in the whole list."""
    next_cursor: int | None
    findings: tuple[RuleRow, ...]
    """Most minutes first."""
    daily: tuple[QualityDay, ...]
    """Oldest first."""
    reviewers: tuple[ReviewerRow, ...]
    rules_problem: str | None
    """Why the user's own table of rules is left out."""


class SessionPhase(Payload):
    """A phase of one session as it stands."""

    phase: Phase
    weight: float
    """Its share of the whole, 0 to 1."""
    score: int | None
    origin: ReviewOrigin | None
    reviewer: str | None
    at: str | None


class ReviewHeader(Payload):
    """A review of one session, or what a review says of one phase."""

    id: str
    """What `sessionReview` is asked with."""
    at: str | None
    phase: Phase | None
    score: int | None
    """None where it gives none that is certain; then it counts in no phase."""
    stated_overall: int | None
    """Of the whole as the report states it; detail only."""
    origin: ReviewOrigin
    reviewer: str
    verdict: str | None
    errors: int | None
    warnings: int | None
    infos: int | None
    minutes: int | None
    """Of a local review: what its findings take, over how many lines and files."""
    lines: int | None
    files: int | None
    overall: int | None
    """The session's score after it."""
    counts: bool
    """Its score stands; else a later or weightier one does."""


class SessionFinding(Payload):
    """Something found in one session."""

    source: str
    rule: str
    severity: Severity
    phase: Phase | None
    minutes: int
    file: str
    """As its project names it; empty where none is named."""
    path: str | None
    """Where it lies on this machine; None: outside of the project, or not known."""
    line: int | None
    corrected: bool


class SessionQuality(Payload):
    """How good one session's work is, as far as it was reviewed."""

    overall: int | None
    partial: str | None
    """What the score lacks."""
    phases: tuple[SessionPhase, ...]
    history: tuple[ReviewHeader, ...]
    """Oldest first."""
    findings: tuple[SessionFinding, ...]
    """Open and weighty ones first; no more than 500."""
    finding_count: int
