"""Programs of the user's that review: where they are, and how one is run.

A list of arguments and no shell, a small environment, a folder of ours, a limit on time and output.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import ReviewerError
from sightline.reviewers.base import Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.reviewers.base import Place

OUTPUT_LIMIT = 64 << 20
VERSION_SECONDS = 10.0
_PAUSE_SECONDS = 0.02


def program(name: str, place: Place) -> str | None:
    """A program by its absolute path: as a setting names it, else of PATH outside the workspace."""
    if named := place.named.get(name):
        return named if Path(named).is_absolute() and shutil.which(named) else None
    workspace = place.workspace.resolve() if place.workspace is not None else None
    for folder in place.path:
        if not Path(folder).is_absolute():
            continue
        found = shutil.which(name, path=folder)
        ways = () if found is None else (Path(folder).resolve(), Path(found).resolve())
        outside = workspace is None or not any(way.is_relative_to(workspace) for way in ways)
        if found is not None and outside:
            return found
    return None


def folder_of(interpreter: str, place: Place) -> tuple[str, ...]:
    """Where a tool that is a script finds its interpreter: like itself not in the workspace."""
    found = program(interpreter, place)
    return () if found is None else (str(Path(found).parent),)


def version_of(found: str, folders: Sequence[str] = ()) -> str | None:
    """The version a program prints; None when it does not run."""
    limits = Limits(time.monotonic() + VERSION_SECONDS)
    with tempfile.TemporaryDirectory(prefix="sightline-review-") as folder:
        try:
            said = run_tool([found, "--version"], Path(folder), limits, folders)
        except ReviewerError:
            return None
    words = said.decode("utf-8", "replace").split()
    return next((word for word in reversed(words) if word[:1].isdigit()), None)


def run_tool(
    command: Sequence[str], folder: Path, limits: Limits, folders: Sequence[str] = ()
) -> bytes:
    """What a tool prints, run in a folder of ours with a small environment of its own.

    It ends with its children when it is cancelled, takes too long or prints too much.
    """
    out = folder / ".output"
    own_group = {"start_new_session": True} if os.name == "posix" else {}
    with out.open("wb") as file:
        try:
            process = subprocess.Popen(  # noqa: S603  a list, no shell; the program is the user's
                list(command),
                cwd=folder,
                env=_environment(folder, command[0], folders),
                stdout=file,
                stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL,
                **own_group,
            )  # type: ignore[call-overload]
        except OSError as error:
            raise ReviewerError(f"{Path(command[0]).stem} cannot be started") from error
        try:
            while process.poll() is None:
                limits.check()
                if out.stat().st_size > OUTPUT_LIMIT:
                    raise ReviewerError(f"{Path(command[0]).stem} says too much")
                time.sleep(_PAUSE_SECONDS)
        finally:
            _end(process)
    said = out.read_bytes()
    out.unlink()
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what still runs, and on POSIX its children."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover  Windows
        process.kill()
    process.wait()


def _environment(folder: Path, found: str, folders: Sequence[str]) -> dict[str, str]:
    """No variable of the user's but what a program needs to start."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TMPDIR") if name in os.environ}
    path = [str(Path(found).parent), *folders, os.defpath]
    return kept | {
        "PATH": os.pathsep.join(path), "HOME": str(folder), "USERPROFILE": str(folder),
        "XDG_CONFIG_HOME": str(folder), "LC_ALL": "C", "NO_COLOR": "1",
    }  # fmt: skip
