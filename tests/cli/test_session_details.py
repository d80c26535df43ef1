"""What `stats session -v` says of cache and context."""

from __future__ import annotations

import json
from pathlib import Path

from sightline.cli import render
from sightline.reports.payload.session import SessionPayload
from sightline.text import UNICODE, Figures

RECORDED = Path(__file__).parents[2] / "client-vscode" / "test" / "webview" / "payloads"


def test_verbose_says_why_the_cache_missed_and_what_a_limit_cost() -> None:
    """X5, X6: the second turn of the recorded session missed and crossed."""
    recorded = json.loads((RECORDED / "session.json").read_text(encoding="utf-8"))
    payload = SessionPayload.model_validate(recorded)
    text = "\n".join(render.session_details(payload, Figures(UNICODE)))
    assert "Long Context:               1 turn crossed 200,000 tokens: +$0.4900\n" in text
    assert (
        "\nCache Misses         Requests  Tokens  Extra Cost"
        "\n─────────────────────────────────────────────────"
        "\nIdle over 5 minutes         1  20,000    ~$0.1150\n"
    ) in text


def test_verbose_says_what_changed_in_the_repository(
    seed_session: SessionPayload, figures: Figures
) -> None:
    """M4: lines, files and the branch that is checked out."""
    changes = {"lines_added": 1200, "lines_removed": 3, "files_changed": 1, "branch": "main"}
    git = seed_session.git.model_copy(update=changes)
    lines = render.session_details(seed_session.model_copy(update={"git": git}), figures)
    assert lines[-1] == "Git Changes:                +1,200 -3 in 1 file, now on main"
    assert "Git Changes" not in "\n".join(render.session_details(seed_session, figures))
