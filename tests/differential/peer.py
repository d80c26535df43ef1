"""The public peer: its native program, in an empty home of its own, without network."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from differential.tally import NOTHING, Cell, Cells, Json, Tokens

if TYPE_CHECKING:
    from differential.homes import History

HERE = Path(__file__).parent
VERBS = {"claude_code": "claude", "codex": "codex"}
NAMES = ("inputTokens", "cacheCreationTokens", "cacheReadTokens", "outputTokens")


class NoPeerError(Exception):
    """The peer cannot be had here."""


class PeerSums:
    """What the peer prints: tokens by day and model, USD as fine as it gives them."""

    def __init__(self, days: list[Json]) -> None:
        self.cells: Cells = {}
        self.costs: dict[Cell, float] = {}
        """The peer gives Codex costs by day alone: such a cell's model is empty."""
        for day in days:
            self._add(day)

    def _add(self, day: Json) -> None:
        rest = _tokens(day)
        models = day.get("models") or {part["modelName"]: part for part in day["modelBreakdowns"]}
        for model, part in models.items():
            cell, tokens = Cell(day["date"], model), _tokens(part)
            rest = rest.minus(tokens)
            if tokens != NOTHING:
                self.cells[cell] = tokens
            if "cost" in part:
                self.costs[cell] = part["cost"]
        if rest != NOTHING:
            self.cells[Cell(day["date"], "unknown")] = rest
        if "costUSD" in day:
            self.costs[Cell(day["date"], "")] = day["costUSD"]


def _tokens(part: Json) -> Tokens:
    return Tokens(*(part[name] for name in NAMES))


def program() -> Path:
    """The peer's native program; installs it, as its lock file pins it, when it is missing."""
    system = {"Linux": "linux", "Darwin": "darwin", "Windows": "win32"}[platform.system()]
    machine = "arm64" if platform.machine().lower() in ("arm64", "aarch64") else "x64"
    native = HERE / "node_modules" / "@ccusage" / f"ccusage-{system}-{machine}" / "bin"
    path = native / ("ccusage.exe" if system == "win32" else "ccusage")
    if not path.is_file():
        npm = shutil.which("npm")
        if npm is None:
            raise NoPeerError("npm is needed once, to install the peer")
        command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=HERE, check=True, stdout=sys.stderr)
    if not path.is_file():
        raise NoPeerError(f"the lock file has no program for {system} {machine}")
    path.chmod(0o755)
    return path


def sums(history: History, variable: str, home: Path) -> PeerSums:
    """What the peer counts in a history; `home` is an empty folder."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {**kept, "HOME": str(home), "USERPROFILE": str(home), "TZ": "UTC"}
    command = [str(program()), VERBS[history.engine], "daily", "--offline", "--json"]
    done = subprocess.run(
        command, env={**environment, variable: str(history.folder)}, cwd=home, check=True,
        capture_output=True,
    )  # fmt: skip
    answer = json.loads(done.stdout)
    return PeerSums(answer["daily"] if isinstance(answer, dict) else [])
