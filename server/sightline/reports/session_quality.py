"""How good one session's work is: its phases, how its score went, and what is still open."""

from __future__ import annotations

import os
from pathlib import PurePath
from typing import TYPE_CHECKING, get_args

from sightline.reports import scope
from sightline.reports.payload.quality import (
    Phase,
    ReviewHeader,
    SessionFinding,
    SessionPhase,
    SessionQuality,
)
from sightline.reviewers.scores import partial, rounded, weights_of
from sightline.store import reviews, scores

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.report import Context
    from sightline.reviewers.scores import Weights
    from sightline.store.reviews import Finding, Given, Standing

PHASES = get_args(Phase)
MOST_FINDINGS = 500


def session_quality(
    context: Context, connection: DuckDBPyConnection, session: str, project: str | None
) -> SessionQuality:
    """The quality of a session, as its reviews stand."""
    weights = weights_of(context.settings.quality.weights)
    standing = reviews.standing(connection, [session]).get(session, ())
    by_phase = {one.phase: one for one in standing}
    found, count = reviews.findings(connection, session, MOST_FINDINGS)
    after = scores.overalls(connection, session, weights)
    held = {one.review for one in standing}
    return SessionQuality(
        overall=reviews.scores_of(connection, [session]).get(session, {}).get("overall"),
        partial=partial({phase: by_phase[phase].score for phase in PHASES if phase in by_phase}),
        phases=tuple(_phase(phase, by_phase.get(phase), weights) for phase in PHASES),
        history=tuple(
            _header(one, after.get(one.key), counts=one.key in held)
            for one in reviews.given(connection, session)
        ),
        findings=tuple(_finding(one, project) for one in found),
        finding_count=count,
    )


def _phase(phase: Phase, standing: Standing | None, weights: Weights) -> SessionPhase:
    together = sum(weights.values())
    return SessionPhase.model_validate(
        {
            "phase": phase,
            "weight": weights[phase] / together if together else 0,
            "score": None if standing is None else rounded(standing.score),
            "origin": None if standing is None else standing.origin,
            "reviewer": None if standing is None else standing.reviewer,
            "at": None if standing is None else scope.iso(standing.ts),
        }
    )


def _header(one: Given, overall: int | None, *, counts: bool) -> ReviewHeader:
    return ReviewHeader.model_validate(
        {
            "id": one.key,
            "at": scope.iso(one.ts),
            "phase": one.phase,
            "score": None if one.score is None else rounded(one.score),
            "statedOverall": None if one.stated_overall is None else rounded(one.stated_overall),
            "origin": one.origin,
            "reviewer": one.reviewer,
            "verdict": one.verdict,
            "errors": one.errors,
            "warnings": one.warnings,
            "infos": one.infos,
            "minutes": one.minutes,
            "lines": one.lines,
            "files": one.files,
            "overall": overall,
            "counts": counts,
        }
    )


def _finding(one: Finding, project: str | None) -> SessionFinding:
    return SessionFinding.model_validate(
        {
            "source": one.reporter,
            "rule": one.rule,
            "severity": one.severity,
            "phase": one.phase,
            "minutes": one.minutes,
            "file": "" if one.path is None else one.path,
            "path": None if one.path is None else place(one.path, project),
            "line": one.line,
            "corrected": one.corrected,
        }
    )


def place(path: str, project: str | None) -> str | None:
    """The whole path of a file of a project; None where it would lead out of it."""
    if project is None:
        return None
    found = PurePath(os.path.normpath(PurePath(project, path)))
    return str(found) if found.is_absolute() and found.is_relative_to(project) else None
