"""L7: `meta` and `delete`: what is kept of a session beside its transcript."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]
ID = "11111111-1111-4111-8111-111111111111"


def test_what_is_set_is_shown_and_taken_back(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    write_session(ID, str(tmp_path / "home"), "2026-03-01")
    flags = ("--title", "Ours", "--tag", "a", "--tag", "b", "--pin", "--set", 'x-p:k={"n": 1}')
    record = json.loads(run("meta", "1111", *flags, "--json").stdout)
    assert (record["title"], record["tags"], record["pinned"]) == ("Ours", ["a", "b"], True)
    assert record["metadata"] == {"x-p:k": {"n": 1}}
    shown = run("meta", "1111", "--untag", "a", "--unpin", "--archive").stdout
    assert "Tags:       b\n" in shown
    assert "Status:     archived\n" in shown


def test_deleting_asks_and_leaves_the_transcript(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    transcript = write_session(ID, str(tmp_path / "home"), "2026-03-01")
    run("meta", "1111", "--title", "Ours")
    asked = run("delete", "1111", "-q")
    assert asked.returncode == 1
    assert asked.stderr == "Nothing was deleted: add --yes to delete without being asked.\n"
    assert run("delete", "1111", "--yes").stdout == f"Deleted claude_code:{ID}.\n"
    again = run("delete", "1111", "--yes")
    assert again.returncode == 1
    assert again.stderr.startswith("Its transcript belongs to its engine and is not deleted here")
    assert transcript.exists()
