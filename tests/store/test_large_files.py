"""A large log is read piece by piece, and counts as if it had been read at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import encoded, prompt, reply, tool_result, tool_use
from conftest import totals_of
from sightline import reading

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Home

NAMES = ("requests", "total_tokens", "cost", "tool_calls", "turns", "active_time")
PIECES = 2


def large(home: Home) -> Path:
    """A session of so many pieces, whose tools are each asked in one and answered in the next."""
    path = home.claude("a", prompt("p", 0))
    filler = encoded(tool_result("none", 1, toolUseResult={"stdout": "x" * 1_000_000}))
    with path.open("ab") as file:
        for n in range(PIECES):
            file.write(encoded(reply(f"m{n}", 10 * n + 2, content=[tool_use(f"t{n}")])))
            file.write(filler * (reading.PIECE_BYTES // len(filler) + 2))
            file.write(encoded(tool_result(f"t{n}", 10 * n + 9)))
    return path


def test_a_large_file_is_read_in_pieces_and_counts_as_its_lines_do(home: Home) -> None:
    path, told = large(home), []
    index = home.index()
    index.refresh(lambda done, _: told.append(done))
    totals = totals_of(index, *NAMES)
    assert told == [0, 0, 1]  # its pieces, of which the last one ends it
    with path.open("ab") as file:
        file.write(more := encoded(reply("more", 60)))
    assert index.refresh().bytes_read == len(more)
    lines = [line for line in path.read_bytes().splitlines(keepends=True) if len(line) < 10_000]
    path.write_bytes(b"".join(lines[:-1]))
    assert totals == home.totals(*NAMES)
    assert totals["tool_calls"] == PIECES
