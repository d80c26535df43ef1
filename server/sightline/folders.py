"""Where files of ours lie, by the environment.

Apart from the settings, whose forms take longer to load than a worker should wait.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PROGRAM = "sightline"


def cache_folder(variables: Mapping[str, str] = os.environ) -> Path:
    """Where the session index is cached; may be deleted at any time."""
    if named := variables.get("SIGHTLINE_CACHE_DIR"):
        return Path(named).expanduser()
    # Workers never ask, and would wait for it.
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_cache_dir(_PROGRAM, False))


def data_folder(variables: Mapping[str, str] = os.environ, home: Path | None = None) -> Path:
    """Where Sightline's own records and the settings file lie."""
    if named := variables.get("SIGHTLINE_DATA_DIR"):
        return Path(named).expanduser()
    base = Path.home() if home is None else home
    if sys.platform == "win32":
        local = variables.get("LOCALAPPDATA")
        return (Path(local) if local else base / "AppData" / "Local") / _PROGRAM
    if sys.platform == "darwin":
        return base / "Library" / "Application Support" / _PROGRAM
    data = variables.get("XDG_DATA_HOME")
    return (Path(data) if data else base / ".local" / "share") / _PROGRAM
