"""Models of several engines, in a row each or together."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from builders import encoded, prompt, reply
from sightline.reports import report_named
from sightline.reports.report import Context

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.reports.payload.status import StatusPayload
    from sightline.store import Index

HEAD = {
    "type": "session", "version": 3, "id": "b", "timestamp": "2026-03-02T10:00:00.000Z",
    "cwd": "/home/dev/app",
}  # fmt: skip
ANSWER = {
    "type": "message", "id": "a1", "parentId": None, "timestamp": "2026-03-02T10:00:00.000Z",
    "message": {
        "role": "assistant", "model": "claude-opus-4-7", "provider": "anthropic", "api": "x",
        "content": [], "stopReason": "stop", "timestamp": 1772445600000,
        "usage": {"input": 7, "output": 3, "cacheRead": 0, "cacheWrite": 0, "totalTokens": 10},
    },
}  # fmt: skip


def two_engines(home: Home) -> Index:
    """110 tokens of Claude Code and 10 of Pi, of one model."""
    home.claude("a", prompt("p", 0), reply("m", 1))
    path = home.path / ".pi/agent/sessions/app/2026-03-02T10-00-00-000Z_b.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(encoded(HEAD, ANSWER))
    index = home.index()
    index.refresh()
    return index


def test_a_model_of_two_engines_has_a_row_in_each(home: Home, ask: Ask) -> None:
    """DA9: the table of models says whose they are."""
    rows = ask(two_engines(home), "models").rows
    assert {(row.engine, row.tokens) for row in rows} == {("claude_code", 110), ("pi", 10)}


def test_together_it_is_one_row(home: Home, ask: Ask) -> None:
    """L11, L16: a model once, since its name is all that a reader has."""
    found = ask(two_engines(home), "models", by_engine=False)
    assert [(row.model, row.tokens) for row in found.rows] == [("claude-opus-4-7", 110 + 10)]
    assert found.rows[0].cost == found.total.cost


def _status_of_that_day(index: Index) -> StatusPayload:
    evening = datetime(2026, 3, 2, 20, tzinfo=UTC)
    status, context = report_named("status"), Context(index, index.settings, now=lambda: evening)
    return cast("StatusPayload", status.answer(context, status.params()))


def test_a_response_without_its_end_makes_every_sum_of_tokens_a_lower_bound(
    home: Home, ask: Ask
) -> None:
    """N2, N3: its output is a placeholder; one word for it in every table."""
    broken = reply("n", 2, 1)
    broken["message"]["stop_reason"] = None
    home.claude("a", prompt("p", 0), reply("m", 1), broken)
    index = home.index()
    index.refresh()
    blocks, branches = ask(index, "blocks"), ask(index, "branches")
    told = [
        *(ask(index, name).total for name in ("models", "engines", "daily")),
        *(ask(index, name).rows[0] for name in ("models", "engines", "sessions")),
        ask(index, "daily").days[0], blocks.total, blocks.rows[0], branches.total, branches.rows[0],
        branches.unattributed, _status_of_that_day(index).today, ask(index, "sessions").sums,
    ]  # fmt: skip
    assert {one.tokens_label for one in told} == {"at_least"}
    assert ask(index, "overview").analytics.labels["totalTokens"] == "at_least"
