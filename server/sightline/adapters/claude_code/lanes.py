"""Agent CLIs that Ptah's MCP server runs for a session: spawned, asked how they are, stopped.

`ptah_agent_spawn {task, cli}` answers with an agent's id; `ptah_agent_status` and `_read` tell
`running`, `completed`, `failed`, `timeout` or `stopped`; results are Markdown (`**Agent ID:** x`,
`**Status:** completed`) or JSON. When an agent ended is not told, so the first word of it counts:
an upper bound (TypeScript source of Hive-Academy/ptah-extension; no such file was at hand).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "mcp__ptah__ptah_agent_"
SPAWN = f"{_PREFIX}spawn"
_ASKED = frozenset({f"{_PREFIX}status", f"{_PREFIX}read"})
_STOP = f"{_PREFIX}stop"
_AGENT = re.compile(r"agent\s?id\W+([\w-]{3,64})", re.IGNORECASE)
_STATUS = re.compile(r"status\W+(completed|failed|timeout|stopped)\b", re.IGNORECASE)
_TOLD = re.compile(
    r"agent\s?id\W+([\w-]{3,64})(?:(?!agent\s?id).)*?"
    r"status\W+(completed|failed|timeout|stopped)\b",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 100_000
"""Characters of a result that are looked at: what an agent wrote may follow."""


def is_lane_tool(name: str) -> bool:
    """Whether a tool is one of these."""
    return name.startswith(_PREFIX)


def spawned(result: str) -> str | None:
    """The id of the agent that was started."""
    found = _AGENT.search(result[:_LONGEST])
    return found[1] if found else None


def ended(name: str, agent: str | None, result: str) -> Iterator[tuple[str, str]]:
    """Agents that a result says have ended, and how."""
    head = result[:_LONGEST]
    if name == _STOP and agent is not None:
        yield agent, "stopped"
    elif name in _ASKED and agent is not None:
        if found := _STATUS.search(head):
            yield agent, found[1].lower()
    elif name in _ASKED:
        for told in _TOLD.finditer(head):
            yield told[1], told[2].lower()
