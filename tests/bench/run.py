"""Measures every row of the budget, prints a table and writes JSON.

    uv run poe bench [NAME ...] [--full | --history FOLDER]

Names are those of the `bench_*.py` files, without one: all. The history is made once and kept
in the folder for temporary files. Ends with 1 when a budget is missed.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import bench_append
import bench_cold
import bench_idle
import bench_memory
import bench_reports
import bench_review
import bench_search
import bench_start
import bench_warm
from machine import Others
from measure import Row
from result import Result
from table import HEADER, lines_of
from world import World

from differential.homes import NothingFoundError, histories
from differential.peer import NoPeerError

HERE = Path(__file__).parent
BENCHES: dict[str, Callable[[World], Iterator[Row]]] = {
    "cold": bench_cold.rows,
    "warm": bench_warm.rows,
    "start": bench_start.rows,
    "append": bench_append.rows,
    "reports": bench_reports.rows,
    "search": bench_search.rows,
    "review": bench_review.rows,
    "memory": bench_memory.rows,
    "idle": bench_idle.rows,
}
MUCH = 0.05
"""From such a share of the machine on, others make wall times too long; CPU tells less untrue."""
SIZES = {False: ("300M", "800"), True: ("2G", "5000")}
"""Bytes and files of a history, in short and in full."""


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        prog="poe bench", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--full", action="store_true", help="2 GB in 5,000 files, not 300 MB")
    parser.add_argument("--history", type=Path, metavar="FOLDER", help="a folder that is there")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHES.keys():
        parser.error(f"no benchmark is named {', '.join(sorted(unknown))}")
    if platform.system() != "Linux":
        parser.error("memory and processor time are read as Linux tells them")
    folder = options.history.resolve() if options.history else made(*SIZES[options.full])
    with tempfile.TemporaryDirectory(prefix="sightline-bench-") as scratch:
        try:
            found = tuple(histories(folder, Path(scratch, "flat")))
            return measured(World(folder, found, Path(scratch)), options.names or list(BENCHES))
        except (NothingFoundError, NoPeerError) as error:
            parser.error(str(error))


def made(size: str, files: str) -> Path:
    """A history that the peer counts as we do, made unless it was made before."""
    folder = Path(tempfile.gettempdir(), f"sightline-history-{size}-{files}")
    if not (folder / "truth.json").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        words = ["--engine", "claude_code", "--all-request-ids", "--bytes", size, "--files", files]
        subprocess.run([sys.executable, HERE / "history.py", folder, *words], check=True)
    return folder


def measured(world: World, names: list[str]) -> int:
    """Print and keep rows as they come, and say whether a budget is missed."""
    result = Result(world)
    print(*result.title, HEADER, sep="\n")
    for name in names:
        others = Others()
        for row in BENCHES[name](world):
            result.add(row)
            print(*lines_of(row), sep="\n", flush=True)
        if (share := result.disturbed(name, others.share())) > MUCH:
            print(f"    others took {share:.0%} of the machine meanwhile", flush=True)
    print(result.summary)
    return int(any(row.is_missed for row in result.rows))


if __name__ == "__main__":
    sys.exit(main())
