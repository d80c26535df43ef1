"""Which files are transcripts, and which conversation each repeats."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def is_transcript(path: tuple[str, ...]) -> bool:
    """Whether events lie there, by the folders alone."""
    *folders, name = path
    return folders[-2:] == ["GitHub.copilot-chat", "transcripts"] and name.endswith(".jsonl")


def chats_of(transcript: str) -> Iterator[str]:
    """The conversation's own file, under either of its names; of another file none."""
    path = Path(transcript)
    if is_transcript(path.parts):
        own = path.parents[2] / "chatSessions" / path.stem
        yield from (f"{own}{end}" for end in (".jsonl", ".json"))
