"""Texts that may be reports of reviews: answered, written to a file, or said.

Review agents answer them, and other agents' CLIs that were asked for a review; what the agent says
below a review's heading is one.

Whether one is a report is for others to tell; here only names decide, which costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import is_headed_review, is_reviewer, kept, review_file
from sightline.adapters.claude_code import tools
from sightline.adapters.claude_code.lines import Block, ToolInput, decode_text, value_of
from sightline.records import ReportText

if TYPE_CHECKING:
    from sightline.adapters.claude_code.state import Open, Who
    from sightline.records import Request, ToolCall

_SCORE = b"/10"


def written(call: ToolCall, who: Who, path: str, question: ToolInput) -> ReportText | None:
    """A review that was written to a file of its own, such as `code-logic-review.md`.

    It stands as asked for: whether the file could be written changes nothing about it.
    """
    name = review_file(path)
    if call.tool != "Write" or name is None:
        return None
    text = value_of(question.content, decode_text)
    if text is None:
        return None
    reviewer = who.agent if who.side else name.removesuffix(".md")
    return ReportText(
        line=call.line, thread=call.thread, ts=call.ts, text=text, hint=name, reviewer=reviewer,
        path=path,
    )  # fmt: skip


def asks_for_review(question: object) -> bool:
    """Whether a command speaks of a review; where it runs another agent, that one answers."""
    command = question.command if isinstance(question, ToolInput) else None
    return isinstance(command, str) and "review" in command.lower()


def answered(opened: Open, block: Block) -> ReportText | None:
    """What a review agent answered, or another agent's CLI that was asked for a review."""
    call, agent = opened.call, opened.subagent
    if agent is not None and not is_reviewer(agent):
        return None
    reviewer = agent or (call.helper if opened.is_review else None)
    if reviewer is None or call.outcome != "ok":
        return None
    text = tools.result_text(block.content)
    name = kept(reviewer) or reviewer
    return ReportText(
        line=call.line, thread=call.thread, ts=call.ended_ts, text=text, hint=name, reviewer=name
    )


def told(block: Block, row: Request, line: int) -> ReportText | None:
    """What the agent says below a review's heading, as `/review-code` asks it to."""
    raw = bytes(block.text)
    if _SCORE not in raw:
        return None
    text = value_of(block.text, decode_text)
    if text is None or not is_headed_review(text):
        return None
    return ReportText(
        line=line, thread=row.thread, ts=row.ended_ts, text=text, hint="", reviewer=row.agent
    )
