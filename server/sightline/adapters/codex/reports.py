"""Texts that may be reports of reviews: what is said, and what other agents' CLIs answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sightline.adapters.base import SCORE, answered, said
from sightline.adapters.codex.lines import content_text

if TYPE_CHECKING:
    from msgspec import Raw

    from sightline.adapters.codex.book import Book
    from sightline.adapters.codex.tools import OpenCall

_SCORE = SCORE.encode()


def told(book: Book, content: Raw, ts: int | None, line: int) -> None:
    """Note what the agent said, where it may be a review."""
    if _SCORE in bytes(content):
        text = content_text(content)
        book.reports += said(text, book.state.agent, book.thread, ts, line)


def came_back(book: Book, call: OpenCall, output: Raw) -> None:
    """Note what another agent's CLI put out that was asked for a review."""
    if call.reviewer is not None:
        book.reports += answered(call.row, call.reviewer, _put_out(output))


def _put_out(output: Raw) -> str:
    """The text of an output; early shells put theirs into JSON text."""
    text = content_text(output)
    if not text.startswith("{"):
        return text
    try:
        shell = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return text
    inner = shell.get("output") if isinstance(shell, dict) else None
    return inner if isinstance(inner, str) else text
