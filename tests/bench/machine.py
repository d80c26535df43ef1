"""Where and with what was measured: numbers of two machines are not to be compared."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from differential import peer

LIBRARIES = ("sightline", "duckdb", "msgspec", "pydantic", "pygls", "lsprotocol")


def description() -> dict[str, Any]:
    """Processor, memory, system, and the versions of everything that takes part."""
    return {
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "system": f"{platform.system()} {platform.release()}",
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in LIBRARIES},
            "ccusage": _peer_version(),
        },
        "revision": _git("rev-parse", "HEAD"),
        "has_local_changes": _git("status", "--porcelain") != "",
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _peer_version() -> str:
    package = peer.program().parents[1] / "package.json"
    found: str = json.loads(package.read_text(encoding="utf-8"))["version"]
    return found


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=Path(__file__).parent, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()
