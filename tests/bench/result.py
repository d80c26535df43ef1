"""All rows of one run in a file of their own, with where, when and on what they were measured."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from machine import description
from measure import Row
from table import json_of

if TYPE_CHECKING:
    from world import World

RESULTS = Path(__file__).parent / "results"
BUDGETED_BYTES = 1_900_000_000
SHOWN = ("python", "duckdb", "ccusage")
SMALLER = "; the budgets of ratios are set for 2 GB in 5,000, where starting weighs less"


class Result:
    """The rows so far, on disk as soon as they are known."""

    def __init__(self, world: World) -> None:
        began = datetime.now(UTC)
        files = [path for one in world.histories for path in one.folder.rglob("*.jsonl")]
        self.rows: list[Row] = []
        self._size, self._files = sum(path.stat().st_size for path in files), len(files)
        self._load = os.getloadavg()
        self._others: dict[str, float] = {}
        self._path = RESULTS / f"{began:%Y-%m-%dT%H%M%S}.json"
        self._about: dict[str, Any] = {
            "began": began.isoformat(timespec="seconds"),
            **description(),
            "history": {
                "bytes": self._size,
                "files": self._files,
                "engines": [history.engine for history in world.histories],
                "made_with": world.made_with(),
            },
        }

    @property
    def title(self) -> tuple[str, ...]:
        """What was measured, with what, and on what."""
        machine, versions = self._about["machine"], self._about["versions"]
        smaller = SMALLER if self._size < BUDGETED_BYTES else ""
        changed = " with local changes" if self._about["has_local_changes"] else ""
        hardware = (
            f"{machine['processor']}, {machine['cores']} cores,"
            f" {machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}"
        )
        libraries = ", ".join(f"{name} {versions[name]}" for name in SHOWN)
        return (
            f"revision {self._about['revision'][:12]}{changed}, {self._about['began']}",
            f"{hardware}; {libraries}",
            f"{self._size:,} bytes in {self._files:,} files{smaller}",
        )

    @property
    def summary(self) -> str:
        """How busy the machine was, how many budgets are missed, where it stands."""
        missed = sum(row.is_missed for row in self.rows)
        budgets = sum(row.budget is not None for row in self.rows)
        load = f"load {self._load[0]:.1f} before, {os.getloadavg()[0]:.1f} after"
        return f"{load}\n{missed} of {budgets} budgets missed; {self._path.name}"

    def disturbed(self, name: str, share: float) -> float:
        """Note which share of the machine others took during a benchmark; the share."""
        self._others[name] = round(share, 4)
        self._save()
        return share

    def add(self, row: Row) -> None:
        """Take in a row and save all there are."""
        self.rows.append(row)
        self._save()

    def _save(self) -> None:
        load = {"before": self._load, "after": os.getloadavg(), "others": self._others}
        whole = {**self._about, "load": load, "rows": [json_of(one) for one in self.rows]}
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
