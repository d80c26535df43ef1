"""OpenCode, and Kilo since 2026, which keeps its sessions in OpenCode's way.

Seen: an export of 1.17; the stores are read as anomalyco/opencode writes them (`session.sql.ts`,
`message-v2.ts`, `tool/*.ts`, 2025 and 2026) and Kilo-Org/kilocode after it.

- `opencode.db`, `opencode-<channel>.db`, `kilo.db`: tables session, message, part; `data` is the
  JSON of a message or part without its ids. A goal, cost and token sums of a session are copies.
- `storage/session/<project>/ses_*.json`, `message/<session>/msg_*.json`,
  `part/<message>/prt_*.json`: the same until early 2026; both stay after the migration.
- `opencode export`: `{info, messages: [{info, parts}]}`, wherever it was saved (setting `paths`).
- The three say the same of the same ids, so a message counts once, the later completed sight of
  it. Message ids do not repeat between sessions.
- `tokens` are disjoint; `reasoning` is inside `output` unless `total` proves it outside. Before
  releases that state `total`, zeros alone mean that nothing was stated.
- `time.completed` of a message includes the tools it ran, and a person's answer to `question`;
  the model had ended when the last of its parts did, of a tool when it began.
- A sub-agent is a session with `parentID`; the task part names it in `metadata.sessionId`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late

if TYPE_CHECKING:
    from sightline.adapters.base import Environment

_NO_SESSIONS = {"snapshot", "bin", "log", "repo", "worktree", "plans", "tool-output", "project"}
_EXPORT_WORDS = ("opencode", "kilo", "session", "export", "ses_")


def _folders(environment: Environment) -> list[Path]:
    named = environment.variables.get("XDG_DATA_HOME")
    shared = Path(named) if named else environment.home / ".local" / "share"
    return [shared / "opencode", shared / "kilo"]


def _entered(folders: tuple[str, ...]) -> bool:
    """Of a data folder only what holds sessions, of the folder store only what names them."""
    if folders[0] == "storage":
        return folders[1:2] in {(), ("session",)}
    return folders[0] not in _NO_SESSIONS


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    if name.endswith(".db"):
        return name.startswith(("opencode", "kilo"))
    if folders[:1] == ("storage",):
        return folders[1:2] == ("session",) and name.endswith(".json")
    return name.endswith(".json") and any(word in name for word in _EXPORT_WORDS)


OPENCODE = Adapter(
    engine="opencode",
    title="OpenCode",
    colour="charts.orange",
    version=2,
    folders=_folders,
    wanted=_wanted,
    document=late("sightline.adapters.opencode.stores:document"),
    database=late("sightline.adapters.opencode.stores:database"),
    entered=_entered,
    beside=late("sightline.adapters.opencode.stores:beside"),
    said=late("sightline.adapters.opencode.stores:said"),
    said_beside=late("sightline.adapters.opencode.stores:said_beside"),
    resume="opencode --session",
    provider="",
    capabilities=frozenset({"tok", "cache", "first", "dur", "tdur", "tres", "code", "cost"})
    | {"subagents"},
)

__all__ = ["OPENCODE"]
