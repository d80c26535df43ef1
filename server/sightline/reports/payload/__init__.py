"""The forms of all answers: frozen, camelCase on the wire, each number with its label.

TypeScript types are generated from these classes. Durations are integer milliseconds, money is
USD with at most nine decimals, instants are ISO 8601 UTC, days `YYYY-MM-DD` in the scope's zone.
None is unknown.
"""

from __future__ import annotations

from sightline.reports.payload.base import (
    MOST,
    Answer,
    Better,
    Bucket,
    Health,
    Label,
    NoParams,
    Number,
    Params,
    Partial,
    Payload,
    Period,
    Preset,
    Split,
    Unit,
)
from sightline.reports.payload.commits import CommitRow, CommitSums, ProjectCommit
from sightline.reports.payload.exports import ExportParams, ExportPayload
from sightline.reports.payload.overview import (
    Analytics,
    EngineChoice,
    Kpi,
    OverviewPayload,
    Violations,
)
from sightline.reports.payload.rows import (
    CostParts,
    DailyRow,
    FileRow,
    LanguageRow,
    ModelRow,
    ProblemRow,
    ProjectRow,
    ToolRow,
)
from sightline.reports.payload.scope import (
    PageScope,
    Range,
    Scope,
)
from sightline.reports.payload.session import (
    AgentNode,
    Approvals,
    GitChanges,
    RelatedSession,
    SessionFacts,
    SessionParams,
    SessionPayload,
    TimelineItem,
    TimelineParams,
    TimelinePayload,
    TurnRow,
)
from sightline.reports.payload.sessions import (
    SessionRow,
    SessionsParams,
    SessionsPayload,
    SessionSums,
)
from sightline.reports.payload.status import (
    IdentifyParams,
    IdentifyPayload,
    IndexPayload,
    StatusPayload,
    StatusTotals,
)
from sightline.reports.payload.tables import (
    DailyPayload,
    Dated,
    DayRow,
    DayTotals,
    EngineRow,
    EnginesPayload,
    ModelsPayload,
    ProblemsPayload,
)

__all__ = [
    "MOST",
    "AgentNode",
    "Analytics",
    "Answer",
    "Approvals",
    "Better",
    "Bucket",
    "CommitRow",
    "CommitSums",
    "CostParts",
    "DailyPayload",
    "DailyRow",
    "Dated",
    "DayRow",
    "DayTotals",
    "EngineChoice",
    "EngineRow",
    "EnginesPayload",
    "ExportParams",
    "ExportPayload",
    "FileRow",
    "GitChanges",
    "Health",
    "IdentifyParams",
    "IdentifyPayload",
    "IndexPayload",
    "Kpi",
    "Label",
    "LanguageRow",
    "ModelRow",
    "ModelsPayload",
    "NoParams",
    "Number",
    "OverviewPayload",
    "PageScope",
    "Params",
    "Partial",
    "Payload",
    "Period",
    "Preset",
    "ProblemRow",
    "ProblemsPayload",
    "ProjectCommit",
    "ProjectRow",
    "Range",
    "RelatedSession",
    "Scope",
    "SessionFacts",
    "SessionParams",
    "SessionPayload",
    "SessionRow",
    "SessionSums",
    "SessionsParams",
    "SessionsPayload",
    "Split",
    "StatusPayload",
    "StatusTotals",
    "TimelineItem",
    "TimelineParams",
    "TimelinePayload",
    "ToolRow",
    "TurnRow",
    "Unit",
    "Violations",
]
