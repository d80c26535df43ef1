"""How a detector of our own runs: file by file, in this process, until it is stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline import __version__
from sightline.reviewers.base import Tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sightline.reviewers.base import File, Found, Job, Place

LONGEST_LINE = 2000
"""A longer line is made by a program, or holds no text a person wrote."""


def built_in(_place: Place) -> Tool:
    """Always there, in the version of Sightline itself."""
    return Tool(__version__)


def over_files(detect: Callable[[File], Iterable[Found]]) -> Callable[[Tool, Job], list[Found]]:
    """A run that asks the detector about each file."""

    def run(_tool: Tool, job: Job) -> list[Found]:
        places: list[Found] = []
        for file in job.files:
            job.limits.check()
            places += detect(file)
        return places

    return run


def numbered(text: str) -> Iterable[tuple[int, str]]:
    """Lines a person may have written, each with its number from 1."""
    for number, line in enumerate(text.splitlines(), 1):
        if line and len(line) <= LONGEST_LINE:
            yield number, line
