"""How a row looks on a terminal and in JSON."""

from __future__ import annotations

from typing import Any

from measure import Row, shown

HEADER = f"{'':<40}{'median':>14}  {'quartiles':<24}{'budget':>12}  verdict"


def lines_of(row: Row) -> list[str]:
    """A line of the table, and a second one for what it is made of."""
    low, median, high = (shown(value, row.unit) for value in row.quartiles)
    spread = f"{low} to {high}" if len(row.samples) > 1 else ""
    budget = "" if row.budget is None else f"≤ {shown(row.budget, row.unit)}"
    line = f"{row.what:<40}{median:>14}  {spread:<24}{budget:>12}  {row.verdict}"
    return [line.rstrip(), *([f"    {row.note}"] if row.note else [])]


def json_of(row: Row) -> dict[str, Any]:
    """Everything that is known of a row."""
    return {
        "what": row.what,
        "unit": row.unit,
        **row.quartiles._asdict(),
        "budget": row.budget,
        "verdict": row.verdict,
        "note": row.note,
        "samples": row.samples,
        "parts": dict(row.parts),
    }
