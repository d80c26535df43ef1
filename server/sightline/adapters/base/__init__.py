"""What adapters share: the Adapter record, resumable reading of lines, and how odd values are read.

A source is read in pieces. Each complete line goes to the adapter's parser; a line its typed
structs refuse is repaired once (`repaired`) and offered again; what fails then is a `Problem`,
and the rest of the file counts. The parser's state after the last complete line is saved, so
the next read starts there and must give what one full read would have given.
"""

from __future__ import annotations

from sightline.adapters.base.calls import Asked, Ended, shell_call
from sightline.adapters.base.engine import (
    CAPABILITIES,
    Adapter,
    Added,
    CountedOn,
    Counts,
    Environment,
    Joining,
    Line,
    LineParser,
    NativeLine,
    NotAnObjectError,
    NotASessionError,
    Parser,
    RecordParser,
    Records,
    Refusal,
    Source,
)
from sightline.adapters.base.files import lines_of, open_regular
from sightline.adapters.base.lines import LONGEST_LINE
from sightline.adapters.base.loading import late
from sightline.adapters.base.position import Position, Reading, Work
from sightline.adapters.base.programs import programs_folder
from sightline.adapters.base.reading import SQLITE_HEADER, read, whole
from sightline.adapters.base.repair import clean, repaired, repaired_value
from sightline.adapters.base.reports import (
    SCORE,
    added_by,
    answered,
    delivered,
    is_reviewer,
    review_file,
    reviewer_of,
    said,
    written,
    written_by,
)
from sightline.adapters.base.text import (
    HELPERS,
    TITLE_LENGTH,
    shell_program,
    text_lines,
    title_of,
)
from sightline.adapters.base.values import KEPT_TEXT, LARGEST_COUNT, count, instant, kept

__all__ = [
    "CAPABILITIES",
    "HELPERS",
    "KEPT_TEXT",
    "LARGEST_COUNT",
    "LONGEST_LINE",
    "SCORE",
    "SQLITE_HEADER",
    "TITLE_LENGTH",
    "Adapter",
    "Added",
    "Asked",
    "CountedOn",
    "Counts",
    "Ended",
    "Environment",
    "Joining",
    "Line",
    "LineParser",
    "NativeLine",
    "NotASessionError",
    "NotAnObjectError",
    "Parser",
    "Position",
    "Reading",
    "RecordParser",
    "Records",
    "Refusal",
    "Source",
    "Work",
    "added_by",
    "answered",
    "clean",
    "count",
    "delivered",
    "instant",
    "is_reviewer",
    "kept",
    "late",
    "lines_of",
    "open_regular",
    "programs_folder",
    "read",
    "repaired",
    "repaired_value",
    "review_file",
    "reviewer_of",
    "said",
    "shell_call",
    "shell_program",
    "text_lines",
    "title_of",
    "whole",
    "written",
    "written_by",
]
