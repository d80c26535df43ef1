"""G1: `after`, `before` and `on` of a session that goes over several days."""

from __future__ import annotations

import pytest

from builders import prompt, reply, stamp
from conftest import Ask, Home


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("after:2026-03-03", True),  # its last activity is that day
        ("after:2026-03-04", False),
        ("before:2026-03-02", True),  # its first is the day before
        ("before:2026-03-01", False),
        ("on:2026-03-01", True),
        ("on:2026-03-02", False),  # nothing was done on that day
        ("on:2026-03-03", True),  # a reply alone
        ("after:2026-03-02 before:2026-03-02", True),
    ],
)
def test_first_and_last_activity_are_apart(
    home: Home, ask: Ask, query: str, *, is_found: bool
) -> None:
    asked = prompt("p", 0, timestamp=stamp(0, "2026-03-01"))
    home.claude("a", asked, reply("m", 1, timestamp=stamp(1, "2026-03-03")))
    index = home.index()
    index.refresh()
    rows = ask(index, "sessions", range={"preset": "all"}, query=query).rows
    assert bool(rows) == is_found
