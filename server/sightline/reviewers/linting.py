"""How a linter that writes SARIF is run over files, so many at a time."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sightline.reviewers import sarif
from sightline.reviewers.base import lay_out
from sightline.reviewers.tools import run_tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.reviewers.base import Found, Job

MOST_FILES = 200
"""In one call: the system limits how long a command may be."""


def run(command: Sequence[str], job: Job, folders: Sequence[str] = ()) -> list[Found]:
    """What a command says of copies of a job's files."""
    places: list[Found] = []
    for start in range(0, len(job.files), MOST_FILES):
        folder = job.folder / f"files-{start}"
        folder.mkdir()
        names = lay_out(job.files[start : start + MOST_FILES], folder)
        paths = [str(folder / name.replace("/", os.sep)) for name in names]
        said = run_tool([*command, "--", *paths], folder, job.limits, folders)
        known = sarif.copies(names, folder)
        for made in sarif.decoded(said).runs:
            places += sarif.found(made, known)
    return places
