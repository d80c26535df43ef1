"""The status bar, and what else an editor asks at start."""

from __future__ import annotations

from sightline.reports.payload.base import Answer, Label, Params, Payload
from sightline.reports.payload.budgets import BudgetState


class StatusTotals(Payload):
    """The numbers of one span for the status bar and the sidebar."""

    cost: float | None
    cost_label: Label
    unpriced_requests: int
    sessions: int
    requests: int
    tokens: int | None
    tokens_label: Label
    """Of all sums of tokens."""
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    top_model: str | None


class StatusPayload(Answer):
    """Today and the last seven days, over everything on this machine."""

    date: str
    """Today in the zone."""
    time_zone: str
    today: StatusTotals
    week: StatusTotals
    sources: int
    problems: int
    sessions: int
    """All sessions there are."""
    budgets: tuple[BudgetState, ...]


class IndexPayload(Payload):
    """What reading the sources did."""

    sources: int
    files_opened: int
    bytes_read: int
    sessions: int
    requests: int
    problems: int
    elapsed_ms: int


class IdentifyParams(Params):
    """A file in the editor."""

    uri: str


class IdentifyPayload(Payload):
    """Which session a file belongs to."""

    id: str | None
