#!/usr/bin/env python3
"""Runs two programs alternately and says how many times as long the first takes.

    python compare.py "COMMAND A" "COMMAND B" [--budget 0.8] [--pairs 7]

What counts is the ratio within a pair: on a busy machine both are slow together.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from measure import Row, quartiles
from table import lines_of

PAIRS = 7


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a program took, its children included."""

    wall: float
    cpu: float


class FailedRunError(Exception):
    """A program that is compared did not succeed."""

    def __init__(self, command: Sequence[str], said: bytes) -> None:
        super().__init__(f"{shlex.join(command)} failed: {said.decode(errors='replace').strip()}")


Side = Callable[[], Run]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Pairs of runs, one after the other."""

    ours: tuple[Run, ...]
    peer: tuple[Run, ...]

    def row(self, what: str, budget: float | None, note: str = "", *, is_fair: bool = True) -> Row:
        """The ratios of wall time, and in the note what they are ratios of."""
        parts = {
            "ours_wall_s": tuple(run.wall for run in self.ours),
            "peer_wall_s": tuple(run.wall for run in self.peer),
            "ours_cpu_s": tuple(run.cpu for run in self.ours),
            "peer_cpu_s": tuple(run.cpu for run in self.peer),
        }
        ours, peer = (quartiles(parts[name]).median for name in ("ours_wall_s", "peer_wall_s"))
        cpu = quartiles(_ratios(parts["ours_cpu_s"], parts["peer_cpu_s"])).median
        said = f"{ours:.3f} s to {peer:.3f} s; CPU {cpu:.2f}x{'; ' if note else ''}{note}"
        walls = _ratios(parts["ours_wall_s"], parts["peer_wall_s"])
        return Row(what, "x", walls, budget, said, is_fair, parts)


def _ratios(ours: Sequence[float], peer: Sequence[float]) -> tuple[float, ...]:
    return tuple(one / other for one, other in zip(ours, peer, strict=True))


def alternately(ours: Side, peer: Side, pairs: int = PAIRS) -> Comparison:
    """Pairs of runs; one before them is not counted, so that all files were read once."""
    ours()
    peer()
    both = [(ours(), peer()) for _ in range(pairs)]
    return Comparison(tuple(one for one, _ in both), tuple(other for _, other in both))


def timed(command: Sequence[str], variables: Mapping[str, str]) -> Run:
    """One run of a program that must succeed; its answer is not looked at."""
    before, began = _cpu_of_children(), time.perf_counter()
    done = subprocess.run(
        command, env=variables, cwd=variables.get("HOME"), check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    if done.returncode:
        raise FailedRunError(command, done.stderr)
    return Run(time.perf_counter() - began, _cpu_of_children() - before)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Compare two commands; 1 when the first exceeds its budget."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ours", metavar="A")
    parser.add_argument("peer", metavar="B")
    parser.add_argument("--budget", type=float, help="the most that A may take, as times B")
    parser.add_argument("--pairs", type=int, default=PAIRS)
    options = parser.parse_args()
    ours, peer = shlex.split(options.ours), shlex.split(options.peer)
    found = alternately(
        lambda: timed(ours, os.environ), lambda: timed(peer, os.environ), max(PAIRS, options.pairs)
    )
    row = found.row("A to B", options.budget)
    load = "load {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg())
    print(*lines_of(row), load, sep="\n")
    return int(row.is_missed)


if __name__ == "__main__":
    sys.exit(main())
