"""Texts that may be reports of review agents: what agents answered, and files written by them.

Whether one is a report is for others to tell; here only names decide, which costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import kept
from sightline.adapters.claude_code import tools
from sightline.adapters.claude_code.lines import Block, ToolInput, decode_text, value_of
from sightline.records import ReportText

if TYPE_CHECKING:
    from sightline.adapters.claude_code.state import Open, Who
    from sightline.records import ToolCall


def written(call: ToolCall, who: Who, path: str, question: ToolInput) -> ReportText | None:
    """A review that was written to a file of its own, such as `code-logic-review.md`.

    It stands as asked for: whether the file could be written changes nothing about it.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    if call.tool != "Write" or "review" not in name.lower() or not name.lower().endswith(".md"):
        return None
    text = value_of(question.content, decode_text)
    if text is None:
        return None
    reviewer = who.agent if who.side else name.removesuffix(".md")
    return ReportText(
        line=call.line, thread=call.thread, ts=call.ts, text=text, hint=name, reviewer=reviewer,
        path=path,
    )  # fmt: skip


def answered(opened: Open, block: Block) -> ReportText | None:
    """What a review agent answered."""
    call, agent = opened.call, opened.subagent
    if agent is None or "review" not in agent.lower() or call.outcome != "ok":
        return None
    text = tools.result_text(block.content)
    name = kept(agent) or agent
    return ReportText(
        line=call.line, thread=call.thread, ts=call.ended_ts, text=text, hint=name, reviewer=name
    )
