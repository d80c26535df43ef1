"""What a review agent's report says: phases, scores, verdict, issues, or that it says none.

Known from 80 public reports of Ptah's review agents (2025 and 2026), all in Markdown.

- What was looked at stands in the first headings, else in the file's name or the agent's.
- The score is the row `Overall Score`, else a bold `… Overall … Score`, else the only `Score`, else
  the only `n/10` there is, where its sentence rates something. Scores before a fix, of single
  files, in templates and in examples are none; nor are the phases inside a report that is of one
  phase alone.
- A report of all phases has `## Phase 1 … (40% Weight)`, 2 and 3, each with a score of its own.
  What it makes of them is kept as it stands; ours is made anew from the phases.
- Several reports may stand in one text, each under a first heading of its own.
- Where it is not certain which number is the score, there is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sightline.records import MINUTES, Finding, Phase, ReportText, Review, Severity
from sightline.reviewers.agent_reports import scores, text
from sightline.reviewers.agent_reports.issues import Issue, counted, listed
from sightline.reviewers.agent_reports.text import LONGEST

_MOST_ISSUES = 200
_VERDICT = re.compile(
    r"^[ \t|>#*_-]*(?:Technical |Overall |Final |Review )?"
    r"(?:Assessment|Verdict|Decision|Status|Recommendation)\W{0,40}[:|]\W{0,40}"
    r"(?P<said>APPROVED?(?![A-Z])[^\n|]*|PASS(?:ED)? WITH\b|NEEDS[_ ](?:REVISION|FIXES)|REJECTED)",
    re.MULTILINE,
)
_INSTRUCTIONS = re.compile(
    r"(?:(?:^|[\\/])(?:agents|commands|skills|prompts|templates)[\\/]"
    r"|(?:reviewer|template|checklist))[^\\/]*$",
    re.IGNORECASE,
)
"""Paths of files that tell agents how to review."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a text says of a review; scores are 0 to 100."""

    scores: Mapping[Phase, float]
    phase: Phase | None = None
    """What it looked at, where that is one phase."""
    stated_overall: float | None = None
    verdict: str | None = None
    issues: Mapping[Severity, int] = field(default_factory=dict)
    """How many there are; what it does not count is missing."""
    listed: tuple[Issue, ...] = ()
    """Those that are told one by one."""


def parse(content: str, hint: str = "") -> tuple[Report, ...]:
    """Read the reports of a text; none where it is no report."""
    if text.is_definition(content):
        return ()
    found = [_one(part, hint) for part in text.split(text.plain(content))]
    return tuple(report for report in found if report is not None)


def _one(plain: str, hint: str) -> Report | None:
    headings = text.headings(plain)
    phase = text.phase_of(headings[:2]) or text.phase_of([hint])
    own = {} if phase is not None else scores.by_part(plain) or scores.by_agent(plain)
    overall = scores.overall(plain, is_known=phase is not None)
    verdict, issues = _verdict(plain), counted(plain)
    is_review = phase is not None or text.speaks_of_review(headings)
    if not is_review or (overall is None and verdict is None and not issues and not own):
        return None
    if phase is not None and overall is not None:
        own = {phase: overall}
    return Report(own, phase, overall, verdict, issues, listed(plain))


def issues_of(content: str, phase: str | None) -> tuple[Issue, ...]:
    """The issues that a text lists, of the report of a phase where it holds several."""
    parts = text.split(text.plain(content))
    own = [part for part in parts if len(parts) == 1 or text.phase_of(text.headings(part)) == phase]
    return tuple(issue for part in own for issue in listed(part))


def digest_of(content: str) -> str:
    """What a text is known by: the same one twice is one review."""
    return hashlib.sha256(content[:LONGEST].strip().encode("utf-8", "replace")).hexdigest()[:32]


def rows_of(report: ReportText) -> tuple[list[Review], list[Finding]]:
    """The rows of a text that may be a report; none where it is none."""
    if report.path is not None and _INSTRUCTIONS.search(report.path):
        return [], []
    reviews: dict[str, Review] = {}
    findings: list[Finding] = []
    for found in parse(report.text, report.hint):
        own = [one for one in _reviews(report, found) if one.key not in reviews]
        reviews.update((one.key, one) for one in own)
        if own:
            findings += _findings(report, found, own[0].key)
    return list(reviews.values()), findings


def _reviews(report: ReportText, found: Report) -> Iterator[Review]:
    digest = digest_of(report.text)
    phases: list[Phase | None] = list(found.scores) or [found.phase]
    for phase in phases:
        yield Review(
            line=report.line, key=f"review:{digest}:{phase}", thread=report.thread,
            session=report.thread, ts=report.ts, phase=phase,
            score=None if phase is None else found.scores.get(phase),
            stated_overall=found.stated_overall, origin="agent", reviewer=report.reviewer,
            verdict=found.verdict, errors=found.issues.get("error"),
            warnings=found.issues.get("warning"), infos=found.issues.get("info"),
            digest=digest, path=report.path,
        )  # fmt: skip


def _findings(report: ReportText, found: Report, review: str) -> Iterator[Finding]:
    """An issue each, where the report lists as many as it counts with their places."""
    for severity, minutes in MINUTES.items():
        count = min(found.issues.get(severity, 0), _MOST_ISSUES)
        told = [issue for issue in found.listed if issue.severity == severity]
        places = told if len(told) == count else [None] * count
        for number, place in enumerate(places, 1):
            yield Finding(
                line=report.line, key=f"{review}:{severity}:{number}", thread=report.thread,
                session=report.thread, ts=report.ts, rule=f"{report.reviewer}: {severity}",
                severity=severity, minutes=minutes, reporter=report.reviewer, origin="agent",
                phase=found.phase, review=review, said_ts=report.ts,
                path=None if place is None else place.path,
                at_line=None if place is None else place.line,
            )  # fmt: skip


def _verdict(plain: str) -> str | None:
    found = _VERDICT.search(plain)
    if found is None:
        return None
    said = found["said"].upper().replace("_", " ")
    if said.startswith("NEEDS"):
        return "needs_revision"
    if said.startswith("REJECTED"):
        return "rejected"
    return "approved_with" if re.match(r"(?:APPROVED?|PASS(?:ED)?) WITH\b", said) else "approved"
