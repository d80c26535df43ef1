"""Problems: what was not read, and what is odd of what was."""

from __future__ import annotations

from builders import prompt, reply, stamp
from conftest import Ask, Home


def test_work_over_24_hours_in_the_future_is_kept_and_flagged(home: Home, ask: Ask) -> None:
    """Now is the 3rd, 12:00: the 4th, 12:00 may be, and a second later is odd."""
    edge, later = stamp(7200, "2026-03-04"), stamp(7201, "2026-03-04")
    home.claude(
        "aaaa", prompt("p", 0, timestamp=edge), reply("m", 0, timestamp=edge),
        reply("n", 0, timestamp=later),
    )  # fmt: skip
    index = home.index()
    index.refresh()
    shown = ask(index, "session", id="claude_code:aaaa")
    assert [(row.kind, row.reason, row.count) for row in shown.problems] == [
        ("anomaly", "a time over 24 hours in the future", 1)
    ]
    assert ask(index, "problems", anomalies=True).rows == shown.problems
    assert ask(index, "problems").total == 0
    assert shown.session.requests == 2


def test_every_folder_that_is_searched_is_told_with_whether_it_is_there(
    home: Home, ask: Ask
) -> None:
    """D10: places searched."""
    home.claude("aaaa", prompt("p", 0))
    index = home.index()
    searched = ask(index, "problems").searched
    assert [(folder.engine, folder.path) for folder in searched] == [
        (engine, str(path)) for engine, path in index.searched()
    ]
    assert {folder.engine for folder in searched if folder.exists} == {"claude_code"}
