"""What is measured on: a history, an empty home beside it, and one live session that grows."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from compare import timed

from builders import encoded, prompt, reply
from differential.homes import VARIABLES, History
from editor import variables_of
from sightline.adapters.base import Environment
from sightline.reports.report import Context
from sightline.settings import Settings
from sightline.store import Index

LIVE_SESSION = "5169471e-0000-4000-8000-000000000001"
LIVE_REQUESTS = 2000
LIVE_BEGAN = 86_400
"""So many seconds ago the live session began."""
SETTINGS = Settings(time_zone="UTC")


@dataclass(frozen=True, slots=True)
class Place:
    """A user: an empty home, a cache, and the variables that name where the sessions lie."""

    home: Path
    cache: Path
    named: dict[str, str]

    @property
    def variables(self) -> dict[str, str]:
        """The whole environment of a process."""
        return variables_of(self.home, self.cache) | self.named

    def command(self, *words: str) -> list[str]:
        """What the user types."""
        return [sys.executable, "-m", "sightline", *words]

    def forget(self) -> None:
        """Delete the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    def warm(self) -> None:
        """Have a cache that is up to date."""
        timed(self.command("index", "--quiet"), self.variables)

    @contextmanager
    def opened(self) -> Iterator[Context]:
        """The index in this process, as the cache has it."""
        index = Index.open(SETTINGS, Environment(self.home, self.named), self.cache)
        try:
            yield Context(index, SETTINGS)
        finally:
            index.close()


@dataclass(frozen=True, slots=True)
class World:
    """All there is to measure on."""

    folder: Path
    histories: tuple[History, ...]
    scratch: Path

    def made_with(self) -> dict[str, Any] | None:
        """The arguments the history was generated with; None for any other folder."""
        truth = self.folder / "truth.json"
        if not truth.is_file():
            return None
        found: dict[str, Any] = json.loads(truth.read_text(encoding="utf-8"))["made_with"]
        return found

    def place(self, name: str, **named: str) -> Place:
        """A user with a cache of this name."""
        home = self.scratch / "nobody"
        home.mkdir(parents=True, exist_ok=True)
        return Place(home, self.scratch / name, named)

    def alone(self, history: History) -> Place:
        """A user of this one engine, as the peer sees it."""
        return self.place(history.engine, **{VARIABLES[history.engine]: str(history.folder)})

    def whole(self, name: str = "user") -> Place:
        """A user of all engines, with a live session besides the history."""
        named = {VARIABLES[history.engine]: str(history.folder) for history in self.histories}
        claude = VARIABLES["claude_code"]
        folders = [named.get(claude), str(self.live().parents[2])]
        return self.place(name, **named | {claude: ",".join(filter(None, folders))})

    def live(self) -> Path:
        """The live session's file, begun yesterday."""
        path = self.scratch / "live" / "projects" / "-app" / f"{LIVE_SESSION}.jsonl"
        if not path.exists():
            path.parent.mkdir(parents=True)
            first = prompt("p0", 0, sessionId=LIVE_SESSION, timestamp=_at(-LIVE_BEGAN))
            path.write_bytes(encoded(first) + b"".join(map(_past_reply, range(LIVE_REQUESTS))))
        return path


def _past_reply(number: int) -> bytes:
    return live_reply(f"past{number}", _at(number - LIVE_BEGAN))


def live_reply(message: str, at: str | None = None) -> bytes:
    """A line that a live session grows by."""
    return encoded(reply(message, 0, sessionId=LIVE_SESSION, timestamp=at or _at()))


def _at(seconds: int = 0) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
