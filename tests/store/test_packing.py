"""What the cache file holds is what memory held, to the bit."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import _duckdb as duckdb
import pytest

from sightline.store import packing, schema

if TYPE_CHECKING:
    from pathlib import Path

VALUES = {
    "BIGINT": (None, 0, 1, -1, 999, -1_000, 1_700_000_000_123_000, 1_700_000_000_123_456, 1 << 53),
    "VARCHAR": (None, "", "claude-opus-4-6", "YQ=="),
    "BOOLEAN": (None, True, False),
    "DOUBLE": (None, 0.5, -1.0),
}
"""Tokens and milliseconds are counted up to 2^53; base64, as a state is text in memory."""


@pytest.mark.parametrize("name", schema.ALL)
def test_a_row_is_read_as_it_was_written(name: str, tmp_path: Path) -> None:
    connection = duckdb.connect(":memory:")
    schema.create_table(connection, name)
    types = schema.columns(schema.ALL[name])
    chance = random.Random(7)
    choices = {column: VALUES[type_] for column, type_ in types.items()}
    choices |= {"session": ("a", "b"), "thread": ("a", "b"), "state": (None, "", "YQ==")}
    for _ in range(200):
        row = [chance.choice(choices[column]) for column in types]
        connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    connection.execute(f"ATTACH '{tmp_path / 'x'}' AS cache")
    packing.create_table(connection, name)
    connection.execute(f"INSERT INTO cache.{name} SELECT {packing.packed(name)} FROM {name}")
    again = f"SELECT {packing.unpacked(name)} FROM cache.{name}"
    lost = connection.execute(f"FROM {name} EXCEPT ALL {again}").fetchall()
    told = connection.execute(f"DESCRIBE {again}").fetchall()
    assert lost == []
    assert {column: type_ for column, type_, *_ in told} == types


def test_what_others_tell_takes_no_room() -> None:
    connection = duckdb.connect(":memory:")
    schema.create_table(connection, "span")
    connection.execute("INSERT INTO span VALUES ('s', 'api', 1700000000123000, 1700000000623000)")
    written = connection.execute(f"SELECT {packing.packed('span')} FROM span").fetchall()
    assert written == [("s", "api", 1_700_000_000_123, 500)]
