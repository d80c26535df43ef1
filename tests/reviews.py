"""Reviews as they are kept beside a session's record, for tests that need some."""

from __future__ import annotations

import json
from pathlib import Path

from sightline.records import MINUTES, Phase, Severity
from sightline.reviewers.base import Place, Tool
from sightline.reviewers.keeping import SCHEMA, Header, KeptPhase, KeptReviewer, written
from sightline.reviewers.registry import REVIEWERS
from sightline.reviewers.rules import Issue
from sightline.reviewers.tracking import Tracked

DAY = "2026-03-02"


def tools_found(place: Place) -> dict[str, Tool]:
    """The reviewers there are, by name."""
    found = {one.name: one.find(place) for one in REVIEWERS}
    return {name: tool for name, tool in found.items() if tool is not None}


def instant(number: int) -> str:
    """So many hours into the day of the sessions."""
    return f"{DAY}T{number:02d}:00:00.000Z"


def issue(
    rule: str = "F821",
    severity: Severity = "error",
    name: str = "src/app.py",
    line: int = 7,
    phase: Phase = "logic",
) -> Issue:
    """A finding of ruff."""
    return Issue("ruff", rule, "Said", name, line, phase, severity, MINUTES[severity])


def keep(
    home: Path, session: str, hour: int, *findings: Tracked, number: int = 1, **scores: int
) -> Path:
    """Write a review of a session into the home's own records; scores are by phase."""
    phases: dict[Phase, KeptPhase] = {
        phase: KeptPhase(scores[phase], 5, 100, 1)
        for phase in ("style", "logic", "security")
        if phase in scores
    }
    tools = [KeptReviewer("ruff", "0.17.5", 1)]
    head = Header(SCHEMA, session, instant(hour), 1, 100, 0, tools, phases)
    folder = home / ".sightline" / "sessions" / f"{session.replace(':', '_')}.reviews"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.sarif"
    path.write_text(json.dumps(written(head, findings)), encoding="utf-8")
    return path
