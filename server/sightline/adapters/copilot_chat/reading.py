"""Which of the forms a file of Copilot Chat has, and what reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.adapters.base import NotASessionError
from sightline.adapters.copilot_chat import mutations
from sightline.adapters.copilot_chat.places import is_transcript
from sightline.adapters.copilot_chat.transcripts import Transcript

if TYPE_CHECKING:
    from sightline.adapters.base import LineParser, Source
    from sightline.records import Rows


def parser(source: Source, saved: bytes | None) -> LineParser:
    """A parser of a transcript's events, or of a conversation's mutations."""
    if is_transcript(Path(source.path).parts):
        return Transcript(source)
    return mutations.LogParser(source, saved)


def document(source: Source, value: Any) -> Rows:
    """The rows of a conversation in one document."""
    if is_transcript(Path(source.path).parts):
        raise NotASessionError("a transcript of one line")
    return mutations.document(source, value)
