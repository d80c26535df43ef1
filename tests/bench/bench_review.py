"""A review of 1,000 changed lines: by ruff or oxlint, and by our own detectors."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from measure import Row

from reviews import tools_found
from sightline.reviewers.base import File, Limits, Place
from sightline.reviewers.review import review
from sightline.reviewers.rules import RuleTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

ROOT = Path(__file__).parents[2]
LINES, TIMES, MOST_MS = 1000, 5, 2000


def rows(_world: World) -> Iterator[Row]:
    """Milliseconds from the files to their scores, over sources of our own."""
    tools = tools_found(Place(path=tuple(os.get_exec_path())))
    for language, folder, ending, linter in (
        ("Python", "server/sightline", ".py", "ruff"),
        ("TypeScript", "client-vscode/src", ".ts", "oxlint"),
    ):
        files = _changed(ROOT / folder, ending)
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            review(files, tools, RuleTable.load(), None, Limits(time.monotonic() + 60))
            took.append((time.perf_counter() - began) * 1000)
        note = f"{linter} {tools[linter].version}" if linter in tools else f"without {linter}"
        yield Row(f"review of {LINES:,} lines of {language}", "ms", tuple(took), MOST_MS, note)


def _changed(folder: Path, ending: str) -> list[File]:
    """Files of which so many lines together count as changed."""
    files: list[File] = []
    left = LINES
    for path in sorted(folder.rglob(f"*{ending}")):
        text = path.read_text(encoding="utf-8")
        lines = min(left, len(text.splitlines()))
        if lines:
            name = path.relative_to(ROOT).as_posix()
            files.append(File(name, text, frozenset(range(1, lines + 1))))
            left -= lines
    return files
