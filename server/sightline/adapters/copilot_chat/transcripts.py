"""The chat extension's own transcripts: what happened in a conversation, told beside its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from pathlib import PurePath

    from sightline.adapters.base import Line, Source

UNTOLD = "events of a chat whose own file is gone: they state no usage"


def is_transcript(path: PurePath) -> bool:
    """Whether events lie there, by the folders alone."""
    return path.parts[-3:-1] == ("GitHub.copilot-chat", "transcripts") and path.suffix == ".jsonl"


class Transcript:
    """Gives no rows: the conversation's file tells more, and a transcript alone is reported."""

    def __init__(self, source: Source) -> None:
        path = Path(source.path)
        chats = path.parents[2] / "chatSessions"
        self._is_told = any((chats / f"{path.stem}{end}").is_file() for end in (".jsonl", ".json"))

    def line(self, _line: Line, _number: int) -> None:
        """Nothing is taken in."""

    def rows(self) -> Rows:
        """None, and the reason where nothing else tells of the conversation."""
        return Rows(problem=[] if self._is_told else [Problem(kind="skipped", reason=UNTOLD)])

    def state(self) -> bytes:
        """Nothing to go on with."""
        return b""
