"""What could not be read, where and why; and where was looked."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from sightline.reports import scope
from sightline.reports.engines import title_of
from sightline.reports.payload.base import MOST, Params
from sightline.reports.payload.rows import ProblemRow
from sightline.reports.payload.tables import ProblemsPayload, SearchedFolder
from sightline.reports.report import Context, Report
from sightline.store import calendar
from sightline.store.problems import problems


class ProblemsParams(Params):
    """Which page, and whether counted oddities are wanted too."""

    limit: int = Field(100, ge=1, le=1000)
    cursor: int = Field(0, ge=0, le=MOST)
    anomalies: bool = False


def answer(context: Context, params: ProblemsParams) -> ProblemsPayload:
    """Unreadable lines and skipped files, by path and line."""
    with context.index.reading() as connection:
        found, total = problems(
            connection,
            now=calendar.microseconds(context.now()),
            anomalies=params.anomalies,
            limit=params.limit,
            cursor=params.cursor,
        )
        rows = problem_rows(found)
        end = params.cursor + len(rows)
        return ProblemsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            rows=rows,
            total=total,
            next_cursor=end if end < total else None,
            searched=tuple(
                SearchedFolder(
                    engine=engine, title=title_of(engine), path=str(folder), exists=folder.is_dir()
                )
                for engine, folder in context.index.searched()
            ),
        )


def problem_rows(found: list[tuple[Any, ...]]) -> tuple[ProblemRow, ...]:
    """Problems as payload rows."""
    return tuple(
        ProblemRow(
            engine=row[0], path=row[1], line=row[2] or None, kind=row[3],
            reason=row[4], count=row[5],
        )
        for row in found
    )  # fmt: skip


PROBLEMS = Report(
    "problems", "Problems", ProblemsParams, ProblemsPayload, answer, also=frozenset({"clock"})
)
