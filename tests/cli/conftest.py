"""Payloads with the figures of the seed documents, and the command as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sightline.reports.payload.quality import SessionQuality
from sightline.reports.payload.rows import CostParts, ModelRow, ToolRow
from sightline.reports.payload.session import (
    Approvals,
    GitChanges,
    Recorded,
    SessionFacts,
    SessionPayload,
)
from sightline.reports.payload.sessions import SessionRow
from sightline.text import UNICODE, Figures

SEED_ID = "3c6ddcd3-85b6-48f1-88e1-f428ca458337"

NO_FACTS = SessionFacts(
    longest_tool=None,
    longest_tool_ms=None,
    slowest_turn=None,
    slowest_turn_ms=None,
    dearest_turn=None,
    dearest_turn_cost=None,
    context_peak_tokens=None,
    context_window=None,
    context_peak=None,
)

NO_QUALITY = SessionQuality(
    overall=None, partial=None, phases=(), history=(), findings=(), finding_count=0
)

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def figures() -> Figures:
    return Figures(UNICODE)


def model_row(name: str, requests: int, sent: int, output: int, cached: int = 0) -> ModelRow:
    return ModelRow(
        model=name,
        engine="gemini_cli",
        requests=requests,
        cost=None,
        cost_label="unknown",
        tokens=sent + output,
        tokens_label="exact",
        input_tokens=sent,
        output_tokens=output,
        cache_read_tokens=cached,
        cache_write_tokens=0,
        unpriced_requests=0,
    )


@pytest.fixture
def pro() -> ModelRow:
    row = model_row("gemini-3-pro-preview", 168, 31_056_954, 44_268, 12_000)
    return row.model_copy(update={"cost": 0.125, "cost_label": "priced"})


@pytest.fixture
def lite() -> ModelRow:
    row = model_row("gemini-2.5-flash-lite", 28, 60_389, 2_422, 5_000)
    return row.model_copy(update={"cost": 0.0025, "cost_label": "priced"})


@pytest.fixture
def all_models() -> ModelRow:
    row = model_row("TOTAL", 168 + 28, 31_056_954 + 60_389, 44_268 + 2_422, 12_000 + 5_000)
    return row.model_copy(update={"cost": 0.1275, "cost_label": "priced"})


@pytest.fixture
def seed_row() -> SessionRow:
    return SessionRow(
        id=f"gemini_cli:{SEED_ID}",
        engine="gemini_cli",
        title="Tide tables",
        project="tidewatch",
        project_path="/home/mira/tidewatch",
        agent="main",
        model="gemini-3-pro-preview",
        branch="main",
        kind="root",
        created_at="2026-03-01T10:00:00Z",
        updated_at="2026-03-01T14:09:54Z",
        messages=40,
        turns=9,
        requests=196,
        tokens=31_164_033,
        tokens_label="exact",
        input_tokens=31_117_343,
        output_tokens=46_690,
        cache_read_tokens=17_000,
        cost=0.1250,
        cost_label="priced",
        duration_ms=((4 * 60 + 9) * 60 + 54) * 1000,
        active_ms=0,
        tool_calls=231,
        errors=17,
        lines_added=505,
        lines_removed=208,
        subagents=0,
        quality=None,
        status="active",
        pinned=False,
        archived=False,
        tags=(),
        record_revision=0,
        success_rate=214 / 231,
    )


@pytest.fixture
def seed_tools() -> ToolRow:
    return ToolRow(
        tool="shell",
        calls=231,
        success_rate=214 / 231,
        successes=214,
        failures=17,
        denied=0,
        avg_duration_ms=320.4,
        p95_duration_ms=1_234,
        total_duration_ms=65_000,
        duration_label="exact",
    )


@pytest.fixture
def seed_session(
    seed_row: SessionRow, seed_tools: ToolRow, pro: ModelRow, lite: ModelRow
) -> SessionPayload:
    """The session of the seed's example; nothing was read from a cache."""
    return SessionPayload(
        generated_at="2026-03-02T00:00:00Z",
        revision=1,
        session=seed_row,
        native_id=SEED_ID,
        recorded=Recorded(
            origin="imported",
            workspace_id="ws_9a2f00000001",
            wall_clock_ms=None,
            quality={},
            resume_session_ids={},
            metadata={},
        ),
        resume=(),
        source_path="/home/mira/.gemini/tmp/x/chats/session.json",
        provider="google",
        model_changes=0,
        version="1.0",
        api_ms=((1 * 60 + 9) * 60 + 42) * 1000,
        tool_ms=((1 * 60 + 43) * 60 + 35) * 1000,
        agent_active_ms=((2 * 60 + 53) * 60 + 17) * 1000,
        transcript_requests=196,
        parts=CostParts(
            input_tokens=31_117_343,
            cache_read_tokens=0,
            cache_write_tokens=0,
            output_tokens=46_690,
            reasoning_tokens=None,
            input_cost=None,
            cache_read_cost=None,
            cache_write_cost=None,
            output_cost=None,
            search_cost=None,
            surcharge=None,
            cost=0.125,
            cost_label="priced",
            unpriced_requests=0,
        ),
        cache_hit_rate=None,
        cache_savings=None,
        cache_insight=None,
        cache_misses=(),
        success_rate=214 / 231,
        acceptance_rate=None,
        intervention_rate=None,
        files_changed=12,
        approvals=Approvals(asked=None, allowed=None, denied=None),
        facts=NO_FACTS,
        git=GitChanges(
            lines_added=None,
            lines_removed=None,
            files_changed=None,
            branch=None,
            commits=(),
            hint=None,
        ),
        quality=NO_QUALITY,
        turns=(),
        models=(pro, lite),
        tools=(seed_tools,),
        files=(),
        unattributed_cost=None,
        related=(),
        agents=(),
        problems=(),
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `sightline` over an empty home of its own."""

    def command(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        variables = {
            **keep,
            "HOME": str(home),
            "USERPROFILE": str(home),
            "SIGHTLINE_CACHE_DIR": str(tmp_path / "cache"),
            "SIGHTLINE_DATA_DIR": str(tmp_path / "data"),
            "SIGHTLINE_TIMEZONE": "UTC",
            "PYTHONUTF8": "1",
            **changes,
        }
        return subprocess.run(
            [sys.executable, "-m", "sightline", *arguments],
            env=variables,
            cwd=home,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return command


Write = Callable[..., Path]


@pytest.fixture
def write_session(tmp_path: Path) -> Write:
    """Write a Claude Code session of one prompt and one answer of 3 + 5 tokens."""

    def write(name: str, project: str, day: str, *more: bytes) -> Path:
        folder = tmp_path / "home" / ".claude" / "projects" / "p"
        folder.mkdir(parents=True, exist_ok=True)
        shared = {"sessionId": name, "cwd": project, "version": "2.1.140", "isSidechain": False}
        message = {
            "id": f"msg_{name}",
            "role": "assistant",
            "model": "claude-sonnet-4-6",
            "content": [{"type": "text", "text": "Done."}],
            "stop_reason": "end_turn",
            "usage": {"input_tokens": 3, "output_tokens": 5},
        }
        prompt = {"type": "user", "message": {"role": "user", "content": "Do it"}, "uuid": "u1"}
        answer = {"type": "assistant", "message": message, "uuid": "u2", "parentUuid": "u1"}
        lines = [
            json.dumps({**shared, **prompt, "timestamp": f"{day}T10:00:00.000Z"}).encode(),
            json.dumps({**shared, **answer, "timestamp": f"{day}T10:00:04.000Z"}).encode(),
            *more,
        ]
        path = folder / f"{name}.jsonl"
        path.write_bytes(b"".join(line + b"\n" for line in lines))
        return path

    return write
