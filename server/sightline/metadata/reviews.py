"""Reviews of a session: each as SARIF beside the record, with a header in it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from sightline.files import write_whole
from sightline.metadata.keeping import reviews_folder, revise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sightline.metadata.keeping import Kept, Style
    from sightline.metadata.members import Members

_NUMBERED = re.compile(r"(\d{1,9})\.sarif")


def attach_review(
    path: Path,
    fresh: Mapping[str, Any],
    header: Mapping[str, Any],
    sarif: Mapping[str, Any],
    style: Style,
) -> Kept:
    """Keep a review of the session whose record is at `path`, which is begun if need be.

    Its number `n` and its `file` are added to the header; `fresh` as for `revise`.
    """
    folder = reviews_folder(path)

    def attach(record: Members) -> None:
        listed = record.value("reviews")
        listed = listed if isinstance(listed, list) else []
        number = 1 + max((*_numbers(folder), *_listed_numbers(listed)), default=0)
        file = folder / f"{number}.sarif"
        folder.mkdir(mode=0o700, exist_ok=True)
        text = json.dumps(sarif, ensure_ascii=False, allow_nan=False, indent=2)
        write_whole(file, (text, "\n"))
        own = {"n": number, "file": f"{folder.name}/{file.name}"}
        record.set("reviews", [*listed, dict(header) | own])

    return revise(path, fresh, attach, style)


def review_file(path: Path, number: int) -> Path:
    """Where the findings of a record's review lie."""
    return reviews_folder(path) / f"{number}.sarif"


def _numbers(folder: Path) -> set[int]:
    """The reviews that are there."""
    if not folder.is_dir():
        return set()
    found = (_NUMBERED.fullmatch(file.name) for file in folder.iterdir())
    return {int(match[1]) for match in found if match}


def _listed_numbers(headers: list[Any]) -> set[int]:
    numbers = {header.get("n") for header in headers if isinstance(header, dict)}
    return {number for number in numbers if isinstance(number, int)}
