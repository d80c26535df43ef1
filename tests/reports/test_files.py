"""Files and branches: a page, what is not on it and what belongs to none are the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, tool_result, tool_use

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index


def edit(path: str, added: int, second: float, project: str = "/home/dev/app") -> list[Any]:
    """A call that adds so many lines to a file."""
    result = {"filePath": f"{project}/{path}", "structuredPatch": [{"lines": ["+x"] * added}]}
    id_ = f"t{second}"
    return [
        reply(f"m{second}", second, content=[tool_use(id_, "Edit", file_path=path)]),
        tool_result(id_, second + 1, toolUseResult=result),
    ]


@pytest.fixture
def index(home: Home) -> Index:
    """Three files in one session, and one that changes nothing on another branch."""
    home.claude(
        "one", prompt("p", 0, gitBranch="main"),
        *edit("a.py", 1, 1), *edit("b.ts", 5, 3), *edit("c.py", 3, 5),
    )  # fmt: skip
    home.claude("two", prompt("q", 0, gitBranch="fix"), reply("n", 1, 99))
    index = home.index()
    index.refresh()
    return index


def test_files_come_by_changed_lines(index: Index, ask: Ask) -> None:
    found = ask(index, "files")
    assert [(row.file, row.language, row.lines_added) for row in found.rows] == [
        ("b.ts", "typescript", 5), ("c.py", "python", 3), ("a.py", "python", 1)
    ]  # fmt: skip
    whole = sum(row.cost for row in found.rows) + found.unattributed
    assert whole == pytest.approx(found.total.cost, abs=1e-9)
    assert found.others.files == 0


def test_a_page_of_files_and_the_others_are_all(index: Index, ask: Ask) -> None:
    first, second = (ask(index, "files", limit=2, cursor=cursor) for cursor in (0, 2))
    assert (first.next_cursor, second.next_cursor) == (2, None)
    assert [row.file for row in second.rows] == ["a.py"]
    assert (first.others.files, first.others.lines_added) == (1, 1)
    assert first.others.cost == pytest.approx(second.rows[0].cost, abs=1e-9)
    assert ask(index, "files", cursor=9).total.files == 3


def test_a_page_is_what_the_overview_shows(index: Index, ask: Ask) -> None:
    assert ask(index, "files").rows == ask(index, "overview").analytics.files


def test_branches_add_up(index: Index, ask: Ask) -> None:
    found = ask(index, "branches")
    assert {(row.branch, row.sessions, row.requests, row.lines_added) for row in found.rows} == {
        ("main", 1, 3, 9), ("fix", 1, 1, 0)
    }  # fmt: skip
    assert sum(row.cost for row in found.rows) == pytest.approx(found.total.cost, abs=1e-9)
    assert found.total.tokens == sum(row.tokens for row in found.rows) == 4 * 100 + 3 * 10 + 99


def test_other_branches_are_told_together(index: Index, ask: Ask) -> None:
    found = ask(index, "branches", limit=1)
    assert (found.branches, found.next_cursor, found.others.sessions) == (2, 1, 1)
    rest = ask(index, "branches", cursor=1)
    assert rest.others.cost == found.rows[0].cost
    assert rest.rows[0].cost == found.others.cost


def test_a_session_without_a_branch_is_of_none(home: Home, ask: Ask) -> None:
    home.claude("a", prompt("p", 0), reply("m", 1))
    index = home.index()
    index.refresh()
    assert [row.branch for row in ask(index, "branches").rows] == ["(none)"]


def test_an_edit_of_no_turn_has_nothing_of_the_cost(home: Home, ask: Ask) -> None:
    home.claude("one", *edit("a.py", 1, 1))
    index = home.index()
    index.refresh()
    (row,) = ask(index, "files").rows
    assert (row.lines_added, row.cost, row.cost_label) == (1, 0, "priced")
    assert ask(index, "files").unattributed == ask(index, "files").total.cost
