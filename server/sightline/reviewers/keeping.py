"""How a review is kept: as SARIF, a run a reviewer, so that other programs read it, too.

What SARIF has no word for stands under `properties.sightline`: phase, severity and minutes of each
result, scores and files of the whole, and reports of review agents that lay in the project.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sightline.errors import ReviewerError
from sightline.records import Phase, Severity
from sightline.reviewers import sarif
from sightline.reviewers.rules import Issue
from sightline.reviewers.tracking import State, Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sightline.reviewers.review import Review

SCHEMA = "sightline.review/1"
OURS = "sightline"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


class KeptPhase(Struct, frozen=True):
    """What a phase came to."""

    score: int
    minutes: int
    lines: int
    files: int


class KeptReviewer(Struct, frozen=True, rename="camel"):
    """Who was asked, and what stood in the way."""

    name: str
    version: str | None
    files: int
    problem: str | None = None


class Header(Struct, frozen=True, rename="camel"):
    """A review in short: in its file, and in the session's record."""

    schema: str
    session: str
    at: str
    """ISO 8601, UTC."""
    files: int
    lines: int
    whole_files: int
    """Files whose added lines are not known, so that all of their lines were reviewed."""
    reviewers: list[KeptReviewer]
    phases: dict[Phase, KeptPhase]
    """Those that were measured."""
    imported: bool = False


class KeptReport(Struct, frozen=True):
    """A report of a review agent that lay in the project, word for word."""

    path: str
    at: str
    """When it was written: ISO 8601, UTC."""
    text: str


class _Own(Struct, frozen=True):
    """What we say of a result."""

    id: str
    phase: Phase
    severity: Severity
    minutes: int
    since: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A review that was read back."""

    header: Header
    findings: list[Tracked]


def header(session: str, at: str, made: Review, *, imported: bool = False) -> Header:
    """The header of a review."""
    return Header(
        schema=SCHEMA, session=session, at=at, files=len(made.files),
        lines=sum(file.reviewed for file in made.files),
        whole_files=sum(file.lines is None for file in made.files),
        reviewers=[
            KeptReviewer(ran.name, ran.tool.version, len(ran.files), ran.problem)
            for ran in made.runs
        ],
        phases={
            phase: KeptPhase(one.score, one.minutes, one.lines, one.files)
            for phase, one in made.phases.items()
        },
        imported=imported,
    )  # fmt: skip


def written(
    head: Header, findings: Sequence[Tracked], reports: Sequence[KeptReport] = ()
) -> dict[str, Any]:
    """The SARIF file of a review, as JSON values."""
    by_reviewer: dict[str, list[Tracked]] = defaultdict(list)
    for one in findings:
        by_reviewer[one.issue.reviewer].append(one)
    versions = {one.name: one.version for one in head.reviewers}
    runs = [
        sarif.Run(
            sarif.ToolComponent(sarif.Driver(name, version=versions.get(name))),
            results=[_result(one) for one in by_reviewer[name]],
        )
        for name in dict.fromkeys((*versions, *sorted(by_reviewer)))
    ]
    own = msgspec.to_builtins(head) | {"reports": msgspec.to_builtins(reports)}
    log = sarif.Log(sarif.VERSION, runs, properties={OURS: own})
    values: dict[str, Any] = msgspec.to_builtins(log)
    return values


def _result(one: Tracked) -> sarif.Result:
    issue = one.issue
    own = _Own(one.id, issue.phase, issue.severity, issue.minutes, one.since)
    place = sarif.Physical(sarif.Artifact(issue.name), sarif.Region(issue.line))
    return sarif.Result(
        rule_id=issue.rule, level=_LEVELS[issue.severity], message=sarif.Text(issue.message),
        locations=[sarif.Location(place)], baseline_state=one.state,
        properties={OURS: msgspec.to_builtins(own)},
    )  # fmt: skip


def read(content: bytes) -> Kept:
    """A review of ours; ReviewerError where the file is none."""
    log = sarif.decoded(content)
    try:
        head = msgspec.convert(log.properties.get(OURS), Header)
        findings = [
            _tracked(run.tool.driver.name, result)
            for run in log.runs
            for result in run.results or []
        ]
    except (msgspec.ValidationError, IndexError) as error:
        raise ReviewerError("Not a review of Sightline") from error
    return Kept(head, findings)


def _tracked(reviewer: str, result: sarif.Result) -> Tracked:
    own = msgspec.convert(result.properties.get(OURS), _Own)
    place = result.locations[0].physical_location
    state = msgspec.convert(result.baseline_state, State)
    issue = Issue(
        reviewer, result.rule_id or "", result.message.text, place.artifact_location.uri or "",
        place.region.start_line or 1, own.phase, own.severity, own.minutes,
    )  # fmt: skip
    return Tracked(issue, own.id, own.since, state)


def counts(findings: Iterable[Tracked]) -> Counter[Severity]:
    """Open findings by severity."""
    return Counter(one.issue.severity for one in findings if not one.corrected)
