"""Where answers, notes and progress go: stdout has the answer alone, stderr all the rest."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from sightline.cli.colours import coloured, is_wanted
from sightline.text import Figures, glyphs_for, lines_escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.progress import Progress, TaskID

    from sightline.cli.arguments import Options

PATIENCE_S = 0.5
_NOT_IN_JSON = "[\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_NOT_ASCII = "[^\x00-\x7e]"


class Terminal:
    """The two outputs of one command."""

    def __init__(self, options: Options, out: TextIO | None = None) -> None:
        self._options = options
        self._out = out or sys.stdout
        self.figures = Figures(glyphs_for(self._encoding))
        self._noted: set[str] = set()

    @property
    def _encoding(self) -> str:
        return self._out.encoding or "utf-8"

    @property
    def is_interactive(self) -> bool:
        """Whether a person is looking at the answer."""
        return self._out.isatty()

    def answer(self, lines: Iterable[str]) -> None:
        """Write the text layout; what stdout cannot encode is escaped."""
        text = list(lines)
        wanted = is_wanted(flag=self._options.no_color, variables=os.environ)
        self._write("\n".join(coloured(text) if wanted and self.is_interactive else text))

    def answer_json(self, value: object) -> None:
        """Write one JSON document, strict, and harmless on a terminal too."""
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if not self._options.compact:
            import msgspec  # noqa: PLC0415  other answers need it not

            # Indented by json itself, it would be made by Python instead of C: four times as long.
            raw = msgspec.json.format(text.encode("utf-8", "surrogatepass"), indent=2)
            text = raw.decode("utf-8", "surrogatepass")
        if not text.isascii() or "\x7f" in text:
            unwanted = _NOT_IN_JSON if self._is_unicode() else _NOT_ASCII
            text = re.sub(unwanted, _as_in_json, text)
        self._write(text)

    def stream(self, pieces: Iterable[str]) -> None:
        """Write a long answer as it comes, its line ends as they are; a person's screen is safe."""
        if isinstance(self._out, TextIOWrapper):
            self._out.reconfigure(newline="")
        for piece in map(lines_escaped, pieces) if self.is_interactive else pieces:
            self._out.write(piece.encode(self._encoding, "backslashreplace").decode(self._encoding))
        self._out.flush()

    def _is_unicode(self) -> bool:
        return self._encoding.lower().replace("-", "").startswith("utf")

    def _write(self, text: str) -> None:
        safe = text.encode(self._encoding, "backslashreplace").decode(self._encoding)
        self._out.write(safe + "\n")
        self._out.flush()

    def note(self, text: str) -> None:
        """Say something beside the answer, once, unless asked to be quiet."""
        if not self._options.quiet and text not in self._noted:
            self._noted.add(text)
            warn(text)

    def tip(self, text: str) -> None:
        """Say something only to a person at a terminal."""
        if self.is_interactive and sys.stderr.isatty():
            self.note(text)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:
        """A bar on a terminal, once the work has taken half a second."""
        if self._options.quiet or not sys.stderr.isatty():
            yield lambda _done, _total: None
            return
        bar = _Bar(what, no_color=self._options.no_color)
        try:
            yield bar.show
        finally:
            bar.close()


def warn(text: str) -> None:
    """One line on stderr, escaped as far as it cannot encode it."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


class _Bar:
    """A progress bar that appears late; rich is imported when it does."""

    def __init__(self, what: str, *, no_color: bool) -> None:
        self._what = what
        self._no_color = no_color
        self._since = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def show(self, done: int, total: int) -> None:
        if self._progress is None or self._task is None:
            if time.monotonic() - self._since < PATIENCE_S:
                return
            self._open()
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)

    def _open(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - costs 100 ms, needed by slow work only
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

        console = Console(stderr=True, no_color=self._no_color or None)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, console=console, transient=True)
        self._task = self._progress.add_task(self._what, total=None)
        self._progress.start()

    def close(self) -> None:
        if self._progress is not None:
            self._progress.stop()


def _as_in_json(match: re.Match[str]) -> str:
    """A sign as its number, by which a JSON document may name any."""
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
