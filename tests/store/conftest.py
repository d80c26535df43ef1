"""An index of sessions of every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Home
from places import PLACES, lay_out
from sightline.store import Index

SESSIONS = Path(__file__).parents[1] / "sessions"


@pytest.fixture
def every_engine(home: Home) -> Index:
    """What tests/sessions holds, where each engine would have put it."""
    for engine in PLACES:
        files = [path for path in (SESSIONS / engine).rglob("*.json*") if path.is_file()]
        lay_out(home, engine, SESSIONS / engine, files)
    index = home.index()
    index.refresh()
    return index
