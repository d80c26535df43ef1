"""What may be a report of a review, told by names and headings; reading it is for others."""

from __future__ import annotations

import re

_HEADED = re.compile(
    r"\s*#{1,3} [^\n]{0,80}\b"
    r"(?:code[ -]quality|code[ -]style|business[ -]logic|code[ -]logic|security)[ -]review\b",
    re.IGNORECASE,
)
_ENDING = ".md"


def review_file(path: str) -> str | None:
    """The name of a file that may hold a review, such as `code-logic-review.md`."""
    name = path.replace("\\", "/").rpartition("/")[2]
    lower = name.lower()
    return name if "review" in lower and lower.endswith(_ENDING) else None


def is_reviewer(agent: str) -> bool:
    """Whether an agent reviews, by its name."""
    return "review" in agent.lower()


def is_headed_review(text: str) -> bool:
    """Whether a text begins with the heading of a review."""
    return _HEADED.match(text) is not None
