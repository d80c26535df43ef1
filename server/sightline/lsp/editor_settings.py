"""What an editor sets: over the settings file, under the environment, kept for the terminal."""

from __future__ import annotations

import json
import logging
import zoneinfo
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sightline.files import write_whole
from sightline.settings import (
    InvalidSetting,
    Settings,
    settings_from,
    stored_values,
    with_environment,
)

MACHINE = {
    "time_zone", "hourly_rate", "idle_cap_minutes", "pricing", "engines", "paths", "scan_paths",
    "ignore", "search", "watch", "quality", "compact_session_json", "budgets",
}  # fmt: skip
"""Settings that say what the numbers are, so that the terminal must have the same."""

log = logging.getLogger(__name__)
_NAMES = {field.alias or name for name, field in Settings.model_fields.items() if name in MACHINE}


def sent_values(settings: Any) -> dict[str, Any] | None:
    """The settings in what an editor sent, with or without our name around them; or none."""
    inner = settings.get("sightline", settings) if isinstance(settings, dict) else None
    return inner if isinstance(inner, dict) else None


def effective(
    sent: Mapping[str, Any], folder: Path, variables: Mapping[str, str]
) -> tuple[Settings, list[InvalidSetting]]:
    """The settings in force, and those that do not fit; `sent` goes over the settings file."""
    stored = {name: value for name, value in stored_values(folder).items() if name not in sent}
    return _checked(with_environment(stored | _without_nulls(sent), variables))


def _checked(values: Mapping[str, Any]) -> tuple[Settings, list[InvalidSetting]]:
    settings, invalid = settings_from(values)
    if settings.time_zone is None or is_zone(settings.time_zone):
        return settings, invalid
    unknown = InvalidSetting(name="timeZone", message="No such time zone")
    return settings.model_copy(update={"time_zone": None}), [*invalid, unknown]


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _without_nulls(value: Any) -> Any:
    """Settings that are null are not set."""
    if not isinstance(value, Mapping):
        return value
    return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}


def keep(sent: Mapping[str, Any], folder: Path) -> None:
    """Write what the editor sets to the settings file, if that says something else."""
    settings, _ = _checked(_without_nulls(sent))
    stored = stored_values(folder)
    wanted = {name: value for name, value in stored.items() if name not in _NAMES & sent.keys()}
    wanted |= settings.model_dump(
        mode="json", by_alias=True, include=MACHINE, exclude_defaults=True
    )
    if wanted == stored:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(folder / "settings.json", (json.dumps(wanted, indent=2), "\n"))
    except OSError as error:
        log.warning("Settings were not kept for the terminal: %s", type(error).__name__)
