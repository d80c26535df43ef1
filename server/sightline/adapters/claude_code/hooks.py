"""What hooks blocked that is no call: the end of an answer, or what a tool had already done.

Seen in public excerpts of 2.1.2xx. A hook before a call leaves that call denied, which tells it
already. A hook at an end leaves a line in the user's name (`Stop hook feedback:`) in all versions,
in newer ones an attachment beside it that says the same; of other events only the attachment
(`hook_blocking_error {hookName, hookEvent}`) is there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.adapters.base import kept
from sightline.records import MINUTES, Finding

if TYPE_CHECKING:
    from sightline.adapters.claude_code.lines import Attachment
    from sightline.records import Session

_BLOCKED = "hook_blocking_error"
_FEEDBACK = re.compile(r"(Stop|SubagentStop|TeammateIdle|TaskCompleted) hook feedback:")
_TOLD_ELSEWHERE = frozenset(
    {"PreToolUse", "PermissionRequest", "Stop", "SubagentStop", "TeammateIdle", "TaskCompleted"}
)


def stopped(text: str) -> str | None:
    """The event of a hook that did not let an answer end; None where it is no such line."""
    found = _FEEDBACK.match(text) if "hook feedback:" in text[:40] else None
    return None if found is None else found[1]


def blocked(attachment: Attachment) -> str | None:
    """The hook that blocked, such as `PostToolUse:Edit`, where only the attachment tells it."""
    if attachment.type != _BLOCKED or attachment.hook_event in _TOLD_ELSEWHERE:
        return None
    name = attachment.hook_name
    return kept(name) if isinstance(name, str) and name else None


def finding(hook: str, key: str, session: Session, ts: int | None, line: int) -> Finding:
    """A block as a violation of what the hook keeps up."""
    return Finding(
        line=line, key=f"hook:{key}", thread=session.thread, session=session.thread, ts=ts,
        rule=f"{hook} blocked", severity="warning", minutes=MINUTES["warning"], reporter="hook",
    )  # fmt: skip
