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
- `session-store.db` has a row a request (`assistant_usage_events`, schema 8 of 2026, as its public
  readers describe it): for a session that it lists, these count instead of all sums and messages.
  The log still tells prompts, tools and edits. Without usage, as beside VS Code, it gives nothing.
- All lies in `$COPILOT_HOME`, else `~/.copilot`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment


_STATES = ("session-state", "history-session-state")
_STORE = "session-store.db"


def _folders(environment: Environment) -> list[Path]:
    homes = environment.folders("COPILOT_HOME") or [environment.home / ".copilot"]
    return [home / name for home in homes for name in (*_STATES, "")]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    is_log = name == "events.jsonl" or (not folders and name.endswith(".jsonl"))
    return is_log or (not folders and name == _STORE)


def _entered(folders: tuple[str, ...]) -> bool:
    """Of the home itself nothing more: its logs lie in folders of their own."""
    return folders[0] not in (*_STATES, "logs", "pkg", "agents", "skills", "hooks")


COPILOT_CLI = Adapter(
    engine="copilot_cli",
    title="Copilot CLI",
    colour="charts.purple",
    version=3,
    folders=_folders,
    wanted=_wanted,
    entered=_entered,
    parser=late("sightline.adapters.copilot_cli.events:EventParser"),
    database=late("sightline.adapters.copilot_cli.store:database"),
    resume="copilot --resume",
    provider="github-copilot",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code", "appr", "branch"})
    | {"cost", "first"},
)

__all__ = ["COPILOT_CLI"]
