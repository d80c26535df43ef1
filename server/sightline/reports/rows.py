"""The rows that several reports share: per day, model, tool, project, file and language."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sightline.reports.labels import cost_label, counted, most_first, token_label, usd, whole
from sightline.reports.payload.base import Label  # fmt: skip
from sightline.reports.payload.rows import (  # fmt: skip
    DailyRow,
    FileRow,
    LanguageRow,
    ModelRow,
    ProjectRow,
    ToolRow,
)
from sightline.store.lookups import NO_PROJECT
from sightline.store.query import FILE_METRICS, NOTHING, Measured, measure, ranked_files, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span
    from sightline.store.query import Dimension, Filter, Value

MOST_ROWS = 1000

MODEL_METRICS = (
    "requests", "cost", "total_tokens", "input_tokens", "output_tokens", "cache_read_tokens",
    "cache_write_tokens", "unpriced_requests",
)  # fmt: skip
TOOL_METRICS = (
    "tool_calls", "tool_success_rate", "tool_denied", "tool_duration", "tool_duration_p95",
    "tool_duration_total", "tool_waits",
)  # fmt: skip
DAILY_METRICS = (
    "sessions", "messages", "requests", "input_tokens", "output_tokens", "cost", "lines_added",
    "lines_removed",
)  # fmt: skip


def daily_rows(connection: DuckDBPyConnection, span: Span) -> tuple[DailyRow, ...]:
    """A row a bucket, empty ones included, oldest first, undated work last."""
    buckets = span.buckets()
    found = {
        row.group[0]: row.values
        for row in measure(connection, DAILY_METRICS, span.where, ("day",), buckets)
    }
    zero = total(connection, DAILY_METRICS, NOTHING)
    rows = [_daily_row(day.isoformat(), found.pop(day.isoformat(), zero)) for day in buckets.days]
    rows += [_daily_row(date, values) for date, values in sorted(found.items())]
    return tuple(rows)


def _daily_row(date: str, values: dict[str, Value]) -> DailyRow:
    return DailyRow(
        date=date,
        sessions=whole(values["sessions"]),
        messages=whole(values["messages"]),
        requests=whole(values["requests"]),
        input_tokens=counted(values["input_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        cost=usd(values),
        cost_label=cost_label(values),
        lines_added=counted(values["lines_added"]),
        lines_removed=counted(values["lines_removed"]),
    )


def model_rows(
    connection: DuckDBPyConnection, where: Filter, *, by_engine: bool = True
) -> tuple[ModelRow, ...]:
    """Models, dearest first, unpriced last; of several engines in one row or in a row each."""
    by: tuple[Dimension, ...] = ("model", "engine") if by_engine else ("model",)
    return sorted_models(measure(connection, MODEL_METRICS, where, by))


def sorted_models(found: Sequence[Measured]) -> tuple[ModelRow, ...]:
    """Groups of model, or of model and engine, as rows."""
    rows = [model_row(row.group[0], "".join(row.group[1:]), row.values) for row in found]
    rows.sort(key=lambda row: (most_first(row.cost), -row.requests, row.model, row.engine))
    return tuple(rows[:MOST_ROWS])


def model_row(model: str, engine: str, values: dict[str, Value]) -> ModelRow:
    """One model's row, or the total's."""
    return ModelRow(
        model=model,
        engine=engine,
        requests=whole(values["requests"]),
        cost=usd(values),
        cost_label=cost_label(values),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        input_tokens=counted(values["input_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        cache_read_tokens=counted(values["cache_read_tokens"]),
        cache_write_tokens=counted(values["cache_write_tokens"]),
        unpriced_requests=whole(values["unpriced_requests"]),
    )


def tool_rows(connection: DuckDBPyConnection, where: Filter) -> tuple[ToolRow, ...]:
    """Tools, most used first."""
    return sorted_tools(measure(connection, TOOL_METRICS, where, ("tool",)))


def sorted_tools(found: Sequence[Measured]) -> tuple[ToolRow, ...]:
    """Groups of tool as rows."""
    rows = [tool_row(row) for row in found]
    rows.sort(key=lambda row: (-row.calls, row.tool))
    return tuple(rows[:MOST_ROWS])


def tool_row(row: Measured) -> ToolRow:
    """One tool's row."""
    values = row.values
    label: Label = "exact"
    if values["tool_duration"] is None:
        label = "unknown"
    elif values["tool_waits"]:
        label = "estimated"
    return ToolRow(
        tool=row.group[0],
        calls=whole(values["tool_calls"]),
        success_rate=values["tool_success_rate"],
        successes=counted(values["tool_successes"]),
        failures=counted(values["tool_failures"]),
        denied=counted(values["tool_denied"]),
        avg_duration_ms=values["tool_duration"],
        p95_duration_ms=values["tool_duration_p95"],
        total_duration_ms=maybe_whole(values["tool_duration_total"]),
        duration_label=label,
    )


