"""U9: a session that ends while the editor looks on is told once, with its figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, cast

import anyio
import pytest

from builders import prompt, reply, tool_result, tool_use
from sightline.lsp.endings import MOST, Endings, reviewed
from sightline.reports.report import Context
from sightline.settings import Quality, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Home
    from sightline.lsp.language_server import SidecarServer
    from sightline.lsp.sidecar import Sidecar
    from sightline.store import Index

LAST = datetime(2026, 3, 2, 10, 0, 30, tzinfo=UTC)
"""The last event of each session here."""


@dataclass
class Clocked:
    """As much of the sidecar as a look needs, at a time of the test's own."""

    index: Index
    now: datetime = LAST

    def context(self) -> Context:
        return Context(self.index, self.index.settings, lambda: self.now)


def over(endings: Endings, sidecar: Clocked) -> list[str]:
    return [one.title for one in endings.look(cast("Sidecar", sidecar))]


@pytest.fixture
def sidecar(home: Home) -> Clocked:
    call = reply("m1", 1, content=[tool_use("t1", "Bash", command="ls")])
    home.claude("one", prompt("u1", 0, "fix it"), call, tool_result("t1", 2), reply("m2", 30))
    index = home.index()
    index.refresh()
    return Clocked(index)


def test_a_session_ends_when_it_is_silent_for_the_idle_cap(sidecar: Clocked) -> None:
    endings = Endings()
    assert over(endings, sidecar) == []
    sidecar.now = LAST + timedelta(minutes=4, seconds=59)
    assert over(endings, sidecar) == []
    sidecar.now = LAST + timedelta(minutes=5)
    assert over(endings, sidecar) == ["fix it"]
    assert over(endings, sidecar) == []


def test_its_summary_is_what_the_sessions_list_says(sidecar: Clocked) -> None:
    endings = Endings()
    endings.look(cast("Sidecar", sidecar))
    sidecar.now += timedelta(hours=1)
    (one,) = endings.look(cast("Sidecar", sidecar))
    assert (one.id, one.duration_ms, one.tool_calls) == ("claude_code:one", 30_000, 1)
    assert one.cost_label == "priced"
    assert one.cost is not None


def test_a_session_that_was_over_before_the_first_look_is_no_news(sidecar: Clocked) -> None:
    endings = Endings()
    sidecar.now += timedelta(hours=1)
    assert over(endings, sidecar) == []


def test_many_that_end_at_once_are_not_told_one_by_one(home: Home) -> None:
    for number in range(MOST + 1):
        home.claude(f"s{number}", prompt(f"u{number}", 0), reply(f"m{number}", 30))
    index = home.index()
    index.refresh()
    sidecar, endings = Clocked(index), Endings()
    assert over(endings, sidecar) == []
    sidecar.now += timedelta(hours=1)
    assert over(endings, sidecar) == []


@dataclass
class Workspace:
    """As much of a server as a review needs; it is its own sidecar and its own updates."""

    index: Index
    trusted: bool
    settings: Settings
    ending: Event = field(default_factory=Event)

    @property
    def sidecar(self) -> Workspace:
        return self

    @property
    def updates(self) -> Workspace:
        return self

    def context(self) -> Context:
        return Context(self.index, self.settings, trusted=self.trusted)

    async def refresh(self, paths: list[str]) -> None:
        self.index.refresh(paths=paths)


@pytest.mark.parametrize(
    ("trusted", "wanted", "reviews"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_a_session_is_reviewed_at_its_end_where_that_is_wanted_and_the_workspace_trusted(
    home: Home, tmp_path: Path, trusted: bool, wanted: bool, reviews: int
) -> None:
    folder = tmp_path / "app"
    folder.mkdir()
    path = folder / "app.py"
    path.write_text("key = 1\n", encoding="utf-8")
    call = tool_use("t1", "Write", file_path=str(path), content="key = 1\n")
    where: dict[str, Any] = {"cwd": str(folder)}
    home.claude(
        "one", prompt("u1", 0, **where), reply("m1", 1, content=[call], **where),
        tool_result("t1", 2, **where),
    )  # fmt: skip
    index = home.index()
    index.refresh()
    settings = Settings(time_zone="UTC", quality=Quality(review_at_end=wanted))
    server = Workspace(index, trusted, settings)
    anyio.run(reviewed, cast("SidecarServer", server), "claude_code:one")
    assert len(list(folder.glob(".sightline/sessions/*.reviews/*.sarif"))) == reviews
