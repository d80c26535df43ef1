"""Real git repositories for tests, made and asked with plain git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def hour(number: float) -> datetime:
    """An instant so many hours after midnight of the day all commits are of."""
    return MORNING + timedelta(hours=number - 8)


@dataclass
class Repository:
    """A git repository in the making; `git` is the plain program without a user's settings."""

    path: Path

    def git(self, *args: str, at: datetime = MORNING, within: str = ".") -> str:
        """What plain git says."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        stamp = at.isoformat()
        own |= {
            "HOME": str(self.path.parent / "nobody"), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "dev", "GIT_AUTHOR_EMAIL": "dev@example.org",
            "GIT_COMMITTER_NAME": "dev", "GIT_COMMITTER_EMAIL": "dev@example.org",
            "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp,
        }  # fmt: skip
        done = subprocess.run(
            ["git", *args], cwd=self.path / within, env=own, capture_output=True, check=False
        )
        return done.stdout.decode("utf-8", "replace")

    def write(self, **files: str | bytes) -> None:
        """Write files; `__` in a name stands for a folder, `_` for the dot before its ending."""
        for name, content in files.items():
            path = self.path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, at: datetime, subject: str = "work", **files: str | bytes) -> str:
        """Write files and commit everything at an instant; the commit's id."""
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", subject, at=at)
        return self.git("rev-parse", "HEAD").strip()


def repository(path: Path) -> Repository:
    """A new repository without commits."""
    path.mkdir(parents=True)
    made = Repository(path)
    made.git("init", "--quiet", "--initial-branch=main")
    return made
