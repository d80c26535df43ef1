"""Files that a session changed, as they are now, and which of their lines it added."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sightline.adapters.base import lines_of, open_regular
from sightline.adapters.inserted import inserted
from sightline.reviewers.base import File
from sightline.reviewers.lines import added_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sightline.store.edits import Edit

LARGEST = 1 << 20
MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class Changed:
    """What there is to review, and what there is not."""

    files: tuple[File, ...]
    skipped: int
    """Gone, elsewhere, not text or too large."""
    rewritten: int
    """Still there, but without a line that this session added."""


def changed_files(project: Path, edits: Sequence[Edit]) -> Changed:
    """The files of a project that edits left behind."""
    by_name: dict[str, list[Edit]] = defaultdict(list)
    root = project.resolve()
    skipped: set[str] = set()
    for edit in edits:
        name = _name(root, project, edit.path)
        if name is None:
            skipped.add(edit.path)
        else:
            by_name[name].append(edit)
    texts = _inserted(edits)
    files, rewritten = [], 0
    for name, own in sorted(by_name.items())[:MOST_FILES]:
        text = _text(root / name)
        if text is None:
            skipped.add(name)
            continue
        lines = _lines(text, own, texts)
        if lines is None or lines:
            files.append(File(name, text, lines))
        else:
            rewritten += 1
    return Changed(tuple(files), len(skipped), rewritten)


def _name(root: Path, project: Path, path: str) -> str | None:
    """A path below the project, links followed; None where it leads elsewhere."""
    if "\0" in path:
        return None
    try:
        found = (project / path).resolve()
    except (OSError, RuntimeError, ValueError):
        return None
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else None


def _text(path: Path) -> str | None:
    """A regular file's text; None where it is gone, large, or none."""
    try:
        with os.fdopen(open_regular(str(path)), "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return None
    if len(content) > LARGEST or b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _lines(
    text: str, edits: Iterable[Edit], texts: dict[tuple[str, int], tuple[str, ...]]
) -> frozenset[int] | None:
    """The lines edits added; None where one of them does not tell."""
    pieces: list[str] = []
    for edit in edits:
        own = texts.get((edit.source, edit.line), ())
        if not own and edit.added != 0:
            return None
        pieces += own
    return added_lines(text, pieces)


def _inserted(edits: Sequence[Edit]) -> dict[tuple[str, int], tuple[str, ...]]:
    """The texts of edits by source and line, each source read once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for edit in edits:
        wanted[edit.source].add(edit.line)
    found: dict[tuple[str, int], tuple[str, ...]] = {}
    for source, lines in wanted.items():
        for line, record in _records(Path(source), lines):
            found[source, line] = tuple(piece for piece in inserted(record) if piece)
    return found


def _records(source: Path, wanted: Collection[int]) -> Iterator[tuple[int, Any]]:
    """The records in these lines of a log; none of a document or a database."""
    last = max(wanted)
    try:
        for number, content in lines_of(source):
            if number in wanted and content.startswith(b"{"):
                try:
                    yield number, json.loads(content.decode("utf-8", "replace"), strict=False)
                except (ValueError, RecursionError):
                    continue
            if number >= last:
                return
    except OSError:
        return
