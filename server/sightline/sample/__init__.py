"""Made-up sessions of a fictional project, to look around with before having any.

`claude/` and `codex/` hold session files as those engines write them. Their instants are fixed;
`lay_out` moves all of them by the same span, so that the newest lies ten minutes before `now`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
VARIABLES = {"CLAUDE_CONFIG_DIR": "claude", "CODEX_HOME": "codex"}
AGO = timedelta(minutes=10)
"""Longer ago than a session is taken to be still running."""

_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def lay_out(folder: Path, now: datetime) -> dict[str, str]:
    """Write the sample below a folder; the answer is the variables that lead engines there."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("*.jsonl"))}
    newest = max(_moment(found[0]) for text in texts.values() for found in _INSTANT.finditer(text))
    shift = now - AGO - newest
    for path, text in texts.items():
        target = folder / path.relative_to(HERE)
        target.parent.mkdir(parents=True, exist_ok=True)
        moved = _INSTANT.sub(lambda found: _written(_moment(found[0]) + shift), text)
        target.write_text(moved, encoding="utf-8", newline="\n")
    return {name: str(folder / below) for name, below in VARIABLES.items()}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
