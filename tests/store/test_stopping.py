"""A reading that was stopped is known to be unfinished until the rest is read."""

from __future__ import annotations

import pytest

from builders import prompt, reply
from conftest import Home
from sightline.errors import StoppedError


def test_a_look_at_one_file_leaves_what_a_stop_left_unread(home: Home) -> None:
    for name in ("aaaa", "bbbb", "cccc"):
        home.claude(name, prompt(name, 0), reply(name, 0))
    index = home.index()
    with pytest.raises(StoppedError):
        index.refresh(stopped=lambda: True)
    path = home.claude("dddd", prompt("d", 0), reply("d", 0))
    index.refresh(paths=[str(path)])
    assert index.indexing is not None
    assert (index.indexing.done, index.indexing.total) == (0, 3)
    index.refresh()
    assert index.held().sessions == 4
    assert index.indexing is None
