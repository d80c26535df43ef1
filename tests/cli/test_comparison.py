"""`stats compare`: the seed's layout to the character, and its JSON with signs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seed_layouts import COMPARE
from sightline.cli import comparison
from sightline.reports.compare import ComparePayload, Delta
from sightline.reports.payload.base import Label, Unit
from sightline.reports.payload.session import SessionPayload
from sightline.text import ASCII, UNICODE, Figures

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]
FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"


def delta(
    metric: str, a: float | None, b: float | None, unit: Unit = "n", label: Label = "exact"
) -> Delta:
    change = None if a is None or b is None else round(b - a, 9)
    return Delta(
        group="Cost", metric=metric, title=metric, unit=unit, help="", better=None, a=a, b=b,
        label_a=label, label_b=label, delta=change,
        share=None if change is None or not a or unit == "ratio" else change / a,
    )  # fmt: skip


@pytest.fixture
def seed(seed_session: SessionPayload) -> ComparePayload:
    """The seed's two sessions; the times are such that its two lines follow from them."""
    row = seed_session.session
    a = row.model_copy(update={"input_tokens": 50_000, "output_tokens": 2_000, "tokens": 52_000})
    b = row.model_copy(update={"input_tokens": 45_000, "output_tokens": 1_800, "tokens": 46_800})
    other = {"session": b, "native_id": "a1b2c3d4-e5f6-7890-abcd-ef1234567890"}
    return ComparePayload(
        generated_at="2026-03-02T00:00:00Z", revision=1,
        a=seed_session.model_copy(update={"session": a}),
        b=seed_session.model_copy(update=other),
        deltas=(
            delta("total_tokens", 52_000, 46_800, "tok"),
            delta("cost", 0.125, 0.11, "USD", "priced"),
            delta("wall_time", 14_820_000, 14_820_000 - 6_840_000, "ms"),  # 1 h 54 min less
            delta("agent_active_time", 10_810_000, 10_810_000 - 4_800_000, "ms"),
            delta("tool_calls", 231, 145),
            delta("tool_success_rate", 214 / 231, 138 / 145, "ratio"),
            delta("lines_added", 505, 320),
            delta("lines_removed", 208, 150),
        ),
        models=(), tools=(), files=(), spent_a=(), spent_b=(),
    )  # fmt: skip


def changed(seed: ComparePayload, *deltas: Delta) -> ComparePayload:
    new = {one.metric: one for one in deltas}
    kept = tuple(new.get(one.metric, one) for one in seed.deltas)
    return seed.model_copy(update={"deltas": kept})


def test_the_layout_is_the_seeds(seed: ComparePayload) -> None:
    """L14: to the character."""
    assert comparison.comparison(seed, Figures(UNICODE)) == COMPARE.splitlines()


def test_ascii_signs_keep_the_layout(seed: ComparePayload) -> None:
    lines = comparison.comparison(seed, Figures(ASCII))
    assert "\n".join(lines).isascii()
    assert "  Success Rate: 92.6% -> 95.2% (+2.6%)" in lines
    assert len(lines) == len(COMPARE.splitlines())


def test_nothing_changed_is_plus_nothing(seed: ComparePayload) -> None:
    same = changed(
        seed, delta("total_tokens", 52_000, 52_000), delta("cost", 0.125, 0.12499999, "USD"),
        delta("wall_time", 5_000, 4_999, "ms"), delta("lines_added", 5, 5),
        delta("lines_removed", 0, 0),
    )  # fmt: skip
    lines = comparison.comparison(same, Figures(UNICODE))
    assert "  Delta: +0 (+0.0%)" in lines
    assert "  Delta: +0.0000 (+0.0%)" in lines  # rounded, not negative
    assert "  Wall Time: +0s (+0.0%)" in lines
    assert lines[-1] == "  Delta: +0 / +0"


def test_from_nothing_and_from_the_unknown_there_is_no_percentage(seed: ComparePayload) -> None:
    lines = comparison.comparison(
        changed(
            seed, delta("total_tokens", 0, 5), delta("cost", None, 0.5, "USD", "unknown"),
            delta("wall_time", None, 5000, "ms"), delta("tool_success_rate", None, 0.5, "ratio"),
        ),
        Figures(UNICODE),
    )  # fmt: skip
    assert "  Delta: +5 (—)" in lines
    assert "  Session A: —" in lines
    assert "  Delta: — (—)" in lines
    assert "  Wall Time: — (—)" in lines
    assert "  Success Rate: — → 50.0% (—)" in lines


def test_a_difference_of_lower_bounds_is_a_guess(seed: ComparePayload) -> None:
    lines = comparison.comparison(
        changed(seed, delta("cost", 0.125, 0.11, "USD", "at_least")), Figures(UNICODE)
    )
    assert "  Session A: ≥ $0.1250" in lines
    assert "  Delta: ~-0.0150 (-12.0%)" in lines


def test_json_keeps_signs(seed: ComparePayload) -> None:
    """L16: signed deltas."""
    found = comparison.document(seed)
    sessions = found.pop("session_a"), found.pop("session_b")
    assert [one["metrics"]["lines_added"] for one in sessions] == [505, 505]
    assert found == pytest.approx(
        {
            "token_delta": -5200, "token_percentage_change": -10.0,
            "cost_delta": -0.015, "cost_percentage_change": -12.0,
            "wall_time_delta_secs": -6840, "wall_time_percentage_change": -100 * 6840 / 14_820,
            "agent_active_time_delta_secs": -4800,
            "agent_active_time_percentage_change": -100 * 4800 / 10_810,
            "tool_calls_delta": 145 - 231, "success_rate_delta": 138 / 145 - 214 / 231,
            "lines_added_delta": -185, "lines_removed_delta": -58,
        }
    )  # fmt: skip


def test_the_command_compares_two_sessions(run: Run, write_session: Write) -> None:
    """L5: two sessions."""
    write_session(FIRST, "/p", "2026-03-01")
    write_session(SECOND, "/p", "2026-03-02")
    done = run("stats", "compare", "1111", "2222")
    assert done.returncode == 0
    assert f"Session B: {SECOND}\n\nToken Usage\n" in done.stdout
    assert "  Session A: 3 input, 5 output (total: 8)\n" in done.stdout
    found = json.loads(run("stats", "compare", "1111", "2222", "--json").stdout)
    assert (found["token_delta"], found["session_b"]["metrics"]["session_id"]) == (0, SECOND)
    assert run("stats", "compare", "1111", "nobody").returncode == 3
    assert run("stats", "compare", "1111").returncode == 2
    named = json.loads(run("report", "compare", "1111", "2222", "--json").stdout)
    assert named["b"]["nativeId"] == SECOND
    assert run("report", "compare", "1111").returncode == 2
