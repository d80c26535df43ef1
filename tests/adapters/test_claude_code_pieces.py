"""Reading in any pieces gives, joined by identity, what one full read gives."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders import encoded, prompt, reply
from sightline.adapters.base import LONGEST_LINE, Position, Reading, Source, Work, read
from sightline.adapters.base.intake import Intake
from sightline.adapters.claude_code import CLAUDE_CODE
from sightline.adapters.claude_code.parser import ClaudeParser
from sightline.records import TABLES, Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "claude_code"
FILES = sorted(str(path.relative_to(SESSIONS)) for path in SESSIONS.rglob("*.jsonl"))
Table = dict[tuple[Any, ...], Any]


def identity(row: Any) -> tuple[Any, ...]:
    names = ("key", "variant", "side") if isinstance(row, Request) else ("key", "thread")
    return tuple(getattr(row, name, "") for name in names)


def joined(earlier: Any, row: Any) -> Any:
    """As the store joins: the first end of a call counts, the greater sight of a request."""
    if isinstance(row, Request):
        winner = max(row, earlier, key=lambda one: (one.rank, one.tie))
        first = min(earlier, row, key=lambda one: (one.first_ts or 0, one.line))
        names = ("line", "turn", "ts", "first_ts", "started_ts", "first_ms", "first_kind", "says")
        begin = {name: getattr(first, name) for name in names}
        ended = max(earlier.ended_ts or 0, row.ended_ts or 0) or None
        span = (ended or 0) - (first.started_ts or 0)
        is_known = first.started_ts is not None and 0 <= span <= 1800 * 1_000_000
        return msgspec.structs.replace(
            winner, **begin, ended_ts=ended, duration_ms=span // 1000 if is_known else None,
            partial=earlier.partial and row.partial,
            web_searches=max(earlier.web_searches, row.web_searches),
            messages=max(earlier.messages, row.messages),
        )  # fmt: skip
    if hasattr(row, "applied") or getattr(earlier, "outcome", "open") != "open":
        return earlier
    if hasattr(row, "outcome"):
        return msgspec.structs.replace(row, ts=earlier.ts, line=earlier.line, turn=earlier.turn)
    return row


def merge(tables: dict[str, Table], rows: Rows) -> None:
    for name in TABLES:
        if name != "problem":
            table = tables.setdefault(name, {})
            for row in getattr(rows, name):
                key = identity(row)
                table[key] = joined(table[key], row) if key in table else row


def anomalies(rows: Rows, before: int) -> dict[str, int]:
    """How often something was odd in the lines that will not be read again."""
    found: dict[str, int] = {}
    for problem in rows.problem:
        if problem.line <= before:
            found[problem.reason] = found.get(problem.reason, 0) + problem.n
    return found


def read_once(path: Path, root: Path) -> tuple[dict[str, Table], dict[str, int]]:
    reading = read(CLAUDE_CODE, Source("claude_code", str(root), str(path)), None, None, Work())
    tables: dict[str, Table] = {}
    merge(tables, reading.rows)
    return tables, anomalies(reading.rows, reading.position.line)


def read_pieces(path: Path, root: Path, cuts: list[int]) -> tuple[dict[str, Table], dict[str, int]]:
    """Read a file that grows: after each cut again, from where the last read ended."""
    data = path.read_bytes()
    growing = root / path.name
    source = Source("claude_code", str(root), str(growing))
    tables: dict[str, Table] = {}
    odd: dict[str, int] = {}
    position: Position | None = None
    state: bytes | None = None
    for cut in [*cuts, len(data)]:
        growing.write_bytes(data[:cut])
        reading: Reading = read(CLAUDE_CODE, source, position, state, Work())
        position, state = reading.position, reading.state
        merge(tables, reading.rows)
        for reason, n in anomalies(reading.rows, position.line).items():
            odd[reason] = odd.get(reason, 0) + n
    return tables, odd


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(4))
def test_random_pieces_equal_one_read(name: str, seed: int, tmp_path: Path) -> None:
    path = SESSIONS / name
    chance = random.Random(f"{name} {seed}")
    size = path.stat().st_size
    cuts = sorted(chance.randrange(1, size) for _ in range(chance.randint(1, 8)))
    whole = tmp_path / path.name
    whole.write_bytes(path.read_bytes())
    assert read_pieces(path, tmp_path, cuts) == read_once(whole, tmp_path)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("back", [0, 1])
def test_a_read_after_each_line_equals_one_read(name: str, back: int, tmp_path: Path) -> None:
    """With and without the line feed at its end, which decides whether a line is final."""
    path = SESSIONS / name
    cuts = [at + 1 - back for at, byte in enumerate(path.read_bytes()) if byte == ord("\n")]
    whole = tmp_path / path.name
    whole.write_bytes(path.read_bytes())
    assert read_pieces(path, tmp_path, cuts) == read_once(whole, tmp_path)


def test_a_state_holds_no_text_of_the_transcript() -> None:
    path = SESSIONS / "edits.jsonl"
    source = Source("claude_code", str(SESSIONS), str(path))
    parser = ClaudeParser(source, None)
    data = b"".join(path.read_bytes().splitlines(keepends=True)[:2])
    Intake(parser, Work(), 0).take(bytearray(data), 0, len(data), 0)
    assert b"old_string" not in parser.state()
    assert b"a\nB\nB2" not in parser.state()


def test_a_state_stays_small_however_long_the_file() -> None:
    parser = ClaudeParser(Source("claude_code", "/x", "/x/s.jsonl"), None)
    line = (
        '{"type":"user","uuid":"u%d","timestamp":"2026-03-04T09:00:00Z","message":{"content":%s}}\n'
    )
    for number in range(1, 3000):
        data = bytearray((line % (number, '"go"')).encode())
        Intake(parser, Work(), 0).take(data, 0, len(data), 0)
    assert len(parser.state()) < 2500


def test_a_line_too_long_costs_itself_and_is_begun_again_until_it_ends(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    before, long = encoded(prompt("p1", 0)), b'{"a":"' + b"x" * LONGEST_LINE
    path.write_bytes(before + long)
    source = Source("claude_code", str(tmp_path), str(path))
    first = read(CLAUDE_CODE, source, None, None, Work())
    assert (first.position.offset, first.position.line) == (len(before), 1)
    path.write_bytes(before + long + b"\n" + encoded(reply("m1", 5)))
    rest = read(CLAUDE_CODE, source, first.position, first.state, Work())
    assert [problem.line for problem in [*first.rows.problem, *rest.rows.problem]] == [2]
    assert [(row.key, row.line) for row in rest.rows.request] == [("m1", 3)]
