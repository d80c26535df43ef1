"""What a parser carries from one piece of a file to the next, and nothing else.

Everything here is bounded, and bounded in the same way while reading, so that reading in pieces
and reading at once see the same.
"""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from msgspec import Struct

# msgspec resolves annotations at run time.
from sightline.records import Handoff, Request, Session, ToolCall, Turn  # noqa: TC001

_AGENTS_KEPT = 32
_MESSAGES_KEPT = 8
_CALLS_KEPT = 256

K = TypeVar("K")
V = TypeVar("V")


class Who(Struct, frozen=True, gc=False):
    """On whose behalf a line was written."""

    side: bool = False
    agent: str = "main"
    agent_id: str | None = None


class Open(Struct, kw_only=True, omit_defaults=True, gc=False):
    """A tool call whose result is still to come."""

    call: ToolCall
    handoff: Handoff | None = None
    path: str | None = None
    """The file it edits."""
    added: int | None = None
    removed: int | None = None
    """Lines, by comparing what it was asked: needed only where no result tells them."""
    subagent: str | None = None
    lane: str | None = None
    request: Request | None = None
    """The request that asked for a web search."""
    is_review: bool = False
    """It asks another agent's CLI for a review."""


class Agent(Struct, omit_defaults=True, gc=False):
    """A sub-agent seen in its parent's file."""

    name: str
    model: str | None = None
    input_ts: int | None = None
    """When it was last told something."""
    tool: str | None = None
    """The call it works for, where its progress lines told so."""


class State(Struct, kw_only=True, omit_defaults=True):
    """All that later lines may need of earlier ones."""

    session: Session
    has_talk: bool = False
    """A line of a conversation was seen: titles alone are no session."""
    turn: Turn | None = None
    is_failing: bool = False
    """The model's API failed, and nothing succeeded since."""
    open: dict[str, Open] = {}
    background: dict[str, Handoff] = {}
    """Handoffs that were only started, by tool call."""
    tasks: dict[str, str] = {}
    """Tool calls of those, by the task they became."""
    agents: dict[str, Agent] = {}
    anchors: dict[int, int] = {}
    """For a recent line the instant of the nearest line before it that no model wrote."""
    input_ts: int | None = None
    side_input_ts: int | None = None
    variants: dict[str, str] = {}
    """Of recent messages the first request id."""
    settled: dict[int, int] = {}
    """Those of earlier pieces, in digests: texts of which no two are alike take much room."""
    searches: dict[str, list[str]] = {}
    """Of recent messages the web searches that succeeded."""

    def remember_agent(self, agent_id: str, agent: Agent) -> None:
        """Keep a sub-agent as the most recent one."""
        _keep(self.agents, agent_id, agent, _AGENTS_KEPT)

    def is_first_variant(self, message: str, variant: str) -> int:
        """1 if a message was first written under this request id, else 0."""
        variants, settled = self.variants, self.settled
        first = variants.get(message)
        if first is not None:
            return int(first == variant)
        if settled and (told := settled.get(_digest(message))) is not None:
            return int(told == _digest(variant))
        variants[message] = variant
        if len(variants) + len(settled) > _MESSAGES_KEPT:
            oldest: dict[Any, Any] = settled or variants
            del oldest[next(iter(oldest))]
        return 1

    def settle(self) -> None:
        """Write down what is kept of messages."""
        for message, variant in self.variants.items():
            self.settled[_digest(message)] = _digest(variant)
        self.variants.clear()

    def count_search(self, message: str, call: str) -> int:
        """How many web searches of a message have succeeded, with this one."""
        calls = self.searches.get(message, [])
        if call not in calls:
            calls = [*calls, call]
        _keep(self.searches, message, calls, _MESSAGES_KEPT)
        return len(calls)

    def remember_call(self, key: str, call: Open) -> None:
        """Keep a call that is not known yet until its result comes."""
        self.open[key] = call
        if len(self.open) > _CALLS_KEPT:
            del self.open[next(iter(self.open))]

    def remember_task(self, task: str | None, handoff: Handoff) -> None:
        """Keep a handoff until word of its end comes."""
        _keep(self.background, handoff.key, handoff, _CALLS_KEPT)
        if task is not None:
            _keep(self.tasks, task, handoff.key, _CALLS_KEPT)


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _keep(kept: dict[K, V], key: K, value: V, most: int) -> None:
    """Keep a value as the newest of so many."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > most:
        del kept[next(iter(kept))]
