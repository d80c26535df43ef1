"""Texts that may be reports of reviews: new files, and what is said below a review's heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import is_headed_review, review_file
from sightline.adapters.codex.lines import content_text
from sightline.records import ReportText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec import Raw

    from sightline.adapters.codex.book import Book

_ADDED = "*** Add File: "
_SCORE = b"/10"


def told(book: Book, content: Raw, ts: int | None, line: int) -> None:
    """Note what the agent said, where it may be a review."""
    if _SCORE not in bytes(content):
        return
    text = content_text(content)
    if is_headed_review(text):
        book.reports.append(
            ReportText(
                line=line, thread=book.thread, ts=ts, text=text, hint="", reviewer=book.state.agent
            )
        )


def written(book: Book, patch: str, ts: int | None, line: int) -> None:
    """Note the reviews among the files that a patch adds.

    They stand as asked for: whether the patch could be applied changes nothing about them.
    """
    for path, text in _added(patch):
        name = review_file(path)
        if name is not None:
            book.reports.append(
                ReportText(
                    line=line, thread=book.thread, ts=ts, text=text, hint=name,
                    reviewer=name.removesuffix(".md"), path=path,
                )
            )  # fmt: skip


def _added(patch: str) -> Iterator[tuple[str, str]]:
    """Path and text of each new file."""
    for section in patch.split(_ADDED)[1:]:
        path, _, body = section.partition("\n")
        lines: list[str] = []
        for line in body.split("\n"):
            if not line.startswith("+"):
                break
            lines.append(line[1:] + "\n")
        yield path.strip(), "".join(lines)
