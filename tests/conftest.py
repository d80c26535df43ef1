"""A temporary home with chosen session files, and the index over it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from builders import encoded
from places import PLACES, files_of, lay_out
from sightline.adapters.base import Environment
from sightline.reports import report_named
from sightline.reports.report import Context
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.query import Filter, Value, total

_UNTIMED = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("steady", _UNTIMED, derandomize=True)
hypothesis.settings.register_profile("explore", _UNTIMED)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
"""The same examples in every run: neither chance nor clock can fail; `explore` draws others."""

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@dataclass
class Home:
    """A user's home folder in the making, and the indexes opened over it."""

    path: Path
    cache: Path
    opened: list[Index] = field(default_factory=list)

    def claude(
        self, name: str, *lines: dict[str, Any] | bytes, project: str = "-home-dev-app"
    ) -> Path:
        """Write a Claude Code session file; `name` may hold folders."""
        path = self.path / ".claude" / "projects" / project / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(*lines))
        return path

    def codex(self, name: str, *lines: dict[str, Any] | bytes) -> Path:
        """Write a Codex rollout."""
        path = self.path / ".codex" / "sessions" / "2026" / "03" / "02" / f"{name}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(*lines))
        return path

    def index(self, settings: Settings | None = None) -> Index:
        """A new index, as another process would open it."""
        index = Index.open(
            settings or Settings(time_zone="UTC"), Environment(self.path, {}), self.cache
        )
        self.opened.append(index)
        return index

    def totals(self, *names: str, where: Filter | None = None) -> dict[str, Value]:
        """Metrics over all there is now, as a fresh index finds them."""
        index = self.index()
        index.refresh()
        return totals_of(index, *names, where=where)


def totals_of(index: Index, *names: str, where: Filter | None = None) -> dict[str, Value]:
    """Metrics of an index, by name."""
    with index.reading() as connection:
        values = total(connection, names, where or Filter())
    return {name: values[name] for name in names}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """An empty home folder and an empty cache folder."""
    folder = Home(tmp_path / "home", tmp_path / "cache")
    folder.path.mkdir()
    yield folder
    for index in folder.opened:
        index.close()


Ask = Callable[..., Any]


@pytest.fixture
def ask() -> Ask:
    """Answer a report of an index: `ask(index, "overview", range={"preset": "all"})`."""

    def answer(index: Index, name: str, **params: Any) -> Any:
        report = report_named(name)
        context = Context(index, index.settings, lambda: NOW)
        return report.answer(context, report.params.model_validate(params))

    return answer


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real session files, where a developer has them."""
    named = os.environ.get("SIGHTLINE_CORPUS")
    if not named or not Path(named).is_dir():
        pytest.skip("no corpus: set SIGHTLINE_CORPUS to a folder of session files")
    return Path(named)


SESSIONS = Path(__file__).parent / "sessions"


@pytest.fixture
def every_engine(home: Home) -> Index:
    """What tests/sessions holds, where each engine would have put it."""
    for engine in PLACES:
        lay_out(home, engine, SESSIONS / engine, files_of(SESSIONS / engine))
    index = home.index()
    index.refresh()
    return index
