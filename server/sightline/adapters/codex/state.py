"""What the reader of one file remembers between lines, and between two reads of the file."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct, field

from sightline.adapters.codex.forks import Descent
from sightline.adapters.codex.tools import OpenCall  # noqa: TC001  (resolved at run time)
from sightline.adapters.codex.usage import Meter
from sightline.records import Handoff, Request, Turn  # noqa: TC001

MOST_WAITING = 512
"""Calls and handoffs without an end that are remembered; older ones stay open."""
MOST_TENTATIVE = 64
"""Prompts or calls taken from a second source that are remembered in case the first appears."""


class Span(Struct, gc=False):
    """First and last instant of some records."""

    first: int | None = None
    last: int | None = None

    def take(self, ts: int) -> None:
        """Stretch to an instant."""
        if self.first is None or self.last is None:
            self.first = self.last = ts
        elif ts > self.last:
            self.last = ts
        elif ts < self.first:
            self.first = ts


class Group(Struct, gc=False):
    """The response items since the last new total: one request in the making."""

    asked: Any = None
    """The last thing a response can answer: a task's start, its context, a prompt, a result."""
    started: Any = None
    """The same before the first model item."""
    ended: Any = None
    """The last model item."""
    has_items: bool = False
    events: int = 0
    """agent_message events."""
    items: int = 0
    """The response items they duplicate."""


class State(Struct, gc=False):
    """Everything a new parser needs to go on."""

    native_id: str | None = None
    introduced: bool = False
    """The first session_meta was read."""
    kind: Literal["root", "subagent", "fork"] = "root"
    parent: str | None = None
    agent: str = "main"
    cwd: str | None = None
    branch: str | None = None
    version: str | None = None
    provider: str | None = None
    window: int | None = None
    line: int = 0
    is_codex: bool = False
    """Some record of the file is one of Codex's."""
    begun: int | None = None
    """Instant of the first record."""
    span: Span = field(default_factory=Span)
    own_span: Span = field(default_factory=Span)
    title: str | None = None
    own_title: str | None = None
    descent: Descent = field(default_factory=Descent)
    meter: Meter = field(default_factory=Meter)

    model: str | None = None
    had_model: bool = False
    modelless: list[str] = []
    """Requests before the first turn_context."""
    rows: dict[str, Request] = {}
    """Requests that a later line may still change."""
    last: str | None = None
    counted: int = 0
    """Requests from token counts."""
    tentative: dict[str, int] = {}
    """Requests from usage records, with their messages: void once a token count comes."""
    settled: bool = False
    """So many usage records came without a token count that none is expected any more."""
    held: Request | None = None
    held_group: Group | None = None
    group: Group = field(default_factory=Group)
    announced: bool = False
    """agent_message events occur in this file."""
    spoken: tuple[int, int | None] | None = None
    """Line and instant of the last assistant message."""

    task: str | None = None
    task_prompts: int = 0
    task_first: str | None = None
    """The first request of the running task."""
    in_task: bool = False
    turn: Turn | None = None
    prompted: bool = False
    """user_message events occur in this file."""
    candidates: list[str] = []
    """Keys of turns begun by response items, while no user_message was seen."""
    failing: bool = False
    """The last thing the model's API did was to fail."""

    calls: dict[str, OpenCall] = {}
    processes: dict[str, str] = {}
    """Process id to the call that started it."""
    handoffs: dict[str, Handoff] = {}
    patched: list[str] = []
    """The last calls whose changes are already rows."""
