"""Every setting once: name, default, scope and what it does.

The editor sends them at start, the CLI reads the same from the settings file in the data folder,
the environment and its flags. A value that does not fit is reported and its default used.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel


class _Group(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="ignore", defer_build=True
    )


class PriceOverride(_Group):
    """A price of one's own for a model, in USD per million tokens (per thousand searches)."""

    input_per_1m: float | None = Field(None, alias="inputPer1M", ge=0)
    output_per_1m: float | None = Field(None, alias="outputPer1M", ge=0)
    cache_read_per_1m: float | None = Field(None, alias="cacheReadPer1M", ge=0)
    cache_write_per_1m: float | None = Field(None, alias="cacheWritePer1M", ge=0)
    cache_write_1h_per_1m: float | None = Field(None, alias="cacheWrite1hPer1M", ge=0)
    web_search_per_1k: float | None = Field(None, alias="webSearchPer1K", ge=0)
    since: str | None = Field(None, alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")
    """The first UTC day it holds; without one it holds for all priced calls."""


class Pricing(_Group):
    """What a token costs where the published list does not say."""

    overrides: dict[str, PriceOverride] = {}
    codex_service_tier: Literal["none", "fast", "priority", "flex"] = "none"


class EngineSettings(_Group):
    """One engine's switches."""

    enabled: bool = True


class Weights(_Group):
    """What each phase weighs in a session's score; only their ratio counts."""

    style: float = Field(40, ge=0)
    logic: float = Field(35, ge=0)
    security: float = Field(25, ge=0)


class Quality(_Group):
    """How sessions are scored, and by whom."""

    weights: Weights = Weights()
    reviewers: dict[str, bool | str] = {}
    """By name: false leaves one out, a text is where its program lies; others are used if found."""
    review_at_end: bool = False
    """Review a session when it has ended."""


class SearchSettings(_Group):
    """What a search looks through."""

    content: bool = True
    """Messages too, which reads session files while it lasts."""


class GitSettings(_Group):
    """Whether repositories of trusted workspaces are asked what changed in them."""

    enabled: bool = True


class Budget(_Group):
    """What a day or a month may cost; it warns and never blocks."""

    period: Literal["day", "month"]
    usd: float = Field(gt=0, allow_inf_nan=False)
    project: str | None = Field(None, min_length=1)
    """The folder whose work counts; None: all."""
    model: str | None = Field(None, min_length=1)
    """The model whose requests count, with its versions; None: all."""


class Settings(_Group):
    """All settings, under their names in the editor without the prefix `sightline.`."""

    time_zone: str | None = None
    """IANA name; None: the system's."""
    default_range: Literal["today", "7d", "30d", "90d", "all"] = "7d"
    default_scope: Literal["all", "workspace"] = "all"
    hourly_rate: float | None = Field(None, ge=0)
    idle_cap_minutes: float = Field(5, gt=0, le=240)
    pricing: Pricing = Pricing()
    engines: dict[str, EngineSettings] = {}
    quality: Quality = Quality()
    budgets: tuple[Budget, ...] = ()
    paths: dict[str, list[str]] = {}
    """More folders to search, by engine."""
    scan_paths: list[str] = []
    """Projects, or folders of projects, whose own session records are read."""
    ignore: list[str] = []
    """Files and folders of sessions that are not read; `*` stands for any text."""
    git: GitSettings = GitSettings()
    search: SearchSettings = SearchSettings()
    watch: bool = True
    compact_session_json: bool = False
    """Session records are written in one line."""


def of_sample(settings: Settings) -> Settings:
    """The same for made-up sessions: a user's own folders are not part of them."""
    return settings.model_copy(update={"paths": {}, "scan_paths": [], "ignore": []})


class InvalidSetting(_Group):
    """A setting that does not fit, and why; its default is used."""

    name: str
    message: str


def settings_from(values: Mapping[str, Any]) -> tuple[Settings, list[InvalidSetting]]:
    """Settings out of JSON values; those that do not fit are left out and named."""
    left = dict(values)
    problems: list[InvalidSetting] = []
    while True:
        try:
            return Settings.model_validate(left), problems
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            name = str(first["loc"][0])
            where = ".".join(str(part) for part in first["loc"])
            problems.append(InvalidSetting(name=where, message=first["msg"]))
            left.pop(name, None)
            left.pop(to_camel(name), None)


def stored_values(folder: Path) -> dict[str, Any]:
    """What the settings file holds; nothing when it is missing or no JSON object."""
    try:
        values = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def with_environment(values: Mapping[str, Any], variables: Mapping[str, str]) -> dict[str, Any]:
    """Setting values with those of the environment on top."""
    found = dict(values)
    if zone := variables.get("SIGHTLINE_TIMEZONE"):
        found["timeZone"] = zone
    if rate := variables.get("SIGHTLINE_HOURLY_RATE"):
        found["hourlyRate"] = rate
    if named := variables.get("SIGHTLINE_PATHS"):
        found["paths"] = _more_paths(found.get("paths"), named)
    return found


def _more_paths(stored: object, named: str) -> object:
    """Folders written `engine=FOLDER`, with the separator of `PATH` between them.

    What is not written so stays as it is: no setting, which is said where settings are checked.
    """
    entries = [entry.partition("=") for entry in named.split(os.pathsep) if entry]
    if any(not (engine and folder) for engine, _, folder in entries):
        return named
    paths = {key: list(value) for key, value in stored.items()} if isinstance(stored, dict) else {}
    for engine, _, folder in entries:
        paths.setdefault(engine, []).append(folder)
    return paths
