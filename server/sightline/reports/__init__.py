"""The questions people ask: one report a file, all of them in REPORTS."""

from __future__ import annotations

import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.reports.report import Report

REPORTS = {
    "overview": "overview:OVERVIEW",
    "status": "status:STATUS",
    "sessions": "sessions:SESSIONS",
    "session": "session:SESSION",
    "sessionTimeline": "timeline:TIMELINE",
    "sessionItem": "item:ITEM",
    "models": "models:MODELS",
    "engines": "engines:ENGINES",
    "tools": "tools:TOOLS",
    "daily": "daily:DAILY",
    "problems": "problems:PROBLEMS",
    "performance": "performance:PERFORMANCE",
    "trends": "trends:TRENDS",
    "compare": "compare:COMPARE",
    "quality": "quality:QUALITY",
    "files": "files:FILES",
    "blocks": "blocks:BLOCKS",
    "branches": "branches:BRANCHES",
    "glossary": "glossary:GLOSSARY",
    "parseQuery": "queries:PARSE_QUERY",
    "completeQuery": "queries:COMPLETE_QUERY",
    "searchContent": "content:SEARCH_CONTENT",
    "sessionReview": "session_review:SESSION_REVIEW",
}
"""Where each report stands, by its name: a terminal loads the one it was asked for."""


@cache
def report_named(name: str) -> Report:
    """The report of this name."""
    found: Report = pkgutil.resolve_name(f"{__name__}.{REPORTS[name]}")
    return found


def every_report() -> tuple[Report, ...]:
    """All reports, in their order."""
    return tuple(map(report_named, REPORTS))
