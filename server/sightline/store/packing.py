"""How rows lie in the cache file: a number that others nearly tell is kept as what it differs by.

Differences are small, so they take little room, and exact, so nothing is lost: whatever the
guess, what is read is what was written. In memory rows lie as they are.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from sightline.store import schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

_WRITES = "cache_write_5m_tokens + cache_write_1h_tokens"
_RATE = (
    "cost_nano / (input_tokens + 0.1::DOUBLE * cache_read_tokens + 1.25::DOUBLE *"
    " cache_write_5m_tokens + 2::DOUBLE * cache_write_1h_tokens + 5::DOUBLE * output_tokens)"
)
"""What a token of input may have cost: the other rates are usually so many times as much."""


def _cost(tokens: str) -> str:
    return f"TRY_CAST({_RATE} * ({tokens}) AS BIGINT)"


_GUESSES: Mapping[str, Mapping[str, str]] = {
    "request": {
        "first_ts": "{ts}",
        "started_ts": "{first_ts} - coalesce(first_ms * 1000, 0)",
        "ended_ts": "coalesce({started_ts} + duration_ms * 1000, {first_ts})",
        "tie": f"({{ended_ts}} // 1000 & {(1 << 41) - 1}) << 22",
        "rank": f"input_tokens + cache_read_tokens + {_WRITES} + output_tokens",
        "cost_input_nano": _cost("input_tokens"),
        "cost_cache_read_nano": _cost("0.1::DOUBLE * cache_read_tokens"),
        "cost_cache_write_nano": _cost(
            "1.25::DOUBLE * cache_write_5m_tokens + 2::DOUBLE * cache_write_1h_tokens"
        ),
        "cost_output_nano": _cost("5::DOUBLE * output_tokens"),
        "savings_nano": _cost(
            "0.9::DOUBLE * cache_read_tokens - 0.25::DOUBLE * cache_write_5m_tokens"
            " - cache_write_1h_tokens"
        ),
    },
    "tool_call": {"ended_ts": "{ts} + coalesce(duration_ms * 1000, 0)"},
    "span": {"ended": "{started}"},
}
"""What a column is likely to be, told by others; those in braces are guessed themselves."""
_AS_THREAD = ("session_file", "request", "turn", "tool_call", "code_change", "handoff")
"""Their session is nearly always the thread: then it is not said again."""

_UNLIKE = ("request", "tool_call", "code_change")
_STORED = dict.fromkeys(("key", "variant"), "VARCHAR USING COMPRESSION zstd")
"""Identities, of which no two are alike, in these tables."""
_STATE = {"state": "BLOB USING COMPRESSION zstd"}
"""A parser's state is bytes: as a text it would take a third more."""
_INSTANTS = {"request": ("ts",), "tool_call": ("ts",), "span": ("started", "ended")}
"""In nearly all files whole milliseconds: those are written as such, others beyond all of them."""
_BEYOND = 1 << 60


def create_table(connection: DuckDBPyConnection, name: str) -> None:
    """Make a table of the cache file, empty."""
    types = schema.columns(schema.ALL[name]).items()
    stored = _STORED if name in _UNLIKE else _STATE
    body = ", ".join(f'"{column}" {stored.get(column, type_)}' for column, type_ in types)
    connection.execute(f"CREATE TABLE cache.{name} ({body})")


def packed(name: str) -> str:
    """What to select from a table in memory to write it."""
    return _replacing(_packed(name))


def unpacked(name: str) -> str:
    """What to select from a table of the cache file to have it as it was."""
    return _replacing(_unpacked(name))


def version() -> str:
    """Changes whenever what is written does."""
    shape = repr([_UNLIKE, _STORED, _STATE, *((name, _unpacked(name)) for name in schema.ALL)])
    return f"{schema.version()}{zlib.crc32(shape.encode()):08x}"


def _packed(name: str) -> dict[str, str]:
    guesses = _GUESSES.get(name, {})
    plain = {column: column for column in (*guesses, *_INSTANTS.get(name, ()))}
    stored = {
        column: f"({column} - coalesce({guess.format_map(plain)}, 0))"
        for column, guess in guesses.items()
    }
    for column in _INSTANTS.get(name, ()):
        ts = stored.get(column, column)
        stored[column] = f"if({ts} % 1000 = 0, {ts} // 1000, {ts} + {_BEYOND})"
    if name in _AS_THREAD:
        stored["session"] = "nullif(session, thread)"
    if name == "source":
        stored["state"] = "from_base64(state)"
    return stored


def _unpacked(name: str) -> dict[str, str]:
    known = {
        column: f"if({column} < {_BEYOND >> 1}, {column} * 1000, {column} - {_BEYOND})"
        for column in _INSTANTS.get(name, ())
    }
    for column, guess in _GUESSES.get(name, {}).items():
        stored = known.get(column, column)
        known[column] = f"({stored} + coalesce({guess.format_map(known)}, 0))"
    if name in _AS_THREAD:
        known["session"] = "coalesce(session, thread)"
    if name == "source":
        known["state"] = "to_base64(state)"
    return known


def _replacing(values: Mapping[str, str]) -> str:
    if not values:
        return "*"
    return f"* REPLACE ({', '.join(f'{value} AS {name}' for name, value in values.items())})"
