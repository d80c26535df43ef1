"""Code changes: lines of applied edits, once per tool call."""

from __future__ import annotations

from sightline.metrics.base import Metric, Values, quotient
from sightline.records import UNNAMED_FILES

NO_EDIT = "count(*) FILTER (WHERE applied) = 0"


def _net(values: Values) -> float | int | None:
    added, removed = values["lines_added"], values["lines_removed"]
    return None if added is None or removed is None else added - removed


def _acceptance(values: Values) -> float | None:
    """Edits the engine records; where it records none, what a tool beside it saw."""
    good = [values["edits"], values["proposals_accepted"]]
    bad = [values["edits_rejected"], values["proposals_rejected"]]
    applied, refused = (sum(count for count in counts if count) for counts in (good, bad))
    return applied / (applied + refused) if applied + refused else None


def _lines(column: str) -> Metric:
    return Metric(
        f"lines_{column}", f"Lines {column.capitalize()}", "n",
        f"Lines that applied edits {column}.", "code_change",
        f"CASE WHEN {NO_EDIT} THEN 0 ELSE sum({column}) FILTER (WHERE applied) END",
        trend=True, recorded="code",
    )  # fmt: skip


def _git(name: str, title: str, text: str) -> Metric:
    return Metric(
        name, title, "n",
        f"{text} git, during one session; only where its repository may be asked.", derive=_untold,
    )  # fmt: skip


def _untold(_: Values) -> None:
    """Repositories are asked for one session at a time, never for rows: see `reports/git.py`."""


CODE = (
    _lines("added"),
    _lines("removed"),
    Metric(
        "net_lines", "Net Lines", "n", "Lines added less lines removed.",
        derive=_net, needs=("lines_added", "lines_removed"), trend=True,
    ),
    Metric(
        "files_changed", "Files Changed", "n", "Files with an applied edit.",
        "code_change",
        f"CASE WHEN {NO_EDIT} THEN 0 ELSE nullif(count(DISTINCT path) FILTER"
        f" (WHERE applied AND path <> '{UNNAMED_FILES}'), 0) END", recorded="code",
    ),
    Metric(
        "edits", "Edits", "n", "Edits that were applied.",
        "code_change", "count(*) FILTER (WHERE applied)",
    ),
    Metric(
        "edits_rejected", "Edits Rejected", "n", "Edits the user refused.",
        "code_change", "count(*) FILTER (WHERE NOT applied)", better="less",
    ),
    Metric(
        "proposals_accepted", "Proposals Accepted", "n",
        "Proposed code a person took, as RuleCatch saw it in sessions without recorded edits.",
        "approval", "count(*) FILTER (WHERE kind IN ('accepted', 'modified') AND NOT edited)",
    ),
    Metric(
        "proposals_rejected", "Proposals Rejected", "n",
        "Proposed code a person refused, as RuleCatch saw it in sessions without recorded edits.",
        "approval", "count(*) FILTER (WHERE kind = 'rejected' AND NOT edited)", better="less",
    ),
    Metric(
        "acceptance_rate", "Acceptance", "ratio", "Edits applied, of those applied or refused.",
        derive=_acceptance,
        needs=("edits", "edits_rejected", "proposals_accepted", "proposals_rejected"),
        better="more",
    ),
    Metric(
        "lines_per_hour", "Lines/hour", "1/h", "Lines added, by active hours.",
        derive=quotient("lines_added", "active_time", 3_600_000),
        needs=("lines_added", "active_time"), better="more",
    ),
    _git("git_lines_added", "Git Lines Added", "Lines added as told by"),
    _git("git_lines_removed", "Git Lines Removed", "Lines removed as told by"),
    _git("git_files_changed", "Git Files Changed", "Files changed as told by"),
)  # fmt: skip
