"""`sightline stats …`: tools, files, blocks, branches and days, a table each."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sightline.cli import forms, tables
from sightline.cli.exits import DONE
from sightline.cli.hints import empty_hints

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.blocks import BlocksPayload
    from sightline.reports.branches import BranchesPayload
    from sightline.reports.files import FilesPayload
    from sightline.reports.payload.base import Payload
    from sightline.reports.payload.daily import DailyPayload
    from sightline.reports.tools import ToolsPayload

FEW_ROWS, MOST_ROWS = 20, 1000
NOTHING = "No session data available."


def stats_tools(place: Workplace) -> int:
    """Calls, success and time by tool."""
    place.refresh()
    payload = cast("ToolsPayload", place.ask("tools", **place.scope))
    if place.options.json:
        place.terminal.answer_json(forms.payload(payload))
        return DONE if payload.rows else nothing(place)
    if not payload.rows:
        return nothing(place)
    place.terminal.answer(tables.tool_table(payload.rows, place.terminal.figures))
    return DONE


def stats_files(place: Workplace) -> int:
    """Edited files, and what of the cost went into them."""
    place.refresh()
    payload = cast("FilesPayload", place.ask("files", **place.scope, limit=_rows(place)))
    lines = tables.file_table(payload, place.terminal.figures)
    return _table(place, payload, lines if payload.total.files or payload.total.cost else [])


def stats_blocks(place: Workplace) -> int:
    """Five-hour blocks, the newest last."""
    place.refresh()
    payload = cast("BlocksPayload", place.ask("blocks", **place.scope, limit=_rows(place)))
    lines = tables.block_table(payload, place.terminal.figures)
    return _table(place, payload, lines if payload.total.requests else [])


def stats_branches(place: Workplace) -> int:
    """Cost by branch and by commit."""
    place.refresh()
    payload = cast("BranchesPayload", place.ask("branches", **place.scope, limit=_rows(place)))
    figures = place.terminal.figures
    lines = tables.branch_table(payload, figures)
    if payload.commits:
        lines += ["", *tables.commit_table(payload, figures)]
    if payload.rows and payload.hint is not None:
        place.terminal.note(payload.hint)
    return _table(place, payload, lines if payload.rows else [])


def _rows(place: Workplace) -> int:
    """How many rows are asked for: few for a person, a page for a program."""
    limit = place.options.limit or (MOST_ROWS if place.options.json else FEW_ROWS)
    if limit > MOST_ROWS:
        place.terminal.note(f"At most {MOST_ROWS:,} rows are listed.")
    return min(limit, MOST_ROWS)


def _table(place: Workplace, payload: Payload, lines: list[str]) -> int:
    """Answer a table, or its payload; without lines say that there is nothing."""
    if place.options.json:
        place.terminal.answer_json(forms.payload(payload))
        return DONE if lines else nothing(place)
    if not lines:
        return nothing(place)
    place.terminal.answer(lines)
    return DONE


def stats_daily(place: Workplace) -> int:
    """A row a local day."""
    place.refresh()
    payload = cast("DailyPayload", place.ask("daily", **place.scope))
    if place.options.json:
        place.terminal.answer_json(forms.payload(payload))
        return DONE if payload.days else nothing(place)
    if not payload.days:
        return nothing(place)
    place.terminal.answer(tables.daily_table(payload, place.terminal.figures))
    return DONE


def nothing(place: Workplace) -> int:
    """Say that there is nothing to show, and why."""
    if not place.options.json:
        place.terminal.answer([NOTHING])
    empty_hints(place)
    return DONE
