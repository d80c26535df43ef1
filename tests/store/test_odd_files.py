"""What lies in a session folder and is no session file: said, not opened; nothing else suffers."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from builders import prompt, reply
from sightline.adapters.base.intake import MOST_TOLD
from sightline.store.scan import DEEPEST

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Home

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes and links")


def skipped(home: Home) -> dict[str, str]:
    """Why each file is skipped, by its name."""
    index = home.index()
    opened = index.refresh().files_opened
    assert opened == 1  # the healthy one alone
    with index.reading() as connection:
        rows = connection.execute(
            "SELECT path, reason FROM problem JOIN source ON source = id WHERE kind = 'skipped'"
        ).fetchall()
    return {path.rsplit("/", 1)[1]: reason for path, reason in rows}


@pytest.fixture
def folder(home: Home) -> Path:
    return home.claude("healthy", prompt("p", 0), reply("m", 1)).parent


def test_a_pipe_is_not_opened(home: Home, folder: Path) -> None:
    os.mkfifo(folder / "pipe.jsonl")
    assert skipped(home) == {"pipe.jsonl": "not a regular file"}


def test_no_link_is_followed(home: Home, folder: Path) -> None:
    (folder / "endless.jsonl").symlink_to("/dev/zero")
    (folder / "circle.jsonl").symlink_to("circle.jsonl")
    (folder / "loop").symlink_to(folder)
    assert skipped(home) == dict.fromkeys(
        ("endless.jsonl", "circle.jsonl", "loop"), "a link, not followed"
    )


def test_a_deep_folder_is_not_searched(home: Home, folder: Path) -> None:
    deep = folder.joinpath(*"123456789")
    deep.mkdir(parents=True)
    assert skipped(home) == {str(DEEPEST): "over 8 folders deep"}


def test_a_name_that_is_no_text_is_not_opened(home: Home, folder: Path) -> None:
    (folder / os.fsdecode(b"\xfe.jsonl")).touch()
    (folder / os.fsdecode(b"\xff")).mkdir()
    assert skipped(home) == dict.fromkeys((r"\xfe.jsonl", r"\xff"), "a name that is not UTF-8")


def test_another_encoding_is_one_problem(home: Home, folder: Path) -> None:
    (folder / "wide.jsonl").write_text('{"type": "user"}\n' * 9, encoding="utf-16")
    index = home.index()
    index.refresh()
    assert index.problems() == 1


def test_many_unreadable_lines_are_counted_and_the_first_located(home: Home, folder: Path) -> None:
    (folder / "log.jsonl").write_bytes(b"not JSON\n" * (MOST_TOLD + 5))
    index = home.index()
    index.refresh()
    assert index.problems() == MOST_TOLD + 5
    with index.reading() as connection:
        rows = connection.execute("SELECT line, n FROM problem ORDER BY line DESC").fetchall()
    assert (len(rows), rows[0]) == (MOST_TOLD + 1, (MOST_TOLD + 1, 5))
