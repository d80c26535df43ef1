"""Two sessions side by side: the same figures as each has alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply, tool_result, tool_use

if TYPE_CHECKING:
    from conftest import Ask, Home
    from sightline.store import Index


@pytest.fixture
def index(home: Home) -> Index:
    """A edits one file with one tool, B another with two models."""
    for name, path, model in (("aaaa", "x.py", "claude-opus-4-7"), ("bbbb", "y.py", "made-up-1")):
        edit = {"filePath": f"/home/dev/app/{path}", "structuredPatch": [{"lines": ["+1", "-2"]}]}
        home.claude(
            name, prompt(f"p{name}", 0),
            reply(f"m{name}", 1, content=[tool_use(f"t{name}", "Edit", file_path=path)]),
            tool_result(f"t{name}", 2, toolUseResult=edit),
            reply(f"n{name}", 6, 30, model=model),
        )  # fmt: skip
    index = home.index()
    index.refresh()
    return index


def test_figures_are_those_of_the_sessions(index: Index, ask: Ask) -> None:
    """DC1, A11: a figure of each session, and the difference."""
    found = ask(index, "compare", a="aaaa", b="bbbb")
    deltas = {one.metric: one for one in found.deltas}
    for side, name in (("a", "aaaa"), ("b", "bbbb")):
        alone = ask(index, "session", id=name)
        assert getattr(deltas["cost"], side) == alone.session.cost
        assert getattr(deltas["total_tokens"], side) == alone.session.tokens == 2 * 100 + 10 + 30
        assert getattr(deltas["wall_time"], side) == alone.session.duration_ms == 6000
        assert getattr(deltas["lines_added"], side) == alone.session.lines_added
    assert (deltas["cost"].label_a, deltas["cost"].label_b) == ("priced", "at_least")
    assert deltas["cost"].delta == pytest.approx(deltas["cost"].b - deltas["cost"].a)
    assert deltas["cost"].share == pytest.approx(deltas["cost"].delta / deltas["cost"].a)


def test_models_tools_and_files_stand_on_their_side(index: Index, ask: Ask) -> None:
    """DC2: what only one of them has."""
    found = ask(index, "compare", a="aaaa", b="bbbb")
    assert {(row.model, row.side) for row in found.models} == {
        ("claude-opus-4-7", "both"), ("made-up-1", "b")
    }  # fmt: skip
    assert [(row.tool, row.side) for row in found.tools] == [("Edit", "both")]
    assert [(row.path.rpartition("/")[2], row.side) for row in found.files] == [
        ("x.py", "a"), ("y.py", "b")
    ]  # fmt: skip
    assert found.files[0].b is None


def test_cost_grows_to_the_whole(index: Index, ask: Ask) -> None:
    """DC2: cost over elapsed time."""
    found = ask(index, "compare", a="aaaa", b="bbbb")
    assert [point.elapsed_ms for point in found.spent_a] == [1000, 6000]
    assert found.spent_a[-1].cost == found.a.session.cost
    assert [point.elapsed_ms for point in found.spent_b] == [1000]  # the rest has no price


def test_many_requests_are_thinned_and_the_last_stays(home: Home, ask: Ask) -> None:
    home.claude("aaaa", prompt("p", 0), *(reply(f"m{n}", 1 + n) for n in range(450)))
    index = home.index()
    index.refresh()
    found = ask(index, "compare", a="aaaa", b="aaaa").spent_a
    assert [point.elapsed_ms for point in found[:2]] == [1000, 4000]  # every third of 450
    assert len(found) == 450 // 3 + 1
    assert found[-1].elapsed_ms == 450_000


def test_no_session_in_common_is_no_change(index: Index, ask: Ask) -> None:
    found = ask(index, "compare", a="aaaa", b="aaaa")
    assert {one.delta for one in found.deltas if one.a is not None} == {0}
    assert found.a.turns == found.a.files == ()
