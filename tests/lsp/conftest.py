"""Servers over a temporary home with one small session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from editor import Editor, variables_of

if TYPE_CHECKING:
    from conftest import Home

Start = Callable[..., Editor]


@pytest.fixture
def start(home: Home) -> Iterator[Start]:
    """Start servers over the home; all are ended afterwards."""
    started: list[Editor] = []

    def begin(command: list[str] | None = None, **options: bool) -> Editor:
        editor = Editor(variables_of(home.path, home.cache), command, **options)
        started.append(editor)
        return editor

    yield begin
    for editor in started:
        editor.close()


@pytest.fixture
def editor(home: Home, start: Start) -> Editor:
    """An editor with a server over one session of two requests."""
    home.claude("aaaa1111", prompt("u1", 0), reply("m1", 1), reply("m2", 2))
    return start()


@pytest.fixture
def ready(editor: Editor) -> Editor:
    """The same after `initialize`, when the session was read."""
    editor.initialize()
    while (editor.heard("sightline/changed")["status"] or {}).get("sessions") != 1:
        pass
    return editor
