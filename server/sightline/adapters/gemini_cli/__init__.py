"""Gemini CLI: one conversation a file, a JSON document or (newer) an append log of it.

Documents seen: releases of October 2025 and March 2026 (they name no version). The log is read
as google-gemini/gemini-cli writes it (`packages/core/src/services/chatRecordingService.ts`,
2026); no real log was at hand.

- Document: `sessionId, projectHash, startTime, lastUpdated, messages[], summary?, kind?`.
- Log: a metadata line; then messages, a line with a known `id` replacing the earlier one;
  `{"$set": {…}}` changes metadata, `$set.messages` the list; `{"$rewindTo": id}` cuts that
  message and later ones. What was cut or replaced was paid all the same, so every message
  that ever stood in the file counts, and later lines rewrite earlier ones: no reading goes on.
- `tokens {input, output, cached, thoughts, tool, total}` are of one request: cached is part of
  input, thoughts and tool are outside output and input. A `gemini` message with neither tokens
  nor model is written by the program itself (summaries, masked history) and is no request.
- A message's instant is its end; a tool's is its completion, waiting for approval included.
- A refused tool is `cancelled` with "User did not allow tool call"; a policy's refusal is an
  error with "denied by policy". A shell's exit code stands only in its result text, which frames
  what it put out; `resultDisplay` is that alone.
- Sub-agents: `chats/<parent's id>/<own id>.jsonl`, `kind: subagent`; the id is the `agentId` of
  the call that started it.
- The folder is `~/.gemini/tmp/<project>`: a slug of `projects.json`, or the hash of the root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment


def _folders(environment: Environment) -> list[Path]:
    homes = environment.folders("GEMINI_CLI_HOME") or [environment.home]
    return [home / ".gemini" / "tmp" for home in homes]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    is_chat = "chats" in folders or name.startswith("session-")
    return is_chat and name.endswith((".json", ".jsonl"))


GEMINI_CLI = Adapter(
    engine="gemini_cli",
    title="Gemini CLI",
    colour="charts.blue",
    version=2,
    folders=_folders,
    wanted=_wanted,
    parser=late("sightline.adapters.gemini_cli.recording:LogParser"),
    document=late("sightline.adapters.gemini_cli.recording:document"),
    resume="gemini --resume",
    provider="google",
    capabilities=frozenset({"tok", "cache", "first", "dur", "tdur", "tres", "code", "subagents"}),
)

__all__ = ["GEMINI_CLI"]
