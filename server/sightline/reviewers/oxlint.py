"""oxlint, over JavaScript and TypeScript: correctness and suspicious, style and pedantic rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reviewers import linting
from sightline.reviewers.base import Job, Place, Reviewer, Tool, ends_with
from sightline.reviewers.tools import folder_of, program, version_of

if TYPE_CHECKING:
    from sightline.reviewers.base import Found

_OFF = '{"jsPlugins": [], "ignorePatterns": []}'


def find(place: Place) -> Tool | None:
    """The user's oxlint."""
    found = program("oxlint", place)
    folders = folder_of("node", place)  # where npm installed it, it is a script
    version = None if found is None else version_of(found, folders)
    return None if version is None else Tool(version, found, folders)


def run(tool: Tool, job: Job) -> list[Found]:
    """All it finds, by copies of the files, with a configuration of ours that has no plugin."""
    assert tool.program is not None
    ours = job.folder / ".oxlintrc.json"
    ours.write_text(_OFF, encoding="utf-8")
    command = [
        tool.program, "--config", str(ours), "--disable-nested-config", "--no-ignore",
        "--format", "sarif", "-A", "all", "-W", "correctness", "-W", "suspicious",
        "-W", "style", "-W", "pedantic",
    ]  # fmt: skip
    return linting.run(command, job, tool.folders)


OXLINT = Reviewer(
    name="oxlint",
    title="Oxlint",
    phases=("style", "logic", "security"),
    measures=("style", "logic"),
    suits=ends_with(
        ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"
    ),
    find=find,
    run=run,
    install="Install it with `npm install --global oxlint`.",
)
