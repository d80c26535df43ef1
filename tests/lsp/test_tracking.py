"""A12, A13, A14, A15, A16, A17: a second process records a session.

It does so through the sidecar, and every report sees it.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from conftest import Home
from editor import Editor
from lsp.conftest import Start

AT = "2026-11-20T10:0{}:00.000Z"
TOLD: list[dict[str, Any]] = [
    {"type": "message", "role": "user", "at": AT.format(0)},
    {
        "type": "request", "model": "m-1", "at": AT.format(1), "durationMs": 20_000,
        "usage": {"input": 100, "output": 50, "cacheRead": 0, "cacheWrite": 0}, "costUsd": 0.25,
    },
    {"type": "tool", "name": "Bash", "ok": True, "durationMs": 4000, "at": AT.format(2)},
]  # fmt: skip


@pytest.fixture
def workspace(home: Home) -> Path:
    folder = home.path / "app"
    folder.mkdir()
    return folder


@pytest.fixture
def trusted(start: Start, workspace: Path) -> Editor:
    editor = start()
    editor.initialize(rootUri=workspace.as_uri(), initializationOptions={"trusted": True})
    return editor


def begun(editor: Editor, workspace: Path) -> str:
    fields = {"title": "Recorded", "agent": "tester", "metadata": {"x-p:k": 1}}
    started = editor.ask("sightline/startSession", workspace=str(workspace), **fields)
    assert started["notice"] is None
    accepted = editor.ask("sightline/recordEvent", sessionId=started["sessionId"], events=TOLD)
    assert accepted == {"accepted": len(TOLD)}
    return str(started["sessionId"])


def test_a_recorded_session_is_in_every_report(trusted: Editor, workspace: Path) -> None:
    id_ = begun(trusted, workspace)
    ended = trusted.ask("sightline/endSession", sessionId=id_)
    assert ended["report"]["metrics"]["total_cost"] == 0.25
    (row,) = trusted.ask("sightline/sessions")["rows"]
    assert (row["id"], row["title"], row["cost"]) == (f"native:{id_}", "Recorded", 0.25)
    analytics = trusted.ask("sightline/overview")["analytics"]
    assert (analytics["totalSessions"], analytics["totalToolCalls"]) == (1, 1)
    assert analytics["totalCost"] == 0.25


def test_an_end_says_the_first_two_blocks(trusted: Editor, workspace: Path) -> None:
    id_ = begun(trusted, workspace)
    ended = trusted.ask("sightline/endSession", sessionId=id_)
    assert ended["summary"].splitlines() == [
        "Interaction Summary",
        f"Session ID:                 {id_}",
        "Tool Calls:                 1 ( ✓ 1 x 0 )",
        "Success Rate:               100.0%",
        "Code Changes:               +0 -0",
        "",
        "Performance",
        "Wall Time:                  2m 0s",
        "Agent Active:               24s",
        "  » API Time:               20s (83.3%)",
        "  » Tool Time:              4s (16.7%)",
    ]
    again = trusted.ask("sightline/endSession", sessionId=id_)
    assert again == ended
    assert trusted.ask("sightline/getSessionReport", sessionId=id_) == ended["report"]


def test_models_and_history_tell_of_it(trusted: Editor, workspace: Path) -> None:
    id_ = begun(trusted, workspace)
    trusted.ask("sightline/endSession", sessionId=id_)
    stats = trusted.ask("sightline/getModelStats", model="m-1")
    assert (stats["requests"], stats["cost"], stats["lastUsed"]) == (1, 0.25, AT.format(1))
    (one,) = trusted.ask("sightline/getHistory", limit=1)
    assert list(one) == [
        "id", "title", "endedAt", "durationMs", "toolCalls", "successRate", "cost",
        "costLabel",
    ]  # fmt: skip
    assert (one["id"], one["toolCalls"], one["durationMs"]) == (f"native:{id_}", 1, 120_000)


def test_another_window_sees_what_a_killed_one_recorded(
    start: Start, trusted: Editor, workspace: Path
) -> None:
    id_ = begun(trusted, workspace)
    os.kill(trusted.process.pid, signal.SIGKILL)
    other = start()
    other.initialize(rootUri=workspace.as_uri(), initializationOptions={"trusted": True})
    assert other.ask("sightline/endSession", sessionId=id_)["report"]["metrics"]["tool_calls"] == 1


def test_an_open_session_is_seen_before_it_ends(trusted: Editor, workspace: Path) -> None:
    begun(trusted, workspace)
    while not (rows := trusted.ask("sightline/sessions")["rows"]):
        pass
    assert (rows[0]["title"], rows[0]["agent"], rows[0]["requests"]) == ("Recorded", "tester", 1)


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("startSession", {}, -32602),
        ("startSession", {"workspace": "relative"}, -32803),
        ("startSession", {"workspace": "/x", "metadata": {"own": 1}}, -32602),
        ("recordEvent", {"sessionId": "sess_x", "events": []}, -32602),
        ("recordEvent", {"sessionId": "../x", "events": TOLD}, -32803),
        ("endSession", {"sessionId": "sess_x"}, -32803),
        ("getHistory", {"limit": 101}, -32602),
        ("getModelStats", {}, -32602),
    ],
)
def test_what_cannot_be_is_refused(
    trusted: Editor, method: str, params: dict[str, Any], code: int
) -> None:
    assert trusted.reply(trusted.begin(f"sightline/{method}", **params))["error"]["code"] == code
