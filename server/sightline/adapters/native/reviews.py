"""A kept review: `<record>.reviews/<n>.sarif`, its scores and the findings of all its reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

from sightline.adapters.base import NotASessionError, count, instant
from sightline.adapters.values import mapping, name, objects, text
from sightline.records import Finding, Phase, ReportText, Review, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.adapters.base import Source

_SCHEMA = "sightline.review/"
_OURS = "sightline"
_Severity = Literal["error", "warning", "info"]
_SEVERITIES: tuple[_Severity, ...] = get_args(_Severity)


def document(source: Source, value: Any) -> Rows:
    """A review a phase, a finding a result, as they were then, and reports word for word."""
    log = mapping(value)
    head = mapping(mapping(log.get("properties")).get(_OURS))
    thread, at = name(head.get("session")), instant(head.get("at"))
    if not str(head.get("schema")).startswith(_SCHEMA) or thread is None or at is None:
        raise NotASessionError
    key = f"{thread}:review:{at}"
    findings = [
        found for run in objects(log.get("runs")) for found in _findings(run, thread, key, at)
    ]
    reports = list(_reports(head, thread))
    # Without a reviewer it only brings the reports that lay in the project.
    ran = objects(head.get("reviewers")) or not reports
    reviews = list(_reviews(source, head, findings, thread, key, at)) if ran else []
    return Rows(review=reviews, finding=findings, report=reports)


def _reports(head: dict[str, Any], thread: str) -> Iterator[ReportText]:
    for one in objects(head.get("reports")):
        path, said = name(one.get("path")), text(one.get("text"))
        if path is None or said is None:
            continue
        hint = path.rpartition("/")[2]
        yield ReportText(
            line=1, thread=thread, ts=instant(one.get("at")), text=said, hint=hint,
            reviewer=hint.removesuffix(".md"), path=path,
        )  # fmt: skip


def _reviews(
    source: Source, head: dict[str, Any], findings: list[Finding], thread: str, key: str, at: int
) -> Iterator[Review]:
    tools = [mapping(one) for one in objects(head.get("reviewers"))]
    phases = {phase: mapping(head.get("phases")).get(phase) for phase in get_args(Phase)}
    measured = {phase: mapping(one) for phase, one in phases.items() if isinstance(one, dict)}
    for phase, own in measured.items() or ((None, {}),):
        told = [one for one in findings if one.phase == phase and not one.corrected]
        errors, warnings, infos = (
            sum(one.severity == severity for one in told) for severity in _SEVERITIES
        )
        yield Review(
            line=1, key=f"{key}:{phase}", thread=thread, session=thread, ts=at,
            phase=phase, score=_score(own.get("score")), origin="local",
            reviewer=", ".join(found for one in tools if (found := name(one.get("name")))),
            errors=errors, warnings=warnings, infos=infos, minutes=count(own.get("minutes"))[0],
            lines=count(own.get("lines"))[0], files=count(own.get("files"))[0],
            digest=key, path=source.path,
        )  # fmt: skip


def _score(value: object) -> float | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 100:
        return None
    return float(value)


def _findings(run: dict[str, Any], thread: str, key: str, at: int) -> Iterator[Finding]:
    reporter = name(mapping(mapping(run.get("tool")).get("driver")).get("name"))
    for result in objects(run.get("results")):
        own = mapping(mapping(result.get("properties")).get(_OURS))
        id_, minutes = name(own.get("id")), count(own.get("minutes"))[0]
        phase = next((one for one in get_args(Phase) if one == own.get("phase")), None)
        severity = next((one for one in _SEVERITIES if one == own.get("severity")), None)
        if reporter is None or id_ is None or minutes is None or severity is None:
            continue
        place = mapping(next(iter(objects(result.get("locations"))), {}).get("physicalLocation"))
        yield Finding(
            line=1, key=f"{thread}:{id_}", thread=thread, session=thread,
            ts=instant(own.get("since")), rule=name(result.get("ruleId")) or "(not named)",
            severity=severity, minutes=minutes,
            path=name(mapping(place.get("artifactLocation")).get("uri")),
            at_line=count(mapping(place.get("region")).get("startLine"))[0],
            corrected=result.get("baselineState") == "absent", reporter=reporter, origin="local",
            phase=phase, review=f"{key}:{phase}", said_ts=at,
        )  # fmt: skip
