"""What a review agent's report says: phases, scores, verdict, issues, or that it says none.

Known from 80 public reports of Ptah's review agents (2025 and 2026), all in Markdown.

- What was looked at stands in the first headings, else in the file's name or the agent's.
- The score is the row `Overall Score`, else a bold `… Overall … Score`, else the only `Score`, else
  the only `n/10` there is. Scores before a fix, of single files, in templates and in examples are
  none; nor are the phases inside a report that is of one phase alone.
- A report of all phases has `## Phase 1 … (40% Weight)`, 2 and 3, each with a score of its own.
  What it makes of them is kept as it stands; ours is made anew from the phases.
- Where it is not certain which number is the score, there is none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sightline.records import Finding, Phase, ReportText, Review

LONGEST = 1 << 20
"""Characters of a text that are read."""
_TOP = 6
"""Headings among which the kind of a report is looked for."""
MINUTES = {"error": 9, "warning": 5, "info": 2}
_SUMMARY = 40
"""Lines of a summary."""
_MOST_ISSUES = 200
_LINE = 300
"""Characters of a line: no score stands behind a longer sentence."""

_N = r"\**[ \t]*(?P<n>10(?:\.0)?|\d(?:\.\d{1,2})?)[ \t]*/[ \t]*10\b(?!/)"
_FENCES = ("```", "~~~")
_HEADING = re.compile(r"^#{1,6}\s+(.*)$", re.MULTILINE)
_KINDS: tuple[tuple[Phase, re.Pattern[str]], ...] = (
    ("security", re.compile(r"security[\s_-]*review|review[\s_-]*security", re.IGNORECASE)),
    (
        "style",
        re.compile(
            r"(?:code[\s_-]*)?(?:style|quality)[\s_-]*review|review[\s_-]*style", re.IGNORECASE
        ),
    ),
    ("logic", re.compile(r"logic[\s_-]*review|review[\s_-]*logic", re.IGNORECASE)),
)
_SEVERAL = re.compile(r"technical quality|triple review|code review report", re.IGNORECASE)
_PART = re.compile(
    r"^##\s+Phase\s+(?P<part>[123])\b[^\n]*\(\s*\d+\s*%[^\n]*$(?P<body>.*?)(?=^##\s|\Z)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_PARTS: Mapping[str, Phase] = {"1": "style", "2": "logic", "3": "security"}
_SCORE = re.compile(rf"^[^\w\n]*Score\**\s*:\**\s*{_N}", re.MULTILINE | re.IGNORECASE)
_ROW = re.compile(
    rf"^\|\s*\**Overall(?: Quality)? Score\**\s*\|\s*{_N}[^|\n/]*\|[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_BOLD = re.compile(
    rf"^[^\w\n]*(?P<label>[^\n:|]*\b(?:Overall|Final)\b[^\n:|]*\b(?:Score|Rating)\b[^\n:|]*):"
    rf"[^\w\n]*{_N}",
    re.MULTILINE | re.IGNORECASE,
)
_ELSEWHEN = re.compile(r"previous|original|initial|before|target|expected|was\b", re.IGNORECASE)
_ANY = re.compile(rf"(?<![\d/]){_N}")
_BY_AGENT = re.compile(
    rf"code-(?P<kind>style|logic|security)-reviewer\s*\(\s*{_N}\)", re.IGNORECASE
)
_VERDICT = re.compile(
    r"^[ \t|>#*_-]*(?:Technical |Overall |Final |Review )?"
    r"(?:Assessment|Verdict|Decision|Status|Recommendation)\W*[:|]\W*"
    r"(?P<said>APPROVED?(?![A-Z])[^\n|]*|NEEDS[_ ](?:REVISION|FIXES)|REJECTED)",
    re.MULTILINE,
)
_ISSUES = re.compile(
    r"^[ \t|*_-]*(?P<kind>Blocking|Critical|Serious|Moderate|Minor) Issues(?: Found)?\W*[:|]\W*"
    r"(?P<n>\d{1,4})\b",
    re.MULTILINE,
)
_SEVERITY: Mapping[str, Literal["error", "warning", "info"]] = {
    "errors": "error", "warnings": "warning", "infos": "info",
}  # fmt: skip
_SEVERITIES = {
    "Blocking": "errors", "Critical": "errors", "Serious": "warnings", "Moderate": "infos",
    "Minor": "infos",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """What a text says of a review; scores are 0 to 100."""

    scores: Mapping[Phase, float]
    phase: Phase | None = None
    """What it looked at, where that is one phase."""
    stated_overall: float | None = None
    verdict: str | None = None
    issues: Mapping[str, int] = field(default_factory=dict)
    """By errors, warnings and infos; what it does not count is missing."""


def parse(text: str, hint: str = "") -> Report | None:
    """Read a report; None where a text is none."""
    plain = "\n".join(line[:_LINE] for line in _said(text[:LONGEST]))
    headings = _HEADING.findall(plain)[:_TOP]
    phase = _kind(headings[:2]) or _kind([hint])
    by_part = {} if phase is not None else _parts(plain)
    overall = None if _is_template(plain) else _overall(plain, is_known=phase is not None)
    verdict, issues = _verdict(plain), _issues(plain)
    by_agent = {} if phase is not None or by_part else _by_agent(plain)
    is_review = phase is not None or any("review" in heading.lower() for heading in headings)
    if not is_review or (
        overall is None and verdict is None and not issues and not by_part and not by_agent
    ):
        return None
    scores: Mapping[Phase, float] = by_part or by_agent
    if phase is not None and overall is not None:
        scores = {phase: overall}
    return Report(scores, phase, overall, verdict, issues)


def _said(text: str) -> Iterator[str]:
    """The lines that are no example: those outside of fences."""
    fence = None
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if fence is None and mark in _FENCES:
            fence = mark
        elif fence is not None:
            fence = None if mark == fence else fence
        else:
            yield line


def digest_of(text: str) -> str:
    """What a text is known by: the same one twice is one review."""
    return hashlib.sha256(text[:LONGEST].strip().encode("utf-8", "replace")).hexdigest()[:32]


def rows_of(report: ReportText) -> tuple[list[Review], list[Finding]]:
    """The rows of a text that may be a report; none where it is none."""
    found = parse(report.text, report.hint)
    if found is None:
        return [], []
    digest = digest_of(report.text)
    phases: list[Phase | None] = list(found.scores) or [found.phase]
    reviews = [
        Review(
            line=report.line, key=f"review:{digest}:{phase}", thread=report.thread,
            session=report.thread, ts=report.ts, phase=phase,
            score=None if phase is None else found.scores.get(phase),
            stated_overall=found.stated_overall, origin="agent", reviewer=report.reviewer,
            verdict=found.verdict, errors=found.issues.get("errors"),
            warnings=found.issues.get("warnings"), infos=found.issues.get("infos"),
            digest=digest, path=report.path,
        )
        for phase in phases
    ]  # fmt: skip
    return reviews, list(_findings(report, found, reviews[0].key))


def _findings(report: ReportText, found: Report, review: str) -> list[Finding]:
    """An issue each; a report says how many there are, and what they are is its own text."""
    return [
        Finding(
            line=report.line, key=f"{review}:{severity}:{number}", thread=report.thread,
            session=report.thread, ts=report.ts, rule=f"{report.reviewer}: {severity}",
            severity=severity, minutes=MINUTES[severity], reporter=report.reviewer,
            origin="agent", phase=found.phase, review=review, said_ts=report.ts,
        )
        for name, severity in _SEVERITY.items()
        for number in range(1, min(found.issues.get(name, 0), _MOST_ISSUES) + 1)
    ]  # fmt: skip


def _kind(texts: list[str]) -> Phase | None:
    """The one phase that headings or a name speak of; None where they speak of several."""
    for text in texts:
        if _SEVERAL.search(text):
            return None
        kinds = [phase for phase, pattern in _KINDS if pattern.search(text)]
        if len(kinds) == 1:
            return kinds[0]
    return None


def _parts(text: str) -> dict[Phase, float]:
    """Scores of `Phase 1`, `2` and `3`; a part with none, or with several, has none."""
    found: dict[Phase, float] = {}
    for part in _PART.finditer(text):
        score = _SCORE.search(part["body"])
        if score is not None:
            found.setdefault(_PARTS[part["part"]], _hundred(score))
    return found if len(found) > 1 else {}


def _by_agent(text: str) -> dict[Phase, float]:
    """Scores beside the names of the agents that gave them."""
    found: dict[Phase, float] = {}
    for match in _BY_AGENT.finditer(text):
        kind = next(phase for phase, _ in _KINDS if phase == match["kind"].lower())
        found.setdefault(kind, _hundred(match))
    return found


def _overall(text: str, *, is_known: bool) -> float | None:
    """The one score of the whole; None where none is certain.

    Any `n/10` will do only where it is known what kind of a review it is.
    """
    if row := _ROW.search(text):
        return _hundred(row)
    bold = [match for match in _BOLD.finditer(text) if not _ELSEWHEN.search(match["label"])]
    if bold:
        return _hundred(bold[0])
    if "Overall Score" in text:
        return None  # a table of before and after, or one that is not filled in
    for pattern in (_SCORE, _ANY) if is_known else (_SCORE,):
        found = {_hundred(match) for match in pattern.finditer(text)}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return None


def _is_template(text: str) -> bool:
    """Whether scores are still to be filled in."""
    return re.search(r"\[?\bX(?:\.X)?\s*/\s*10\b", text) is not None


def _verdict(text: str) -> str | None:
    found = _VERDICT.search(text)
    if found is None:
        return None
    said = found["said"].upper().replace("_", " ")
    if said.startswith("NEEDS"):
        return "needs_revision"
    if said.startswith("REJECTED"):
        return "rejected"
    return "approved_with" if re.match(r"APPROVED? WITH\b", said) else "approved"


def _issues(text: str) -> dict[str, int]:
    """How many issues the summary at the top counts."""
    counted: dict[str, int] = {}
    summary = "\n".join(text.split("\n", _SUMMARY)[:_SUMMARY])
    for match in _ISSUES.finditer(summary):
        counted.setdefault(match["kind"], int(match["n"]))
    issues: dict[str, int] = {}
    for kind, count in counted.items():
        issues[_SEVERITIES[kind]] = issues.get(_SEVERITIES[kind], 0) + count
    return issues


def _hundred(match: re.Match[str]) -> float:
    return round(float(match["n"]) * 10, 1)
