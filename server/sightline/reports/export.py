"""Any report as CSV safe to open in a spreadsheet, or as JSON, with all its rows."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sightline import __version__
from sightline.files import write_whole
from sightline.reports.scope import iso_now
from sightline.reports.stripping import stripped_scope
from sightline.reports.tabular import Cell, Table, tables

if TYPE_CHECKING:
    from pydantic import BaseModel

    from sightline.reports.payload.base import Params, Payload
    from sightline.reports.report import Context, Report

SCHEMA = "sightline.export/1"
Format = Literal["csv", "json"]
EVERYTHING = 1 << 40
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n\0")
"""What a spreadsheet takes for a formula, or hides one behind, at the beginning of a cell."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written."""

    path: Path
    rows: int


def export(
    context: Context, report: Report, params: Params, kind: Format, path: Path
) -> tuple[Exported, ...]:
    """Write a report's whole answer; where CSV has several tables, each is a file of its own."""
    payload = whole(context, report, params)
    if kind == "json":
        return (_json_file(context, report, params, payload, path),)
    found = tables(payload, report.name)
    if len(found) == 1:
        return (_csv_file(found[0], path),)
    return tuple(
        _csv_file(table, path.with_name(f"{path.stem}-{table.name}{path.suffix}"))
        for table in found
    )


def whole(context: Context, report: Report, params: Params) -> Payload:
    """A report's answer with all rows, not a page of them."""
    if "cursor" in type(params).model_fields:
        params = params.model_copy(update={"limit": EVERYTHING, "cursor": 0})
    return report.answer(context, params)


def document(context: Context, report: Report, params: Params, payload: BaseModel) -> Any:
    """A report as one JSON document that says what it is."""
    scope = params.model_dump(mode="json", by_alias=True, exclude={"limit", "cursor"})
    return {
        "schema": SCHEMA,
        "generatedAt": iso_now(context),
        "version": __version__,
        "scope": stripped_scope(scope, context.without),
        "report": report.name,
        "data": payload.model_dump(mode="json", by_alias=True),
    }


def csv_text(table: Table) -> str:
    """RFC 4180: a header of names, raw values, nothing for the unknown."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    return repr(cell)


def _csv_file(table: Table, path: Path) -> Exported:
    write_whole(path, (csv_text(table),))
    return Exported(path, len(table.rows))


def _json_file(
    context: Context, report: Report, params: Params, payload: Payload, path: Path
) -> Exported:
    text = json.dumps(
        document(context, report, params, payload), indent=2, ensure_ascii=False, allow_nan=False
    )
    write_whole(path, (text, "\n"))
    return Exported(path, sum(len(table.rows) for table in tables(payload, report.name)))
