"""A long reading shows the newest sessions before it has read them all, to whoever waits."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from conftest import totals_of
from sightline import reading, store
from sightline.store import Index

if TYPE_CHECKING:
    from conftest import Home

FILES = 12


@pytest.fixture
def index(home: Home, monkeypatch: pytest.MonkeyPatch) -> Index:
    """Over sessions of which s00 is the oldest, each a batch of its own."""
    monkeypatch.setattr(reading, "BATCH_BYTES", 1)
    monkeypatch.setattr(store, "SHOWN_AFTER_SECONDS", 0.0)
    monkeypatch.setattr(store, "SHOWN_AGAIN", 1)
    for n in range(FILES):
        path = home.claude(f"s{n:02d}", prompt(f"p{n}", 0), reply(f"m{n}", 1))
        os.utime(path, (1_700_000_000 + n, 1_700_000_000 + n))
    return home.index()


def seen_while_reading(index: Index) -> list[set[str]]:
    """Which sessions count each time a file was read."""
    seen = []

    def look(_done: int, _total: int) -> None:
        with index.reading() as connection:
            rows = connection.execute("SELECT native_id FROM session").fetchall()
        seen.append({name for (name,) in rows})

    index.refresh(look)
    return seen


def test_the_newest_count_before_the_rest_is_read(index: Index) -> None:
    """D9: newest first."""
    index.counted = lambda: None
    seen = seen_while_reading(index)
    assert seen[1] == {"s11"}
    assert seen[-1] == {f"s{n:02d}" for n in range(1, FILES)}
    assert totals_of(index, "requests") == {"requests": FILES}


def test_where_nobody_waits_nothing_is_shown_before_the_end(index: Index) -> None:
    assert seen_while_reading(index) == [set()] * FILES
    assert totals_of(index, "requests") == {"requests": FILES}
