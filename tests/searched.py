"""Six sessions of three engines that a table of queries looks for, and how to ask them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from builders import prompt, reply, tool_result, tool_use
from conftest import Home
from sightline.reports import report_named
from sightline.reports.payload.sessions import SessionsPayload
from sightline.reports.report import Context
from sightline.settings import Settings
from sightline.store import Index

NOW = datetime(2026, 4, 22, 12, tzinfo=UTC)
_DAY = "2025-12-30"


def track(home: Home, place: str, record: dict[str, Any], *events: dict[str, Any]) -> Path:
    """A session that Sightline recorded in a project: its record, and its events in order."""
    project, _, name = place.partition("/")
    folder = home.path / project / ".sightline" / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    head = {"schema": "sightline.session/1", "id": name, "source": "native", "edited": {}}
    (folder / f"{name}.json").write_text(json.dumps(head | record), encoding="utf-8")
    lines = "".join(json.dumps(event) + "\n" for event in events)
    path = folder / f"{name}.jsonl"
    path.write_text(lines, encoding="utf-8")
    return path


def at(time: str, kind: str, **more: Any) -> dict[str, Any]:
    """One tracked event."""
    return {"type": kind, "at": f"{time}Z", **more}


def _codex(time: str, kind: str, **payload: Any) -> dict[str, Any]:
    return {"timestamp": f"2026-01-15T{time}Z", "type": kind, "payload": payload}


def searched(home: Home) -> Index:
    """An index of six sessions.

    dark, login, mystery and talk are tracked ones, menu is Codex's, cache is Claude Code's.
    """
    track(
        home, "app/dark",
        {
            "title": "Add dark mode toggle", "branch": "feature/dark", "tags": ["ui", "wip"],
            "pinned": True, "metadata": {"x-my-plugin:ticket": "JIRA-4821", "x-p:n": 1.0},
        },
        at("2026-04-21T08:12:00", "message", role="user"),
        at(
            "2026-04-21T08:12:30", "request", model="claude-opus-4-7[1m]", provider="anthropic",
            agent="frontend-developer", costUsd=0.8721, durationMs=20_000,
            usage={"input": 41_250, "output": 3810, "cacheRead": 18_700, "cacheWrite": 5120},
        ),
        at("2026-04-21T08:12:31", "message", role="assistant"),
        at("2026-04-21T08:12:40", "tool", name="Edit", ok=True, durationMs=10),
        at("2026-04-21T08:12:40", "edit", path="src/theme/dark.ts", added=40, removed=3),
    )  # fmt: skip
    track(
        home, "shop/login", {"title": "Fix login", "branch": "main"},
        at("2026-03-02T09:00:00", "message", role="user"),
        at(
            "2026-03-02T09:01:00", "request", model="claude-opus-4-7", provider="anthropic",
            agent="backend-developer", costUsd=2.5,
            usage={"input": 10_000, "output": 6000, "cacheRead": 0, "cacheWrite": 0},
        ),
        at("2026-03-02T09:01:10", "tool", name="Bash", ok=False, durationMs=10),
        at("2026-03-02T09:01:20", "tool", name="Bash", ok=True, durationMs=10),
        at("2026-03-02T09:01:30", "tool", name="Bash", ok=True, durationMs=10),
        at("2026-03-02T09:01:40", "edit", path="server/login.py", added=10, removed=4),
        at("2026-03-02T11:00:00", "handoff", to="codex", ok=True),
    )  # fmt: skip
    track(
        home, "app-two/mystery", {"title": "Señor Ødegård's “tab”"},
        at("2026-04-22T11:57:00", "message", role="user"),
        at("2026-04-22T11:58:00", "request", model="mystery-1", usage={"input": 5, "output": 7}),
    )  # fmt: skip
    track(
        home, "notes/talk", {"title": "Empty talk"},
        at("2026-02-10T10:00:00", "message", role="user"),
    )  # fmt: skip
    home.codex(
        "rollout-2026-01-15T05-00-00-019cb700-0000-7000-8000-000000000001",
        _codex(
            "05:00:00.000", "session_meta", id="019cb700-0000-7000-8000-000000000001",
            timestamp="2026-01-15T05:00:00.000Z", cwd="/home/dev/menu", model_provider="openai",
            originator="codex_cli_rs", cli_version="0.142.1", git={"branch": "main"},
        ),
        _codex("05:00:00.100", "turn_context", turn_id="t1", cwd="/home/dev/menu", model="gpt-5.5"),
        _codex("05:00:00.500", "event_msg", type="user_message", message="Review the café menu"),
        _codex("05:00:04.000", "event_msg", type="agent_message", message="Done."),
        _codex(
            "05:00:04.100", "event_msg", type="token_count",
            info={
                "last_token_usage": {"input_tokens": 200, "output_tokens": 30, "total_tokens": 230},
                "total_token_usage": {
                    "input_tokens": 200, "output_tokens": 30, "total_tokens": 230,
                },
            },
        ),
    )  # fmt: skip
    home.claude(
        "cache",
        prompt("p", 0, "Explain the cache", timestamp=f"{_DAY}T10:00:00.000Z", gitBranch="main"),
        reply(
            "m", 4, model="claude-sonnet-4-6", timestamp=f"{_DAY}T10:00:04.000Z",
            content=[tool_use("c1", "WebFetch", url="https://docs.example")],
        ),
        tool_result("c1", 5, timestamp=f"{_DAY}T10:00:05.000Z"),
        prompt(
            "q", 6, "[Request interrupted by user]", timestamp=f"{_DAY}T10:00:06.000Z",
            gitBranch="main",
        ),
    )  # fmt: skip
    projects = ("app", "shop", "app-two", "notes")
    paths = {"native": [str(home.path / name / ".sightline") for name in projects]}
    index = home.index(Settings(time_zone="UTC", paths=paths))
    index.refresh()
    return index


def found(index: Index, query: str, **scope: Any) -> set[str]:
    """Short names of the sessions a query finds."""
    report = report_named("sessions")
    context = Context(index, index.settings, lambda: NOW)
    params = report.params.model_validate({"query": query, **scope})
    answer = cast("SessionsPayload", report.answer(context, params))
    assert not answer.query_errors, answer.query_errors
    short = {"codex:019cb700-0000-7000-8000-000000000001": "menu"}
    return {short.get(row.id, row.id.partition(":")[2]) for row in answer.rows}
