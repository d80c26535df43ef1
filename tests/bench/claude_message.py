"""What one model message of Claude Code holds: its blocks, its usage, and the era's habits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from material import Choice, Material, Record
from truth import Totals

if TYPE_CHECKING:
    from claude_tools import ToolRun

MODELS = Choice(
    {
        "claude-opus-4-6": 28,
        "claude-sonnet-4-6": 18,
        "claude-opus-4-5-20251101": 16,
        "claude-sonnet-4-5-20250929": 14,
        "claude-haiku-4-5-20251001": 12,
        "claude-opus-4-8": 8,
        "claude-sonnet-4-20250514": 4,
    }
)
_BLOCK_COUNTS = Choice({"1": 27, "2": 47, "3": 17, "4": 6, "5": 3})
_CONTEXT_LIMIT = 170_000


@dataclass(frozen=True, slots=True)
class Era:
    """What a range of versions writes."""

    version: str
    patches: range
    delegate: str
    """The name of the tool that starts a sub-agent."""
    embeds_progress: bool
    """Hooks, long commands and sub-agents report in ``progress`` lines."""
    is_recent: bool
    """Where a line's session stands last, stop reasons are set and attachments exist."""


ERAS = {
    "2.0": Era("2.0.{}", range(77), "Task", embeds_progress=False, is_recent=False),
    "2.1 early": Era("2.1.{}", range(12, 51), "Task", embeds_progress=True, is_recent=False),
    "2.1": Era("2.1.{}", range(100, 200), "Agent", embeds_progress=False, is_recent=True),
}
ERA_SHARES = Choice({"2.0": 12, "2.1 early": 50, "2.1": 38})


def blocks(runs: list[ToolRun], material: Material) -> list[Record]:
    """Thinking, text and tool calls, in the order a model writes them."""
    wanted = max(int(material.pick(_BLOCK_COUNTS)), len(runs), 1)
    found: list[Record] = []
    if wanted > len(runs) and material.chance(0.60):
        thinking = material.text(material.size(750, 1.3, 30, 24_000))
        signature = material.base64(material.size(800, 0.9, 200, 8_000))
        found.append({"type": "thinking", "thinking": thinking, "signature": signature})
    if len(found) + len(runs) < wanted or not (found or runs):
        text = material.text(material.size(200, 1.0, 10, 6_000))
        found.append({"type": "text", "text": text})
    calls: list[Record] = [
        {"type": "tool_use", "id": run.id, "name": run.name, "input": run.input} for run in runs
    ]
    return found + calls


def usage(context: int, era: Era, material: Material) -> tuple[Record, Totals]:
    """The usage of one request with this much cached context, as written and as booked."""
    fresh = material.size(3, 1.6, 1, 8_000)
    written = material.size(800, 1.3, 0, 60_000)
    hour = written if material.chance(0.8) else 0
    output = material.size(160, 1.4, 1, 16_000)
    if not era.is_recent and material.chance(0.6):
        output = material.random.randint(1, 8)
    searches = int(era.is_recent and material.chance(0.004))
    record: Record = {
        "input_tokens": fresh,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": context,
        "cache_creation": {
            "ephemeral_5m_input_tokens": written - hour,
            "ephemeral_1h_input_tokens": hour,
        },
        "output_tokens": output,
        "service_tier": "standard",
    }
    if era.is_recent:
        record["server_tool_use"] = {"web_search_requests": searches, "web_fetch_requests": 0}
        record["speed"] = "fast" if material.chance(0.01) else "standard"
    booked = Totals(
        requests=1,
        input_tokens=fresh,
        cache_read_tokens=context,
        cache_write_5m_tokens=written - hour,
        cache_write_1h_tokens=hour,
        output_tokens=output,
        web_searches=searches,
    )
    return record, booked


def next_context(context: int, used: Totals) -> int:
    """The context of the request after this one; a full context is compacted."""
    grown = context + used.cache_write_5m_tokens + used.cache_write_1h_tokens
    return grown if grown < _CONTEXT_LIMIT else 20_000
