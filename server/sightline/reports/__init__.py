"""The questions people ask: one report a file, all of them in REPORTS."""

from __future__ import annotations

from sightline.reports.blocks import BLOCKS
from sightline.reports.branches import BRANCHES
from sightline.reports.compare import COMPARE
from sightline.reports.content import SEARCH_CONTENT
from sightline.reports.daily import DAILY
from sightline.reports.engines import ENGINES
from sightline.reports.files import FILES
from sightline.reports.glossary import GLOSSARY
from sightline.reports.item import ITEM
from sightline.reports.models import MODELS
from sightline.reports.overview import OVERVIEW
from sightline.reports.performance import PERFORMANCE
from sightline.reports.problems import PROBLEMS
from sightline.reports.quality import QUALITY
from sightline.reports.queries import COMPLETE_QUERY, PARSE_QUERY
from sightline.reports.report import Report
from sightline.reports.session import SESSION
from sightline.reports.session_review import SESSION_REVIEW
from sightline.reports.sessions import SESSIONS
from sightline.reports.status import STATUS
from sightline.reports.timeline import TIMELINE
from sightline.reports.tools import TOOLS
from sightline.reports.trends import TRENDS

REPORTS: tuple[Report, ...] = (
    OVERVIEW, STATUS, SESSIONS, SESSION, TIMELINE, ITEM, MODELS, ENGINES, TOOLS, DAILY, PROBLEMS,
    PERFORMANCE, TRENDS, COMPARE, QUALITY, FILES, BLOCKS, BRANCHES, GLOSSARY,
    PARSE_QUERY, COMPLETE_QUERY, SEARCH_CONTENT, SESSION_REVIEW,
)  # fmt: skip

_BY_NAME = {report.name: report for report in REPORTS}


def report_named(name: str) -> Report:
    """The report of this name."""
    return _BY_NAME[name]
