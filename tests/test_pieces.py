"""Every engine read in pieces, as its files grow, gives what one full read gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from families import Family, contents, homes
from places import PLACES, lay_out
from sightline import reading
from sightline.store import schema

if TYPE_CHECKING:
    from conftest import Home
    from sightline.store import Index

SESSIONS = Path(__file__).parent / "sessions"
ALONE = {"claude_code", "codex"}
"""Their cases are all called the same, so each is read in a home of its own."""


def rows_of(index: Index) -> dict[str, list[tuple[Any, ...]]]:
    """All rows that count, what was made of them, and how much of what could not be read."""
    index.refresh()
    found: dict[str, list[tuple[Any, ...]]] = {}
    with index.reading() as connection:
        for name, kind in schema.ALL.items():
            counted = " WHERE native" if "native" in kind.__struct_fields__ else ""
            rows = connection.execute(f"SELECT * FROM {name}{counted}").fetchall()
            found[name] = sorted(rows, key=repr)
        found["problem"] = connection.execute(
            "SELECT source, kind, reason, sum(n) FROM problem GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    del found["source"]
    return found


def grown(home: Home, pick: random.Random) -> Index:
    """An index that looked on while all files of a home were written anew in pieces."""
    whole = {path: path.read_bytes() for path in sorted(home.path.rglob("*.*")) if path.is_file()}
    for path in whole:
        path.write_bytes(b"")
    index = home.index()
    for last in (False, False, True):
        for path, content in whole.items():
            begin = path.stat().st_size
            end = len(content) if last else pick.randint(begin, len(content))
            with path.open("ab") as file:
                file.write(content[begin:end])
        index.refresh()
    return index


@pytest.mark.parametrize("engine", PLACES)
def test_in_random_pieces_equals_a_full_read(engine: str) -> None:
    folder, pick = SESSIONS / engine, random.Random(engine)
    files = sorted(folder.rglob("*.json*"))
    for some in [[path] for path in files] if engine in ALONE else [files] * 3:
        with homes() as make:
            home = make({})
            lay_out(home, engine, folder, some)
            pieces = rows_of(grown(home, pick))
            home.cache /= "another"
            fresh = rows_of(home.index())
        assert [name for name in fresh if pieces[name] != fresh[name]] == [], some


def test_what_grew_is_one_with_what_was_read_before_also_beside_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "PARALLEL_BYTES", 0)
    with homes() as make:
        home = make(contents(Family(7)))
        pieces = rows_of(grown(home, random.Random(7)))
        home.cache /= "another"
        assert pieces == rows_of(home.index())
