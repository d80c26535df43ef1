"""Reviewing a session: its changed files before the reviewers there are, and what is kept of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sightline.adapters.base import open_regular
from sightline.errors import NotTrustedError, ReviewerError, SightlineError, StoppedError
from sightline.reports import editing, scope
from sightline.reports.changed_files import Changed, changed_files
from sightline.reports.named_reports import named_reports
from sightline.reports.payload.reviewing import (
    ImportedPayload,
    ImportSarifParams,
    MeasuredPhase,
    RefusedReview,
    ReviewedSession,
    ReviewFinding,
    ReviewRun,
    ReviewsPayload,
    RunReviewParams,
)
from sightline.reports.reviewing import rule_table, tools_for
from sightline.reports.session import resolve_id
from sightline.reviewers import importing, keeping, sarif
from sightline.reviewers.base import PHASES, Limits
from sightline.reviewers.review import Review, review
from sightline.reviewers.scores import partial
from sightline.reviewers.tracking import Tracked, tracked
from sightline.store import edits, lookups, reviews
from sightline.store.query import Filter, total

if TYPE_CHECKING:
    from sightline.reports.report import Context

SECONDS = 300.0
"""How long the review of one session may take."""
MOST_FINDINGS = 1000
NOTHING = "None of the files this session changed can be reviewed any more."

Progress = Callable[[int, int], None]


def _unheard(_done: int, _total: int) -> None:
    """Nobody listens to the progress."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Subject:
    """A session before its review."""

    id: str
    project: Path
    changed: Changed
    earlier: tuple[Tracked, ...]
    """The findings of all its reviews."""
    score: int | None
    reports: tuple[keeping.KeptReport, ...]
    """Of review agents, in the folders it named."""


def run(
    context: Context,
    params: RunReviewParams,
    stopped: Callable[[], bool] = _never,
    progress: Progress = _unheard,
) -> tuple[ReviewsPayload, list[str]]:
    """Review sessions one by one; of one a refusal is raised, of several it is told."""
    done: list[ReviewedSession] = []
    refused: list[RefusedReview] = []
    written: list[str] = []
    for number, wanted in enumerate(params.ids):
        progress(number, len(params.ids))
        try:
            subject = subject_of(context, wanted)
            made = _made(context, subject, params.reviewers, stopped)
            payload, files = _kept(context, subject, made, imported=False)
        except StoppedError:
            raise
        except SightlineError as error:
            if len(params.ids) == 1:
                raise
            refused.append(RefusedReview(id=wanted, message=str(error)))
        else:
            done.append(payload)
            written += files
    progress(len(params.ids), len(params.ids))
    return ReviewsPayload(reviewed=tuple(done), refused=tuple(refused)), written


def import_sarif(context: Context, params: ImportSarifParams) -> tuple[ImportedPayload, list[str]]:
    """Take the findings of a file about lines the session added, as a review of their own."""
    subject = subject_of(context, params.id)
    log = sarif.decoded(_content(Path(params.path)))
    taken = importing.imported(log, subject.changed.files, rule_table(context), subject.project)
    payload, written = _kept(context, subject, taken.review, imported=True)
    found = ImportedPayload(
        results=taken.results, imported=len(taken.review.issues), review=payload
    )
    return found, written


def open_findings(context: Context, wanted: str) -> tuple[Path, tuple[ReviewFinding, ...]]:
    """What the newest review of a session found and is still open, below its project."""
    with context.index.reading() as connection:
        id_ = resolve_id(connection, wanted)
        facts = lookups.facts(connection, [id_])[id_]
        newest = reviews.newest_local(connection, id_)
    if facts.project is None or newest is None:
        raise ReviewerError("The session was not reviewed on this machine.")
    found = [one for one in _earlier(newest) if not one.corrected]
    return Path(facts.project), tuple(_finding(one) for one in found[:MOST_FINDINGS])


def _content(path: Path) -> bytes:
    if not path.is_absolute():
        raise ReviewerError("The path of the SARIF file must be absolute.")
    try:
        with os.fdopen(open_regular(str(path)), "rb") as file:
            content = file.read(sarif.LARGEST + 1)
    except (OSError, ValueError) as error:
        raise ReviewerError("The SARIF file cannot be read.") from error
    if len(content) > sarif.LARGEST:
        raise ReviewerError(f"The SARIF file is larger than {sarif.LARGEST >> 20} MiB.")
    return content


