"""A generated history, with every known difficulty in it, gives exactly its truth."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conftest import Home, totals_of
from sightline.store.query import Days, Filter, measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.store import Index

BENCH = Path(__file__).parent / "bench"
NAMES = {
    "requests": "requests", "input_tokens": "input_tokens",
    "cache_read_tokens": "cache_read_tokens", "cache_write_5m_tokens": "cache_write_5m_tokens",
    "cache_write_1h_tokens": "cache_write_1h_tokens", "output_tokens": "output_tokens",
    "reasoning_tokens": "reasoning_tokens", "tool_calls": "tool_calls",
    "tool_failures": "tool_failures", "tool_rejections": "tool_denied",
    "tool_open": "open_calls", "lines_added": "lines_added", "lines_removed": "lines_removed",
}  # fmt: skip
BY_MODEL = ("requests", "input_tokens", "output_tokens", "cache_read_tokens")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six megabytes of both engines; the same bytes every time."""
    out = tmp_path_factory.mktemp("history") / "home"
    arguments = ["--bytes", "6M", "--files", "40", "--seed", "7", "--engine", "both"]
    script = [sys.executable, str(BENCH / "history.py"), str(out), *arguments]
    subprocess.run(script, check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def index(history: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index over it."""
    home = Home(history, tmp_path_factory.mktemp("cache"))
    index = home.index()
    index.refresh()
    yield index
    index.close()


@pytest.fixture(params=["claude_code", "codex"])
def truth(request: pytest.FixtureRequest, history: Path) -> tuple[str, dict[str, Any]]:
    """What must be found of one engine."""
    made = json.loads((history / "truth.json").read_text(encoding="utf-8"))
    return request.param, made["engines"][request.param]


def test_totals_equal_the_truth(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    names = {
        mine: expected["total"][name] for name, mine in NAMES.items() if name in expected["total"]
    }
    assert totals_of(index, *names, where=Filter(engines=(engine,))) == names


def test_counts_equal_the_truth(
    index: Index, truth: tuple[str, dict[str, Any]], history: Path
) -> None:
    engine, expected = truth
    counts = expected["counts"]
    names = {
        "turns": counts["user_prompts"],
        "replies": counts["assistant_messages"],
        "interruptions": counts.get("interruptions", 0) - aborted_in_sub_agents(history, engine),
    }
    assert totals_of(index, *names, where=Filter(engines=(engine,))) == names


def aborted_in_sub_agents(history: Path, engine: str) -> int:
    """Turns of sub-agents that were aborted: the truth counts them, but no person did it."""
    if engine != "codex":
        return 0
    rollouts = [path.read_bytes() for path in (history / ".codex").rglob("*.jsonl")]
    return sum(
        rollout.count(b'"turn_aborted"')
        for rollout in rollouts
        if b'"thread_spawn"' in rollout.partition(b"\n")[0]
    )


def test_every_root_file_is_a_session(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    with index.reading() as connection:
        row = connection.execute(
            "SELECT count(*) FROM session WHERE engine = ?", [engine]
        ).fetchone()
    assert row == (expected["counts"]["sessions"],)


def test_models_equal_the_truth(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    with index.reading() as connection:
        found = measure(connection, BY_MODEL, Filter(engines=(engine,)), ("model",))
    mine = {row.group[0]: {name: row.values[name] for name in BY_MODEL} for row in found}
    wanted = {
        model: {name: part[name] for name in BY_MODEL}
        for model, part in expected["by_model"].items()
    }
    assert mine == wanted


def test_days_equal_the_truth(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    from datetime import UTC, date, datetime, timedelta

    days = [date.fromisoformat(day) for day in sorted(expected["by_day"])]
    starts = [
        int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 10**6 for day in days
    ]
    assert days[-1] - days[0] < timedelta(days=500)
    with index.reading() as connection:
        found = measure(
            connection, ("requests", "output_tokens", "tool_calls"), Filter(engines=(engine,)),
            ("day",), Days(tuple(days), tuple(starts)),
        )  # fmt: skip
    mine = {row.group[0]: row.values for row in found}
    for day, part in expected["by_day"].items():
        for name in ("requests", "output_tokens", "tool_calls"):
            assert (day, name, mine[day][name]) == (day, name, part[name])


def test_tools_equal_the_truth(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    with index.reading() as connection:
        found = measure(
            connection, ("tool_calls", "tool_failures"), Filter(engines=(engine,)), ("tool",)
        )
    mine = {row.group[0]: (row.values["tool_calls"], row.values["tool_failures"]) for row in found}
    assert mine == {
        tool: (part["calls"], part["failures"]) for tool, part in expected["by_tool"].items()
    }


def test_unreadable_lines_are_all_listed(index: Index, truth: tuple[str, dict[str, Any]]) -> None:
    engine, expected = truth
    with index.reading() as connection:
        row = connection.execute(
            "SELECT count(*) FROM problem p JOIN source s ON p.source = s.id"
            " WHERE p.kind = 'unreadable' AND s.engine = ?",
            [engine],
        ).fetchone()
    assert row == (expected["counts"].get("unreadable_lines", 0),)
