"""The reviews in a conversation: who was asked for one, what came back, what was written or said.

For engines that tell of calls in order; nothing is looked at but what a name promises.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import answered, reviewer_of, said, written_by
from sightline.adapters.values import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.adapters.base import Asked
    from sightline.records import ReportText, Request, ToolCall


SUBAGENT = "subagent"
"""One of which only its id is known."""


class Reviews:
    """Collects the texts of one conversation that may be reports of reviews."""

    def __init__(self, found: list[ReportText]) -> None:
        self._found = found
        self._asked: dict[str, str] = {}
        """Who was asked for a review, by the call's key."""

    def call(self, row: ToolCall, what: Asked, given: Mapping[str, object]) -> None:
        """A tool was called with this input."""
        if what.kind == "edit":
            self.write(row, given)
        elif (reviewer := reviewer_of(what)) is not None:
            self._asked[row.key] = reviewer

    def end(self, row: ToolCall, answer: object) -> None:
        """A call ended with this answer, however it is wrapped."""
        if self._asked and (reviewer := self._asked.pop(row.key, None)) is not None:
            self._found += answered(row, reviewer, texts(answer))

    def write(self, row: ToolCall | Request, given: Mapping[str, object]) -> None:
        """A file was to be written."""
        self._found += written_by(row, given)

    def say(self, row: Request, words: str | None) -> None:
        """The model said something in answer to a request."""
        if words is not None:
            at = row.ended_ts if row.ended_ts is not None else row.ts
            agent = row.agent if row.agent != row.agent_id else SUBAGENT
            self._found += said(words, agent, row.thread, at, row.line)
