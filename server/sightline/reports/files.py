"""Which files were edited how much, and what of the cost went into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reports import rows, scope
from sightline.reports.labels import cost_label, counted, known_sum, usd, whole
from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.rows import FileRow
from sightline.reports.payload.scope import PageScope
from sightline.reports.report import Context, Report
from sightline.store.query import total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.store.query import Value

_TOTALS = ("lines_added", "lines_removed", "cost", "attributed_cost")


class FileSums(Payload):
    """Lines and cost of some files, or of all work."""

    files: int
    lines_added: int | None
    lines_removed: int | None
    cost: float | None
    cost_label: Label


class FilesPayload(ScopedAnswer):
    """A page of the edited files, most changed first.

    Rows, others and unattributed add up to the total.
    """

    period: Period
    rows: tuple[FileRow, ...]
    others: FileSums
    """The files that are not on this page."""
    unattributed: float | None
    """Cost of turns that changed no file."""
    total: FileSums
    next_cursor: int | None


def answer(context: Context, params: PageScope) -> FilesPayload:
    """Edited files of a scope."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        page, files = rows.file_page(connection, span.where, params.cursor, params.limit)
        end = params.cursor + len(page)
        values = total(connection, _TOTALS, span.where)
        cost, attributed = usd(values), whole(values["attributed_cost"])
        known = cost is not None
        return FilesPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=page,
            others=_others(page, files, values),
            unattributed=round((whole(values["cost"]) - attributed) / 1e9, 9) if known else None,
            total=FileSums(
                files=files,
                lines_added=counted(values["lines_added"]),
                lines_removed=counted(values["lines_removed"]),
                cost=cost,
                cost_label=cost_label(values),
            ),
            next_cursor=end if end < files else None,
        )


def _others(page: Sequence[FileRow], files: int, values: dict[str, Value]) -> FileSums:
    shown = round(sum(row.cost for row in page if row.cost is not None), 9)
    return FileSums(
        files=files - len(page),
        lines_added=_rest(values["lines_added"], [row.lines_added for row in page]),
        lines_removed=_rest(values["lines_removed"], [row.lines_removed for row in page]),
        cost=round(whole(values["attributed_cost"]) / 1e9 - shown, 9),
        cost_label=cost_label(values),
    )


def _rest(value: Value, shown: Sequence[int | None]) -> int | None:
    whole_sum, known = counted(value), known_sum(shown)
    return None if whole_sum is None or known is None else whole_sum - known


FILES = Report("files", "Files", PageScope, FilesPayload, answer)