def maybe_whole(value: Value) -> int | None:
    """A number of whole units, if it is known."""
    return None if value is None else int(value)


def project_rows(connection: DuckDBPyConnection, where: Filter) -> tuple[ProjectRow, ...]:
    """Projects, dearest first; equal names get their parent folder."""
    names = ("sessions", "requests", "active_time", "lines_added", "lines_removed", "cost")
    found = measure(connection, names, where, ("project",))
    shown = short_names([row.group[0] for row in found])
    rows = [
        ProjectRow(
            project=shown[row.group[0]],
            path=row.group[0],
            sessions=whole(row.values["sessions"]),
            requests=whole(row.values["requests"]),
            active_time_ms=whole(row.values["active_time"]),
            lines_added=counted(row.values["lines_added"]),
            lines_removed=counted(row.values["lines_removed"]),
            cost=usd(row.values),
            cost_label=cost_label(row.values),
        )
        for row in found
    ]
    rows.sort(key=lambda row: (most_first(row.cost), -row.requests, row.path))
    return tuple(rows[:MOST_ROWS])


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """The shortest ending of each path, by whole segments, that no other path has."""
    segments = {path: path.replace("\\", "/").rstrip("/").split("/") for path in paths}
    shown = {path: path for path in paths}
    left, length = list(segments), 1
    while left:
        endings = {path: "/".join(segments[path][-length:]) for path in left}
        counts = Counter(endings.values())
        shown |= {path: ending for path, ending in endings.items() if counts[ending] == 1}
        length += 1
        left = [
            path for path in left if counts[endings[path]] > 1 and len(segments[path]) >= length
        ]
    return shown


def file_rows(connection: DuckDBPyConnection, where: Filter) -> tuple[FileRow, ...]:
    """Edited files, most changed first."""
    return file_page(connection, where, 0, MOST_ROWS)[0]


def file_page(
    connection: DuckDBPyConnection, where: Filter, start: int, most: int
) -> tuple[tuple[FileRow, ...], int]:
    """A page of the edited files, most changed first, and how many there are."""
    page, files = ranked_files(connection, where, start, most)
    paths = [_full_path(*row.group[:2]) for row in page]
    shown = short_names(paths)
    rows = tuple(
        FileRow(
            file=shown[path],
            path=path,
            language=row.group[2],
            edits=whole(row.values["edits"]),
            lines_added=counted(row.values["lines_added"]),
            lines_removed=counted(row.values["lines_removed"]),
            cost=_share(row.values),
            cost_label=_share_label(row.values),
        )
        for path, row in zip(paths, page, strict=True)
    )
    return rows, files


def _full_path(project: str, path: str) -> str:
    absolute = path.startswith(("/", "\\")) or path[1:2] == ":"
    if absolute or project == NO_PROJECT:
        return path
    return f"{project.rstrip('/')}/{path}"


def language_rows(connection: DuckDBPyConnection, where: Filter) -> tuple[LanguageRow, ...]:
    """Languages of edited files, dearest first."""
    found = measure(connection, FILE_METRICS, where, ("language",))
    rows = [
        LanguageRow(
            language=row.group[0],
            lines_added=counted(row.values["lines_added"]),
            lines_removed=counted(row.values["lines_removed"]),
            cost=_share(row.values),
            cost_label=_share_label(row.values),
        )
        for row in found
        if row.values["edits"] or row.values["attributed_cost"]
    ]
    rows.sort(key=lambda row: (most_first(row.cost), most_first(row.lines_added), row.language))
    return tuple(rows[:MOST_ROWS])


def _share(values: dict[str, Value]) -> float | None:
    nano = values["attributed_cost"]
    if nano is None or (nano == 0 and values["attributed_unsure"]):
        return None
    return round(nano / 1e9, 9)


def _share_label(values: dict[str, Value]) -> Label:
    if _share(values) is None:
        return "unknown"
    if values["attributed_unsure"]:
        return "at_least"
    return "estimated" if values["attributed_estimated"] else "priced"
