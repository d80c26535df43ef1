"""Reading a rollout in any pieces gives, joined by identity, what one full read gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sightline.adapters.base import Position, Source, Work, read
from sightline.adapters.codex import CODEX
from sightline.records import TABLES, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "codex"
FILES = sorted(path.name for path in SESSIONS.glob("*.jsonl"))
Table = dict[str, Any]


def joined(earlier: Any, row: Any) -> Any:
    """As the store joins: the first end of a call counts, the newer sight of all else."""
    if hasattr(row, "applied") or getattr(earlier, "outcome", "open") != "open":
        return earlier
    if hasattr(row, "outcome"):
        return msgspec.structs.replace(row, ts=earlier.ts, line=earlier.line, turn=earlier.turn)
    return row


def merge(tables: dict[str, Table], rows: Rows) -> None:
    for void in rows.void:
        tables[void.table].pop(void.key, None)
    for name in TABLES:
        if name != "problem":
            table = tables.setdefault(name, {})
            for row in getattr(rows, name):
                key = getattr(row, "key", "session")
                table[key] = joined(table[key], row) if key in table else row


def settled(tables: dict[str, Table]) -> dict[str, Table]:
    """As the store counts: no copied lines."""
    begin = tables["session"]["session"].native_line if tables["session"] else 0
    found: dict[str, Table] = {}
    for name, table in tables.items():
        found[name] = {
            key: row if name == "session" or row.line >= begin
            else msgspec.structs.replace(row, native=False)
            for key, row in table.items()
        }  # fmt: skip
    return found


def read_pieces(path: Path, growing: Path, cuts: list[int]) -> dict[str, Table]:
    """Read a file that grows: after each cut again, from where the last read ended."""
    data = path.read_bytes()
    tables: dict[str, Table] = {}
    position: Position | None = None
    state: bytes | None = None
    for cut in [*cuts, len(data)]:
        growing.write_bytes(data[:cut])
        source = Source("codex", str(growing.parent), str(growing))
        reading = read(CODEX, source, position, state, Work())
        assert not reading.restarted or position is None
        position, state = reading.position, reading.state
        merge(tables, reading.rows)
    return settled(tables)


@pytest.mark.parametrize("name", FILES)
def test_a_file_read_line_by_line_equals_one_read(name: str, tmp_path: Path) -> None:
    path, growing = SESSIONS / name, tmp_path / name
    data = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(data) if byte == 10]
    before = [end - 1 for end in ends]  # the line is whole, its line feed still to come
    assert read_pieces(path, growing, ends) == read_pieces(path, growing, [])
    assert read_pieces(path, growing, before) == read_pieces(path, growing, [])


@pytest.mark.parametrize("name", FILES)
def test_a_file_read_in_random_pieces_equals_one_read(name: str, tmp_path: Path) -> None:
    path, growing = SESSIONS / name, tmp_path / name
    chance, size = random.Random(name), path.stat().st_size
    whole = read_pieces(path, growing, [])
    for _ in range(8):
        cuts = sorted(chance.sample(range(size), 6))
        assert read_pieces(path, growing, cuts) == whole


@pytest.mark.parametrize("name", FILES)
def test_a_file_read_twice_over_gives_the_same_rows(name: str, tmp_path: Path) -> None:
    path, growing = SESSIONS / name, tmp_path / name
    size = path.stat().st_size
    assert read_pieces(path, growing, [size, size]) == read_pieces(path, growing, [])
