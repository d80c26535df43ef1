"""SARIF 2.1.0: what of it is read, and how our own reviews are written.

A file holds a run of each tool. Levels say nothing (ruff calls all an error, oxlint all a
warning), so phase and severity come from our table. Only places and words are taken, never fixes
or snippets.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Struct, field

from sightline.errors import ReviewerError
from sightline.reviewers.base import Found

if TYPE_CHECKING:
    from collections.abc import Callable

VERSION = "2.1.0"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LARGEST = 64 << 20
MOST_RESULTS = 100_000
_MESSAGE = 1000


class Text(Struct, omit_defaults=True):
    """A message."""

    text: str = ""


class Artifact(Struct, omit_defaults=True):
    """A file, by its own name or its place among the run's files."""

    uri: str | None = None
    index: int = -1


class Region(Struct, rename="camel", omit_defaults=True):
    """Lines of a file."""

    start_line: int | None = None


class Physical(Struct, rename="camel", omit_defaults=True):
    """A place in a file."""

    artifact_location: Artifact = field(default_factory=Artifact)
    region: Region = field(default_factory=Region)


class Location(Struct, rename="camel", omit_defaults=True):
    """Where a result is."""

    physical_location: Physical = field(default_factory=Physical)


class RuleReference(Struct, omit_defaults=True):
    """A rule a result names at length."""

    id: str | None = None
    index: int = -1


class Result(Struct, rename="camel", omit_defaults=True):
    """One finding."""

    rule_id: str | None = None
    rule_index: int = -1
    rule: RuleReference | None = None
    level: str = "warning"
    message: Text = field(default_factory=Text)
    locations: list[Location] = []
    baseline_state: str | None = None
    suppressions: list[Any] | None = None
    properties: dict[str, Any] = {}


class Descriptor(Struct, omit_defaults=True):
    """A rule as its tool describes it."""

    id: str = ""
    properties: dict[str, Any] = {}


class Driver(Struct, rename="camel", omit_defaults=True):
    """The program of a tool."""

    name: str
    version: str | None = None
    semantic_version: str | None = None
    rules: list[Descriptor] = []


class ToolComponent(Struct):
    """A tool."""

    driver: Driver


class RunArtifact(Struct, omit_defaults=True):
    """A file of a run."""

    location: Artifact = field(default_factory=Artifact)


class Run(Struct, rename="camel", omit_defaults=True):
    """What one tool found."""

    tool: ToolComponent
    results: list[Result] | None = []
    artifacts: list[RunArtifact] = []
    properties: dict[str, Any] = {}


class Log(Struct, omit_defaults=True):
    """A whole file."""

    version: str
    runs: list[Run]
    schema: str = field(default=SCHEMA, name="$schema")
    properties: dict[str, Any] = {}


_DECODER = msgspec.json.Decoder(Log)


def decoded(content: bytes) -> Log:
    """A SARIF file; ReviewerError where it is none of this version."""
    try:
        log = _DECODER.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReviewerError(f"Not a SARIF file: {error}") from error
    if log.version != VERSION:
        raise ReviewerError(f"SARIF {log.version[:20]} is not read, only {VERSION}")
    return log


def found(run: Run, name_of: Callable[[str], str | None]) -> list[Found]:
    """The places a run points at, in files `name_of` knows by their URI; suppressed ones not."""
    places = []
    for result in (run.results or [])[:MOST_RESULTS]:
        if result.suppressions or result.baseline_state == "absent" or not result.locations:
            continue
        at = result.locations[0].physical_location
        uri = _uri(at.artifact_location, run)
        name = None if uri is None else name_of(uri)
        if name is None:
            continue
        descriptor = _descriptor(result, run)
        rule = result.rule_id or (result.rule and result.rule.id) or descriptor.id or "(not named)"
        line = at.region.start_line
        places.append(
            Found(rule[:200], result.message.text[:_MESSAGE], name,
                  line if line is not None and 0 < line < 1 << 31 else 1, _category(descriptor))
        )  # fmt: skip
    return places


def _uri(artifact: Artifact, run: Run) -> str | None:
    if artifact.uri is None and 0 <= artifact.index < len(run.artifacts):
        return run.artifacts[artifact.index].location.uri
    return artifact.uri


def _descriptor(result: Result, run: Run) -> Descriptor:
    rules = run.tool.driver.rules
    index = result.rule.index if result.rule is not None else result.rule_index
    if 0 <= index < len(rules):
        return rules[index]
    return next((rule for rule in rules if rule.id and rule.id == result.rule_id), Descriptor())


def _category(rule: Descriptor) -> str | None:
    """The group a tool puts a rule in: its category, or `security` among its tags."""
    category = rule.properties.get("category")
    if isinstance(category, str):
        return category
    tags = rule.properties.get("tags")
    return "security" if isinstance(tags, list) and "security" in tags else None


def path_of(uri: str) -> str:
    """The path a URI names: of `file:///a/b` and of one relative to the project."""
    parts = urlsplit(uri)
    path = unquote(parts.path if parts.scheme == "file" else uri)
    if parts.scheme == "file" and len(path) > 2 and path[2] == ":":
        path = path[1:]
    return path.replace("\\", "/").removeprefix("./")


def name_in(project: Path | None) -> Callable[[str], str]:
    """How a file of a URI is named below a project; an absolute path where it lies elsewhere."""
    root = None if project is None else str(project).replace(os.sep, "/").rstrip("/") + "/"

    def named(uri: str) -> str:
        path = path_of(uri)
        return path.removeprefix(root) if root is not None else path

    return named


def copies(names: dict[str, str], folder: Path) -> Callable[[str], str | None]:
    """The reviewed file whose copy below a folder a URI names."""
    roots = {str(folder).replace(os.sep, "/"), str(folder.resolve()).replace(os.sep, "/")}

    def named(uri: str) -> str | None:
        path = str(PurePosixPath(path_of(uri)))
        for root in roots:
            path = path.removeprefix(root + "/")
        return names.get(path)

    return named
