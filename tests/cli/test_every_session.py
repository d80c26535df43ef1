"""Laws over all session files of the tests: whatever one holds or lacks, a layout shows it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from places import PLACES, lay_out
from sightline.cli import comparison, forms, render, tables
from sightline.reports.session_report import engine_row, model_total, session_report

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.text import Figures

SESSIONS = Path(__file__).parents[1] / "sessions"
ENGINES = sorted(PLACES)


def laid_out(home: Home, engine: str) -> None:
    folder = SESSIONS / engine
    lay_out(home, engine, folder, (path for path in sorted(folder.rglob("*")) if path.is_file()))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_has_its_layouts(home: Home, ask: Ask, figures: Figures, engine: str) -> None:
    """L10, L11, L12, L15: nothing unknown ends a layout, and none of it shows as anything else."""
    laid_out(home, engine)
    index = home.index()
    index.refresh()
    for row in ask(index, "sessions", limit=1000).rows:
        payload = ask(index, "session", id=row.id)
        one = engine_row(payload, engine)
        lines = [
            *render.session_summary(payload, figures),
            *render.session_details(payload, figures),
            *render.model_table("Models", payload.models, model_total(payload), figures),
            *render.engine_table("Engines", (one,), one, figures),
        ]
        assert not [line for line in lines if "None" in line or "nan" in line.split()]
        assert forms.plain(session_report(payload))["metrics"]["session_id"] == payload.native_id


@pytest.mark.parametrize("engine", ENGINES)
def test_a_scope_has_its_layouts(home: Home, ask: Ask, figures: Figures, engine: str) -> None:
    """L11, L12, L13, L15, L20: of what an engine cannot tell too."""
    laid_out(home, engine)
    index = home.index()
    index.refresh()
    models, engines = ask(index, "models"), ask(index, "engines")
    lines = [
        *render.model_table("Models", models.rows, models.total, figures),
        *render.engine_table("Engines", engines.rows, engines.total, figures),
        *render.history(ask(index, "sessions", limit=100).rows, figures),
        *tables.daily_table(ask(index, "daily"), figures),
    ]
    assert not [line for line in lines if "None" in line]


def test_any_two_sessions_can_be_compared(home: Home, ask: Ask, figures: Figures) -> None:
    """L14, L15: what one of them cannot tell has no difference."""
    for engine in ENGINES:
        laid_out(home, engine)
    index = home.index()
    index.refresh()
    ids = [row.id for row in ask(index, "sessions", limit=1000).rows]
    for a, b in pairwise([*ids, ids[0]]):
        lines = comparison.comparison(ask(index, "compare", a=a, b=b), figures)
        assert lines[-1].startswith("  Delta: ")
        assert not [line for line in lines if "None" in line]
