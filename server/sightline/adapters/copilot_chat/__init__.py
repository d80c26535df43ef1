"""Copilot Chat in VS Code: a conversation a file, a JSON document or a log of its mutations.

Seen: chat extension 0.31 to 0.37, documents of August 2025 on, logs of February 2026; the log's
four kinds as microsoft/vscode writes them (`chatSessionOperationLog.ts`).

- Log: `{kind: 0, v}` is the whole state, again a reset; 1 sets path `k` to `v` (unsets without),
  2 cuts the list at `k` to length `i` and appends `v`, 3 deletes `k`. After a line that cannot
  be applied the state is not what VS Code had, so nothing after it is. No reading goes on.
- A request is a prompt with all its model calls; its tokens stand in one of four places
  (`result.usage` was seen, the source names the others), its prompt's cache split nowhere: so
  cache tokens are unknown and the price is an estimate. Old files state no tokens at all.
- `result.details` ("Claude Sonnet 4 • 1x") names the model that answered; `modelId` may be auto.
- `timings` are recorded; `totalElapsed` holds `timeSpentWaiting`, which in logs may be an
  instant instead.
- A tool's success is weak: it was complete and nobody refused it. It has no time of its own.
- Lines of edits are approximate: new files arrive line by line. Whole they stand in the inputs of
  `result.metadata.toolCallRounds`; what a terminal or a sub-agent answered in `toolSpecificData`.
- The folder is in `workspace.json` beside `chatSessions`.
- `GitHub.copilot-chat/transcripts` hold the same conversations as events, without input and
  results: they count where the conversation's own file is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late, programs_folder
from sightline.adapters.copilot_chat.places import chats_of, is_transcript

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment

_EDITORS = ("Code", "Code - Insiders", "VSCodium")
_FOLDERS = ("workspaceStorage", "globalStorage/emptyWindowChatSessions")


def _folders(environment: Environment) -> list[Path]:
    users = [programs_folder(environment) / editor / "User" for editor in _EDITORS]
    users.append(environment.home / ".vscode-server" / "data" / "User")
    return [user / folder for user in users for folder in _FOLDERS]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    is_chat = folders[-1:] in {(), ("chatSessions",), ("emptyWindowChatSessions",)}
    return is_transcript((*folders, name)) or (is_chat and name.endswith((".json", ".jsonl")))


COPILOT_CHAT = Adapter(
    engine="copilot_chat",
    title="Copilot Chat",
    colour="charts.orange",
    version=4,
    folders=_folders,
    wanted=_wanted,
    parser=late("sightline.adapters.copilot_chat.reading:parser"),
    document=late("sightline.adapters.copilot_chat.reading:document"),
    beside=chats_of,
    provider="github-copilot",
    capabilities=frozenset({"tok", "first", "dur", "tres", "code", "appr"}),
)

__all__ = ["COPILOT_CHAT"]
