"""Where programs of a system keep a user's files, and the editors that descend from VS Code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sightline.adapters.base.engine import Environment


def programs_folder(environment: Environment) -> Path:
    """The folder of programs' settings: by system, or as its variable says."""
    home, variables = environment.home, environment.variables
    if sys.platform == "win32":
        roaming = variables.get("APPDATA")
        return Path(roaming) if roaming else home / "AppData" / "Roaming"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    config = variables.get("XDG_CONFIG_HOME")
    return Path(config) if config else home / ".config"
