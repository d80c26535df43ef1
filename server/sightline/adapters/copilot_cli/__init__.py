"""Copilot CLI: a log of events a session, its usage stated once at the end.

Seen: 1.0.12 to 1.0.68 (and the same events written by VS Code's chat, 0.37 to 0.47). A line is
`{type, data, id, timestamp, parentId}`.

- `session.shutdown` states usage as a sum per model since the last start of the program, or, as
  far as is known, since the session's beginning: `rollups` tells by the messages' own output.
  So a shutdown rewrites what the messages before it were: no reading goes on.
- `inputTokens` includes both cache fields, `outputTokens` the reasoning. `totalNanoAiu` is what
  was charged, from 2026-06-01 on; before, premium requests were counted, which are not money.
- Messages after the last shutdown (a crash, or a session that runs) state their output alone.
- `tool.execution_start` to `_complete` holds the wait for a permission; where permission events
  tell it, it is taken out. A shell's exit code stands only at the end of its result.
- An edit's `toolTelemetry.metrics` has its lines; `codeChanges` at shutdown is their sum, and
  may know more. Its `filesModified` is empty in all files seen.
- `user.message` with a `source` was not typed. Sub-agents were not seen.
- `~/.copilot/session-store.db` is said to have a row a request; no such store was seen, so it is
  not read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter
from sightline.adapters.copilot_cli.events import EventParser

if TYPE_CHECKING:
    from pathlib import Path, PurePosixPath

    from sightline.adapters.base import Environment


def _folders(environment: Environment) -> list[Path]:
    home = environment.home / ".copilot"
    return [home / name for name in ("session-state", "history-session-state")]


def _wanted(path: PurePosixPath) -> bool:
    return path.name == "events.jsonl" or (len(path.parts) == 1 and path.suffix == ".jsonl")


COPILOT_CLI = Adapter(
    engine="copilot_cli",
    title="Copilot CLI",
    colour="charts.purple",
    version=1,
    folders=_folders,
    wanted=_wanted,
    parser=EventParser,
    provider="github-copilot",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code", "appr", "branch"})
    | {"cost"},
)

__all__ = ["COPILOT_CLI"]
