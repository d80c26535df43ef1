"""X3: what went into commits; with what belongs to none it is the total."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import NOW, Home
from repositories import Repository, hour, repository
from sightline.reports import report_named
from sightline.reports.report import Context

HOUR = 3600.0


@dataclass
class World:
    """A repository, and sessions that worked in it."""

    repo: Repository
    home: Home

    def edit(self, path: str, at: float) -> list[Any]:
        """A turn that begins and edits a file so many seconds after ten."""
        id_ = f"t{at}"
        result = {"filePath": str(self.repo.path / path), "structuredPatch": [{"lines": ["+x"]}]}
        own: dict[str, Any] = {"cwd": str(self.repo.path), "gitBranch": "main"}
        use = tool_use(id_, "Edit", file_path=path)
        return [
            prompt(f"p{at}", at, **own), reply(f"m{at}", at, content=[use], **own),
            tool_result(id_, at + 1, toolUseResult=result, **own),
        ]  # fmt: skip

    def answer(self, name: str, *, trusted: bool = True, **params: Any) -> Any:
        index = self.home.index()
        index.refresh()
        report = report_named(name)
        context = Context(index, index.settings, lambda: NOW, trusted=trusted)
        return report.answer(context, report.params.model_validate(params))


@pytest.fixture
def world(home: Home, tmp_path: Path) -> World:
    """Edits of a.py at 10:00 and 11:30, of b.py at 10:10, of c.py at 12:30; commits at 11 and 12.

    The commit at 11 has a.py, that at 12 has a.py and b.py; c.py is not committed.
    """
    made = World(repository(tmp_path / "repo"), home)
    made.repo.commit(hour(9), "begin", a_py="0\n", b_py="0\n")
    made.repo.commit(hour(11), "first", a_py="1\n")
    made.repo.commit(hour(12), "second", a_py="2\n", b_py="2\n")
    turns = [made.edit(*one) for one in (("a.py", 0), ("b.py", 600), ("a.py", 1.5 * HOUR))]
    home.claude("11111111-1111-4111-8111-111111111111", *(line for turn in turns for line in turn))
    late = [*made.edit("c.py", 2.5 * HOUR), prompt("idle", 3 * HOUR), reply("idle", 3 * HOUR)]
    home.claude("22222222-2222-4222-8222-222222222222", *late)
    return made


def test_a_turn_belongs_to_the_next_commit_that_has_its_file(world: World) -> None:
    rows = world.answer("branches").commits
    assert {row.subject: (row.turns, row.requests, row.files) for row in rows} == {
        "second": (2, 2, 2), "first": (1, 1, 1),
    }  # fmt: skip


def test_commits_and_the_rest_add_up_to_the_total(world: World) -> None:
    """X3: unattributed."""
    for limit in (1, 2):
        found = world.answer("branches", limit=limit)
        parts = [*found.commits, found.unattributed, *filter(None, [found.other_commits])]
        assert sum(part.requests for part in parts) == found.total.requests == 5
        assert sum(part.tokens for part in parts) == found.total.tokens
        nano = [round(part.cost * 1e9) for part in parts]
        assert sum(nano) == round(found.total.cost * 1e9)
    assert found.unattributed.turns == 2  # c.py is not committed, and one edited nothing


@pytest.mark.parametrize("later", [-0.5, 0.5])
def test_an_edit_in_the_second_of_the_commit_is_in_it(world: World, later: float) -> None:
    edit = world.edit("b.py", 2 * HOUR + later)
    world.home.claude("33333333-3333-4333-8333-333333333333", *edit)
    assert {row.subject: row.turns for row in world.answer("branches").commits}["second"] == 3


@pytest.mark.parametrize("trusted", [True, False])
def test_without_a_repository_all_is_unattributed_and_says_why(world: World, trusted: bool) -> None:
    (world.repo.path / ".git").rename(world.repo.path / "git")
    found = world.answer("branches", trusted=trusted)
    assert (found.commits, found.unattributed.requests) == ((), 5)
    reason = "Not a git repository (run git init)" if trusted else "Workspace not trusted"
    assert found.hint == f"Commits are not known everywhere. {reason}: 1 project."


def test_a_session_tells_the_commits_made_while_it_ran(world: World) -> None:
    git = world.answer("session", id="1111").git
    # It ran from 10:00 to 11:30: the commit at 11 took up one of its turns, that at 12 came later.
    assert [(row.subject, row.turns, row.requests) for row in git.commits] == [("first", 1, 1)]


def test_the_newest_session_tells_later_commits_and_uncommitted_work(world: World) -> None:
    world.repo.write(c_py="1\n2\n")
    world.repo.git("add", "c.py")
    git = world.answer("session", id="2222").git
    assert (git.lines_added, git.files_changed, git.commits) == (2, 1, ())
    world.repo.commit(hour(15), "third")
    git = world.answer("session", id="2222").git
    assert [(row.subject, row.turns) for row in git.commits] == [("third", 1)]


def test_in_a_terminal_git_runs_where_the_person_is(world: World) -> None:
    index = world.home.index()
    within = Context(index, index.settings, folder=world.repo.path / "docs")
    beside = Context(index, index.settings, folder=world.repo.path.parent)
    assert within.why_no_git(str(world.repo.path)) is None
    assert beside.why_no_git(str(world.repo.path)) == "Workspace not trusted"
