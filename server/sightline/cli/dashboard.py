"""The HTML dashboard as a file: written whole or not at all, and opened where a browser can be."""

from __future__ import annotations

import os
import sys
import tempfile
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.files import write_whole
from sightline.folders import cache_folder
from sightline.reports.target import target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sightline.cli.workplace import Workplace

NAME = "dashboard.html"
SAMPLE_NAME = "dashboard-sample.html"


def write_dashboard(place: Workplace, wanted: Path | None = None, focus: str | None = None) -> Path:
    """Write the dashboard, to the cache folder unless told where, opened at a session if named."""
    from sightline.reports.html import html_report  # noqa: PLC0415 - most verbs need no page

    name = SAMPLE_NAME if place.options.sample else NAME
    path = _own_folder() / name if wanted is None else target(place.context, wanted)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    page = html_report(place.context, focus, sample=place.options.sample)
    write_whole(path, (page,))
    return path.absolute()


def _own_folder() -> Path:
    """The cache folder; where it cannot be written to, one that the system clears away."""
    folder = cache_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return Path(tempfile.mkdtemp(prefix="sightline-"))
    return folder if os.access(folder, os.W_OK) else Path(tempfile.mkdtemp(prefix="sightline-"))


def show(path: Path, *, interactive: bool) -> bool:
    """Open a page in the browser, where a person with a screen is likely; say whether it was."""
    if not interactive or not has_screen(os.environ, sys.platform):
        return False
    return webbrowser.open(path.as_uri())


def has_screen(variables: Mapping[str, str], platform: str) -> bool:
    """Whether a browser window could appear before the person who typed the command."""
    if "SSH_CONNECTION" in variables or "CI" in variables:
        return False
    if platform in {"win32", "darwin"}:
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))
