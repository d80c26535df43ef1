"""Which lines people typed, and what the program told in their name."""

from __future__ import annotations

import re
from typing import NamedTuple

from sightline.adapters.claude_code.lines import Block, decode_text, value_of

INTERRUPTION = "[Request interrupted by user"
_NOT_TYPED = (
    "<command-name>",
    "<local-command-",
    "<bash-",
    "<task-notification>",
    "Caveat:",
    "Stop hook feedback:",
    INTERRUPTION,
    "This session is being continued",
)
_CONTEXT = re.compile(r"\s*<(system-reminder|ide_opened_file|ide_selection)>.*?</\1>", re.DOTALL)
_NOTIFICATION = re.compile(r"<task-notification>(.*?)(?:</task-notification>|\Z)", re.DOTALL)


class Said(NamedTuple):
    """The text of a message and what else it holds."""

    text: str = ""
    has_image: bool = False


class Notification(NamedTuple):
    """The end of work in the background."""

    task: str | None
    tool: str | None
    status: str | None
    result: str | None = None
    """What an agent answered."""


def said(content: object) -> Said:
    """What a message says, whether it is text or blocks."""
    if isinstance(content, str):
        return Said(content)
    if not isinstance(content, list):
        return Said()
    blocks = [block for block in content if isinstance(block, Block)]
    texts = [block_text(block) for block in blocks if block.type == "text"]
    return Said("\n".join(texts), any(block.type == "image" for block in blocks))


def block_text(block: Block) -> str:
    """The text of a text block."""
    return value_of(block.text, decode_text) or ""


def prompt_of(message: Said) -> str | None:
    """What the person typed, as it is shown; None where nobody typed it."""
    text = _typed(message.text)
    if text.startswith("<command-message>"):
        parts = [_tag(text, "command-name"), _tag(text, "command-args")]
        return " ".join(part for part in parts if part)
    if text.startswith(_NOT_TYPED):
        return None
    return text if text or message.has_image or message.text.isspace() else None


def _typed(text: str) -> str:
    """The text behind what the editor and the program put before it."""
    end = 0
    while found := _CONTEXT.match(text, end):
        end = found.end()
    return text[end:].strip()


def notifications(text: str) -> list[Notification]:
    """The ends of background work that a text tells."""
    return [
        Notification(*(_tag(body, tag) for tag in ("task-id", "tool-use-id", "status", "result")))
        for body in _NOTIFICATION.findall(text)
    ]


def _tag(text: str, name: str) -> str | None:
    found = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
    return found[1].strip() or None if found else None
