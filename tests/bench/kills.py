"""Kill processes while they index, or let several rebuild at once: `python kills.py --help`.

Each cycle starts processes over one history and one cache folder, kills each at a random moment,
and then compares what a process answers that starts from the cache they left with a fresh scan.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORK = """
import sys
from pathlib import Path
from sightline.adapters.base import Environment
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.query import Filter, total

NAMES = ("requests", "total_tokens", "cost", "active_time", "turns", "sessions", "tool_calls")

if __name__ == "__main__":
    home, history, cache, how = sys.argv[1:]
    environment = Environment(Path(home), {"CLAUDE_CONFIG_DIR": history, "CODEX_HOME": history})
    index = Index.open(Settings(time_zone="UTC"), environment, Path(cache))
    print("begun", flush=True)
    done = getattr(index, how)()
    with index.reading() as connection:
        print(total(connection, NAMES, Filter()), flush=True)
    print(done.files_opened, index.notices, flush=True)
"""


def start(home: Path, history: Path, cache: Path, how: str) -> subprocess.Popen[str]:
    """A process that opens its index, says so and goes to work."""
    return subprocess.Popen(
        [sys.executable, "-c", WORK, str(home), str(history), str(cache), how],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def answer(home: Path, history: Path, cache: Path) -> tuple[str, str]:
    """What a process says that starts from a cache folder, and what it had to do for it."""
    out, errors = start(home, history, cache, "refresh").communicate()
    if errors:
        raise SystemExit(errors)
    _, said, did = out.splitlines()
    if "'requests': 0," in said:
        raise SystemExit("The history holds no session.")
    return said, did


def kill_cycles(home: Path, history: Path, cycles: int, longest: float, seed: int) -> None:
    """Kill one process a cycle, at first without a cache, then with what the last one left."""
    right, _ = answer(home, history, home / "fresh")
    chance = random.Random(seed)
    wrong = notices = 0
    for cycle in range(cycles):
        cache = home / f"cache-{cycle // 4}"
        process = start(home, history, cache, "rebuild" if cycle % 2 else "refresh")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.communicate()
        said, did = answer(home, history, cache)
        wrong += said != right
        notices += not did.endswith("[]")
        print(cycle, said == right, did, flush=True)
    print(f"{cycles} kills: {wrong} wrong answers, {notices} notices")


def rebuild_rounds(home: Path, history: Path, rounds: int, processes: int) -> None:
    """Let several processes rebuild at once."""
    right, _ = answer(home, history, home / "fresh")
    wrong = errors = opened = 0
    for _ in range(rounds):
        started = [start(home, history, home / "shared", "rebuild") for _ in range(processes)]
        for out, error in [process.communicate() for process in started]:
            wrong += right not in out
            errors += bool(error) or not out.endswith("[]\n")
            opened += int(out.splitlines()[-1].split()[0]) if not error else 0
    print(f"{rounds} rounds of {processes}: {wrong} wrong, {errors} errors, {opened} files opened")


def main() -> None:
    """Run what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=Path)
    parser.add_argument("--cycles", type=int, default=0, help="kills while indexing")
    parser.add_argument("--longest", type=float, default=2.0, help="seconds before a kill, at most")
    parser.add_argument("--rounds", type=int, default=0, help="rounds of rebuilding at once")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if chosen.cycles:
            kill_cycles(Path(folder), chosen.history, chosen.cycles, chosen.longest, chosen.seed)
        if chosen.rounds:
            rebuild_rounds(Path(folder), chosen.history, chosen.rounds, chosen.processes)


if __name__ == "__main__":
    main()
