"""Qwen Code: a log of records a session, in the shape of Claude's but with Gemini's contents.

Seen: 0.18.1, one file; the rest as QwenLM/qwen-code writes it
(`packages/core/src/services/chatRecordingService.ts`, 2026).

- `message.parts` tells it from Claude Code's `message.content`.
- `usageMetadata` is of one request: cached is part of the prompt. Thoughts are part of the
  candidates where an OpenAI-like service counted them; only a total that says so puts them beside.
- `/branch` copies records under a new `sessionId` with their `uuid` and a `forkedFrom`: so a
  record's key is its uuid, and the session it was copied from owns it.
- The `ui_telemetry` before an answer has how long the request took.
- `user` records with a `subtype` were not typed, but for `mid_turn_user_message`.
- Records of sub-agents are `isSidechain` and carry `agentId`; they name the parent's session.
- A diff that was `truncatedForSession` is a note about itself, with its own counts beside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment


def _folders(environment: Environment) -> list[Path]:
    return [environment.home / ".qwen" / "projects"]


def _wanted(folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".jsonl") and not {"chats", "subagents"}.isdisjoint(folders)


QWEN = Adapter(
    engine="qwen",
    title="Qwen Code",
    colour="charts.lines",
    version=2,
    folders=_folders,
    wanted=_wanted,
    parser=late("sightline.adapters.qwen.parser:QwenParser"),
    resume="qwen --resume",
    provider="qwen",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code", "branch", "subagents"}),
)

__all__ = ["QWEN"]
