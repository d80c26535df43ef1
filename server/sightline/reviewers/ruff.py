"""ruff, over Python: style, logic and security rules, without any configuration of the project."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sightline.reviewers import linting
from sightline.reviewers.base import Job, Place, Reviewer, Tool, ends_with
from sightline.reviewers.tools import program, version_of

if TYPE_CHECKING:
    from sightline.reviewers.base import Found

SELECTED = (
    "E", "W", "N", "I", "UP", "SIM", "C4", "PLC", "PLR", "F", "B", "PLE", "PLW", "C90", "RUF",
    "ASYNC", "DTZ", "T10", "ERA", "FIX", "TD", "S",
)  # fmt: skip
LINE_LENGTH = 120
"""What a project allows is not known; beyond this no common choice goes."""


def find(place: Place) -> Tool | None:
    """The user's ruff."""
    found = program("ruff", place)
    version = None if found is None else version_of(found)
    return None if version is None else Tool(version, found)


def run(tool: Tool, job: Job) -> list[Found]:
    """All it finds, by copies of the files; its cache and its configuration stay out."""
    assert tool.program is not None
    command = [
        tool.program, "check", "--isolated", "--no-cache", "--no-fix", "--exit-zero", "--quiet",
        "--output-format", "sarif", "--select", ",".join(SELECTED),
        "--line-length", str(LINE_LENGTH), "--config", f"src = [{_roots(job)}]",
    ]  # fmt: skip
    return linting.run(command, job)


def _roots(job: Job) -> str:
    """Folders whose packages are the project's own, for the order of imports."""
    if job.project is None:
        return ""
    names = (PurePosixPath(file.name) for file in job.files)
    below = {folder for name in names if not name.is_absolute() for folder in name.parents}
    folders = sorted(str(Path(job.project, folder)) for folder in below)
    return ", ".join(f"'{folder}'" for folder in folders if "'" not in folder)


RUFF = Reviewer(
    name="ruff",
    title="Ruff",
    phases=("style", "logic", "security"),
    measures=("style", "logic", "security"),
    suits=ends_with(".py", ".pyi"),
    find=find,
    run=run,
    install="Install it with `uv tool install ruff` or `pipx install ruff`.",
)
