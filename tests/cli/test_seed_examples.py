"""L10, L11, L13, L14: the examples of the Radium documents, out of reports with their values.

The command runs as a process of its own over `.radium` in a home; the text is to the character.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seed_layouts import COMPARE, MODEL, SESSION

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
A, B = "3c6ddcd3-85b6-48f1-88e1-f428ca458337", "a1b2c3d4-e5f6-7890-abcd-ef1234567890"
END = datetime(2026, 3, 2, 18, tzinfo=UTC)
PRO, LITE = "gemini-3-pro-preview", "gemini-2.5-flash-lite"

HISTORY = """\
Recent Session Summaries

Session ID                    Duration            Tool Calls      Success Rate    Cost
─────────────────────────────────────────────────────────────────────────────────────
3c6ddcd3-85b6-48f1-88e1...   4h 9m               231             92.6%          $0.1250
a1b2c3d4-e5f6-7890-abcd...   2h 15m              145             95.2%          $0.0850
"""


def usage(requests: int, sent: int, output: int, cost: float, cached: int = 0) -> dict[str, Any]:
    return {
        "requests": requests, "input_tokens": sent, "output_tokens": output,
        "cached_tokens": cached, "estimated_cost": cost,
    }  # fmt: skip


@dataclass
class Seed:
    """One session as its documents show it."""

    id: str
    models: dict[str, dict[str, Any]]
    wall: timedelta = timedelta(hours=4, minutes=9, seconds=54)
    agent: timedelta = timedelta(hours=2, minutes=53, seconds=17)
    api: timedelta = timedelta(hours=1, minutes=9, seconds=42)
    calls: tuple[int, int] = (214, 17)
    lines: tuple[int, int] = (505, 208)
    ended: datetime = field(default=END)

    def write(self, home: Path) -> None:
        """As Radium keeps it."""
        good, bad = self.calls
        metrics = {
            "session_id": self.id, "start_time": (self.ended - self.wall).isoformat(),
            "end_time": self.ended.isoformat(), "wall_time": spent(self.wall),
            "agent_active_time": spent(self.agent), "api_time": spent(self.api),
            "tool_time": spent(self.agent - self.api), "tool_calls": good + bad,
            "successful_tool_calls": good, "failed_tool_calls": bad,
            "lines_added": self.lines[0], "lines_removed": self.lines[1],
            "model_usage": self.models,
            "total_cost": sum(one["estimated_cost"] for one in self.models.values()),
        }  # fmt: skip
        folder = home / ".radium" / "_internals" / "sessions"
        folder.mkdir(parents=True, exist_ok=True)
        said = {"metrics": metrics, "generated_at": self.ended.isoformat()}
        (folder / f"{self.id}.json").write_text(json.dumps(said), encoding="utf-8")


def spent(time: timedelta) -> dict[str, int]:
    return {"secs": int(time.total_seconds()), "nanos": 0}


@pytest.fixture
def stats(run: Run, tmp_path: Path) -> Callable[..., str]:
    """What `sightline stats` prints over these sessions."""

    def printed(seeds: list[Seed], *arguments: str) -> str:
        for seed in seeds:
            seed.write(tmp_path / "home")
        done = run("stats", *arguments)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return printed


def test_stats_session(stats: Callable[..., str]) -> None:
    """C7, L10: every figure of the session as Radium prints it."""
    models = {PRO: usage(168, 31_056_954, 44_268, 0.125), LITE: usage(28, 60_389, 2_422, 0.0025)}
    assert stats([Seed(A, models)], "session") == SESSION


def test_stats_model(stats: Callable[..., str]) -> None:
    models = {
        PRO: usage(168, 31_056_954, 44_268, 0.125, 12_000),
        LITE: usage(28, 60_389, 2_422, 0.0025, 5_000),
    }
    assert stats([Seed(A, models)], "model") == MODEL


def test_stats_history(stats: Callable[..., str]) -> None:
    earlier = Seed(
        B, {PRO: usage(90, 1, 1, 0.085)}, wall=timedelta(hours=2, minutes=15), calls=(138, 7),
        ended=END - timedelta(days=1),
    )  # fmt: skip
    assert stats([Seed(A, {PRO: usage(168, 1, 1, 0.125)}), earlier], "history") == HISTORY


def test_stats_compare(stats: Callable[..., str]) -> None:
    # 4 h 7 m less 1 h 54 m; 3 h less 1 h 20 m: the differences the example states.
    one = Seed(
        A, {PRO: usage(168, 50_000, 2_000, 0.125)}, wall=timedelta(hours=4, minutes=7),
        agent=timedelta(hours=3),
    )  # fmt: skip
    other = Seed(
        B, {PRO: usage(150, 45_000, 1_800, 0.11)}, wall=timedelta(hours=2, minutes=13),
        agent=timedelta(hours=1, minutes=40), calls=(138, 7), lines=(320, 150),
    )  # fmt: skip
    assert stats([one, other], "compare", A, B) == COMPARE


def test_a_report_names_no_file_so_their_number_is_unknown(run: Run, tmp_path: Path) -> None:
    """N1, C6: lines are stated for the whole session."""
    Seed(A, {PRO: usage(1, 1, 1, 0.1)}).write(tmp_path / "home")
    metrics = json.loads(run("stats", "session", A, "--json").stdout)["metrics"]
    assert (metrics["lines_added"], metrics["files_changed"]) == (505, None)
