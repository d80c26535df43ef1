"""Texts that may be reports of reviews: answered, written to a file, or said.

Whether one is a report is for others to tell; here only names decide, which costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters import base
from sightline.adapters.base import SCORE, is_reviewer, kept, said
from sightline.adapters.claude_code import tools
from sightline.adapters.claude_code.lines import Block, ToolInput, decode_text, value_of

if TYPE_CHECKING:
    from sightline.adapters.claude_code.state import Open
    from sightline.records import ReportText, Request, ToolCall

_SCORE = SCORE.encode()


def written(call: ToolCall, path: str, question: ToolInput) -> list[ReportText]:
    """A review that was written to a file of its own."""
    if call.tool != "Write" or base.review_file(path) is None:
        return []
    text = value_of(question.content, decode_text)
    return [] if text is None else base.written(call, path, text)


def asks_for_review(question: object) -> bool:
    """Whether a command speaks of a review; where it runs another agent, that one answers."""
    command = question.command if isinstance(question, ToolInput) else None
    return isinstance(command, str) and "review" in command.lower()


def answered(opened: Open, block: Block) -> list[ReportText]:
    """What a review agent answered, or another agent's CLI that was asked for a review."""
    call, agent = opened.call, opened.subagent
    if agent is not None and not is_reviewer(agent):
        return []
    reviewer = agent or (call.helper if opened.is_review else None)
    if reviewer is None or call.outcome != "ok":
        return []
    return base.answered(call, kept(reviewer), tools.result_text(block.content))


def told(block: Block, row: Request, line: int) -> list[ReportText]:
    """What the agent says, where it may be a review."""
    if _SCORE not in bytes(block.text):
        return []
    text = value_of(block.text, decode_text)
    return [] if text is None else said(text, row.agent, row.thread, row.ended_ts, line)