def subject_of(context: Context, wanted: str) -> Subject:
    """What there is to review of a session; refused where its project may not be read."""
    with context.index.reading() as connection:
        id_ = resolve_id(connection, wanted)
        facts = lookups.facts(connection, [id_])[id_]
        made = edits.edits_of(connection, id_)
        named = edits.named_by(connection, id_)
        newest = reviews.newest_local(connection, id_)
        score = total(connection, ("quality",), Filter(sessions=(id_,)))["quality"]
    if facts.project is None:
        raise ReviewerError("The session has no project folder to review.")
    project = Path(facts.project)
    if not context.may_review_in(project):
        raise NotTrustedError
    if not project.is_dir():
        raise ReviewerError("The session's project folder is gone.")
    return Subject(
        id_, project, changed_files(project, made), _earlier(newest),
        None if score is None else round(score), named_reports(project, named),
    )  # fmt: skip


def _earlier(path: str | None) -> tuple[Tracked, ...]:
    """The findings of the newest review, which has those of all before it."""
    if path is None:
        return ()
    try:
        return tuple(keeping.read(_content(Path(path))).findings)
    except ReviewerError:
        return ()


def _made(
    context: Context,
    subject: Subject,
    names: Sequence[str] | None,
    stopped: Callable[[], bool],
) -> Review:
    if not subject.changed.files and subject.reports:
        return Review((), (), (), {})
    if not subject.changed.files:
        raise ReviewerError(NOTHING)
    tools = tools_for(context, subject.project, names)
    if not tools:
        raise ReviewerError("None of these reviewers is there, or all are switched off.")
    limits = Limits(time.monotonic() + SECONDS, stopped)
    return review(subject.changed.files, tools, rule_table(context), subject.project, limits)


def _kept(
    context: Context, subject: Subject, made: Review, *, imported: bool
) -> tuple[ReviewedSession, list[str]]:
    """Keep a review beside the session's record, and read it; what came of it."""
    at = scope.iso_now(context)
    findings = tracked(made.issues, subject.earlier, _looked_at(subject, made), at)
    head = keeping.header(subject.id, at, made, imported=imported)
    open_ = keeping.counts(findings)
    short = msgspec.to_builtins(head) | {"findings": dict(open_)}
    content = keeping.written(head, findings, subject.reports)
    kept = editing.attach_review(context, subject.id, short, content)
    file = kept.path.parent / kept.values["reviews"][-1]["file"]
    written = [str(kept.path), str(file)]
    context.index.refresh(paths=written)
    editing.renew(context, subject.id)
    context.index.refresh(paths=written)
    return _payload(context, subject, made, findings, head), written


def _looked_at(subject: Subject, made: Review) -> Callable[[str, str], bool]:
    """Whether a reviewer can have seen a file: it ran on it, or nothing of it is left."""
    seen = {(ran.name, name) for ran in made.runs if ran.problem is None for name in ran.files}
    left = {file.name for file in subject.changed.files}
    return lambda reviewer, name: (reviewer, name) in seen or name not in left


def _payload(
    context: Context,
    subject: Subject,
    made: Review,
    findings: Sequence[Tracked],
    head: keeping.Header,
) -> ReviewedSession:
    with context.index.reading() as connection:
        where = Filter(sessions=(subject.id,))
        score = total(connection, ("quality",), where)["quality"]
        standing = reviews.standing(connection, [subject.id]).get(subject.id, ())
    known = {phase: one.score for one in standing for phase in PHASES if phase == one.phase}
    open_ = keeping.counts(findings)
    before = {one.id for one in subject.earlier if not one.corrected}
    order = sorted(findings, key=lambda one: (one.corrected, -one.issue.minutes, one.issue.name,
                                              one.issue.line, one.id))  # fmt: skip
    return ReviewedSession(
        id=subject.id, at=head.at, project=str(subject.project),
        phases=tuple(
            MeasuredPhase(phase=phase, score=one.score, minutes=one.minutes, lines=one.lines,
                          files=one.files)
            for phase, one in made.phases.items()
        ),
        overall=None if score is None else round(score),
        partial=partial(known),
        previous=subject.score,
        files=head.files, lines=head.lines, whole_files=head.whole_files,
        skipped=subject.changed.skipped,
        errors=open_["error"], warnings=open_["warning"], infos=open_["info"],
        fresh=sum(one.state == "new" for one in findings),
        corrected=sum(one.corrected and one.id in before for one in findings),
        reviewers=tuple(
            ReviewRun(reviewer=one.name, version=one.version, files=one.files, problem=one.problem)
            for one in head.reviewers
        ),
        findings=tuple(_finding(one) for one in order[:MOST_FINDINGS]),
        reports=tuple(one.path for one in subject.reports),
    )  # fmt: skip


def _finding(one: Tracked) -> ReviewFinding:
    issue = one.issue
    return ReviewFinding(
        id=one.id, reviewer=issue.reviewer, rule=issue.rule, message=issue.message,
        path=issue.name, line=issue.line, phase=issue.phase, severity=issue.severity,
        minutes=issue.minutes, state=one.state,
    )  # fmt: skip
