"""The same session files through a public peer and through Sightline: where, and by which rule.

    uv run poe differential [FOLDER ...]

A folder is a home (with .claude or .codex), an engine's own folder, or a corpus with flat folders
`claude` and `codex`; without any, the one that SIGHTLINE_CORPUS names. Ends with 1 when a number
differs and no known rule says why.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from differential import costs, explain, ours, peer
from differential.apart import by_file, read_alone
from differential.homes import VARIABLES, NothingFoundError, histories
from differential.known import ALL
from differential.tally import NOTHING, Tokens, less, summed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from differential.costs import Costs
    from differential.explain import Reading
    from differential.homes import History
    from differential.tally import Cell, Cells

SHOWN = 8


def main(arguments: list[str] | None = None) -> int:
    """Compare all folders; print what differs; 1 if anything does that no rule explains."""
    parser = argparse.ArgumentParser(
        prog="poe differential", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    folders = parser.parse_args(arguments).folders
    if not folders and (corpus := os.environ.get("SIGHTLINE_CORPUS")):
        folders = [Path(corpus)]
    if not folders:
        parser.error("name a folder of session files, or set SIGHTLINE_CORPUS")
    table = Table()
    unknown = 0
    with tempfile.TemporaryDirectory(prefix="differential-") as scratch:
        try:
            for number, folder in enumerate(folders):
                for place, history in enumerate(histories(folder, Path(scratch, str(number)))):
                    room = Path(scratch, str(number), f"room-{place}")
                    unknown += compared(history, room, table)
        except (NothingFoundError, peer.NoPeerError) as error:
            parser.error(str(error))
    table.show()
    print(f"{unknown} unexplained")
    return min(unknown, 1)


def compared(history: History, room: Path, table: Table) -> int:
    """Compare one history; print what differs without a reason and return how much that is."""
    reading = explain.read(history.engine, history.folder)
    sightline = ours.sums(history, room)
    other = peer.sums(history, VARIABLES[history.engine], room / "peer")
    off = less(sightline.cells, other.cells)
    prices = costs.compared(sightline.costs, other.costs, off, reading)
    print(f"{history.engine} {history.title}: {len(sightline.cells)} days and models, tokens of"
          f" {len(off)} differ; {prices.compared} costs compared, {len(prices.differences)} differ,"
          f" {prices.left_out} left out where tokens differ")  # fmt: skip
    table.add(reading, prices)
    unknown = unexplained(history, room, reading, sightline, other)
    for found in prices.differences:
        if found.rule is None:
            unknown.append(f"price, {' '.join(found.cell)}: {found.more / 1e9:+.6f} USD")
    for line in unknown:
        print(f"  UNEXPLAINED {line}")
    return len(unknown)


def unexplained(
    history: History, room: Path, reading: Reading, sightline: ours.Sums, other: peer.PeerSums
) -> list[str]:
    """What no rule explains, bisected to the files."""
    unknown = []
    wrong = less(sightline.cells, summed(reading.ours))
    if wrong:
        files = by_file(sightline.usages, reading.ours, wrong)
        unknown += [f"Sightline is not what the files say, {_where(wrong, cell)}" for cell in wrong]
        unknown[-1] += f"\n    {_listed(files)}"
    odd = less(other.cells, summed(reading.peer))
    if odd:
        files = [usage.path for usage in reading.peer if usage.cell in odd]
        unknown += [f"the peer is not as known, {_where(odd, cell)}" for cell in odd]
        unknown[-1] += f"\n    {_listed(read_alone(history, files, room))}"
    unknown += [
        f"no rule for {found.what}, {_where(found.more, cell)}\n    {_listed(found.paths)}"
        for found in reading.differences
        if found.rule is None
        for cell in found.more
    ]
    return unknown


def _where(cells: Cells, cell: Cell) -> str:
    return f"{cell.day} {cell.model}: {_tokens(cells[cell])}"


def _tokens(tokens: Tokens) -> str:
    names = ("input", "cache written", "cache read", "output")
    return ", ".join(f"{name} {n:+,}" for name, n in zip(names, tokens, strict=True) if n)


def _listed(paths: Sequence[str]) -> str:
    if not paths:
        return "no single file by itself: it lies between files"
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return "\n    ".join(paths[:SHOWN]) + more


@dataclass
class Row:
    """How much one rule makes."""

    places: int = 0
    tokens: Tokens = NOTHING
    nano: int = 0


class Table:
    """The known differences that were met: how often, and how much."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = defaultdict(Row)

    def add(self, reading: Reading, prices: Costs) -> None:
        """Take in what one history showed."""
        for found in reading.differences:
            if found.rule is not None:
                row = self.rows[found.rule.name]
                row.places += 1
                for tokens in found.more.values():
                    row.tokens = row.tokens.plus(tokens)
        for price in prices.differences:
            if price.rule is not None:
                row = self.rows[price.rule.name]
                row.places += 1
                row.nano += price.more

    def show(self) -> None:
        """Print every known difference, with what it makes: Sightline's less the peer's."""
        for rule in ALL:
            row = self.rows.get(rule.name)
            amount = "not met"
            if row is not None:
                much = f"{row.nano / 1e9:+.6f} USD" if row.nano else _tokens(row.tokens)
                amount = f"{row.places} x, {much or 'another day'}"
            print(f"{rule.name}: {amount}\n  {rule.reason}\n  seen by: {rule.recognised}")


if __name__ == "__main__":
    sys.exit(main())
