"""Where and with what was measured: numbers of two machines are not to be compared."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
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


class Others:
    """How much of the machine other processes take from now on."""

    def __init__(self) -> None:
        self._began, self._busy, self._own = time.monotonic(), _busy_seconds(), _own_seconds()

    def share(self) -> float:
        """Of all cores, since it was made; processes of ours count once they have ended."""
        passed = (time.monotonic() - self._began) * _cores()
        others = _busy_seconds() - self._busy - (_own_seconds() - self._own)
        return max(0.0, others / passed)


def _cores() -> int:
    return os.cpu_count() or 1


def _busy_seconds() -> float:
    """What all cores have computed, or were kept from computing."""
    fields = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0].split()[1:]
    user, nice, system, _idle, _wait, irq, soft, steal = (int(field) for field in fields[:8])
    return (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")


def _own_seconds() -> float:
    return sum(os.times()[:4])
