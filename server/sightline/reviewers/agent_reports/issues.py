"""The issues of a report: how many its summary counts, and those it lists with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sightline.records import Severity

_SUMMARY = 40
"""Lines of a summary."""
_MOST = 200
_SEVERITIES: Mapping[str, Severity] = {
    "Blocking": "error", "Critical": "error", "Serious": "warning", "Moderate": "info",
    "Minor": "info",
}  # fmt: skip
_COUNT = re.compile(
    r"^[ \t|*_-]*(?P<kind>Blocking|Critical|Serious|Moderate|Minor) Issues(?: Found)?"
    r"\W{0,40}[:|]\W{0,40}(?P<n>\d{1,4})\b",
    re.MULTILINE,
)
_HEADING = re.compile(r"^(?P<level>#{2,6})\s+(?P<title>.*)$", re.MULTILINE)
_GROUP = re.compile(r"\W*(?P<kind>Blocking|Critical|Serious|Moderate|Minor) Issues\b")
_ITEM = re.compile(r"^\d{1,3}\.\s+(?P<title>.*)$", re.MULTILINE)
_PATH = r"(?P<path>(?:[A-Za-z]:(?=[\\/]))?[^\s`,:()*]+\.\w{1,12})(?::(?P<line>\d{1,7}))?"
_PLACE = re.compile(rf"^[-* \t]*\*\*Files?(?: & Lines?)?\*\*:?[ \t]*`?{_PATH}", re.MULTILINE)
_SPAN = re.compile(rf"`(?=[^`\n]*[\\/:]){_PATH}")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue that a report lists."""

    severity: Severity
    title: str
    path: str | None = None
    line: int | None = None


def counted(text: str) -> dict[Severity, int]:
    """How many issues the summary at the top counts; what it does not count is missing."""
    kinds: dict[str, int] = {}
    summary = "\n".join(text.split("\n", _SUMMARY)[:_SUMMARY])
    for match in _COUNT.finditer(summary):
        kinds.setdefault(match["kind"], int(match["n"]))
    issues: dict[Severity, int] = {}
    for kind, count in kinds.items():
        issues[_SEVERITIES[kind]] = issues.get(_SEVERITIES[kind], 0) + count
    return issues


def listed(text: str) -> tuple[Issue, ...]:
    """The issues under `Critical Issues`, `Serious Issues` and so on, each with its own heading."""
    return tuple(issue for issue, _ in zip(_listed(text), range(_MOST), strict=False))


def _listed(text: str) -> Iterator[Issue]:
    severity, level = None, 0
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    for heading, end in zip(headings, ends, strict=False):
        depth = len(heading["level"])
        group = _GROUP.match(heading["title"])
        if group is not None:
            severity, level = _SEVERITIES[group["kind"]], depth
            for item in _ITEM.finditer(text, heading.end(), end):
                yield _issue(severity, item["title"], _SPAN.search(item["title"]))
        elif depth <= level:
            severity, level = None, 0
        elif severity is not None and depth == level + 1:
            yield _issue(severity, heading["title"], _PLACE.search(text, heading.end(), end))


def _issue(severity: Severity, title: str, place: re.Match[str] | None) -> Issue:
    if place is None:
        return Issue(severity, title.strip())
    line = None if place["line"] is None else int(place["line"])
    return Issue(severity, title.strip(), place["path"], line)
