"""Programs of the user's: where they are found, and how little they are given."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from sightline.errors import ReviewerError, StoppedError
from sightline.reviewers.base import File, Job, Limits, Place, Tool
from sightline.reviewers.oxlint import OXLINT
from sightline.reviewers.tools import program, run_tool, version_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the stand-in tools are shell scripts")


def tool(folder: Path, body: str, name: str = "ruff") -> str:
    """A program that runs a piece of Python."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport json, os, sys, time\n{body}\n")
    path.chmod(0o755)
    return str(path)


def soon(seconds: float = 30) -> Limits:
    return Limits(time.monotonic() + seconds)


def test_a_program_comes_from_the_path(tmp_path: Path) -> None:
    found = tool(tmp_path / "bin", "")
    assert program("ruff", Place(path=("relative", str(tmp_path / "bin")))) == found


def test_a_program_of_the_workspace_is_never_run(tmp_path: Path) -> None:
    own = tool(tmp_path / "work" / ".venv" / "bin", "")
    link = tmp_path / "bin" / "ruff"
    link.parent.mkdir()
    link.symlink_to(own)
    path = (str(Path(own).parent), str(link.parent))
    assert program("ruff", Place(workspace=tmp_path / "work", path=path)) is None


def test_an_interpreter_of_the_workspace_is_never_run(tmp_path: Path) -> None:
    """Programs of npm are scripts that look for theirs along PATH."""
    own = tool(tmp_path / "work" / "node_modules" / ".bin", "print(1)", "node")
    other = tool(tmp_path / "bin", "print(2)", "node")
    script = tmp_path / "npm" / "oxlint"
    script.parent.mkdir()
    script.write_text("#!/usr/bin/env node\n")
    script.chmod(0o755)
    path = tuple(str(Path(each).parent) for each in (own, other, str(script)))
    found = OXLINT.find(Place(workspace=tmp_path / "work", path=path))
    assert found == Tool("2", str(script), (str(tmp_path / "bin"),))


def test_a_setting_names_a_program_by_its_absolute_path(tmp_path: Path) -> None:
    found = tool(tmp_path, "")
    assert program("ruff", Place(named={"ruff": found})) == found
    assert program("ruff", Place(named={"ruff": "ruff"}, path=(str(tmp_path),))) is None


def test_a_version_is_the_last_number_it_says(tmp_path: Path) -> None:
    assert version_of(tool(tmp_path, "print('Version: 1.94.0')")) == "1.94.0"
    assert version_of(tool(tmp_path, "print('no idea')")) is None
    assert version_of(str(tmp_path / "missing")) is None


def test_a_tool_gets_no_variable_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", "secret")
    shown = run_tool([tool(tmp_path, "print(json.dumps(dict(os.environ)))")], tmp_path, soon())
    seen = json.loads(shown)
    assert "MY_TOKEN" not in seen
    assert seen["HOME"] == str(tmp_path)


def test_a_tool_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    endless = tool(tmp_path, "time.sleep(600)")
    with pytest.raises(ReviewerError, match="too long"):
        run_tool([endless], tmp_path, soon(0.3))


def test_a_cancelled_tool_ends_with_its_children(tmp_path: Path) -> None:
    endless = tool(tmp_path, "os.fork(); time.sleep(600)")
    with pytest.raises(StoppedError):
        run_tool([endless], tmp_path, Limits(time.monotonic() + 60, lambda: True))


def test_a_tool_that_says_too_much_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sightline.reviewers.tools.OUTPUT_LIMIT", 1000)
    loud = tool(tmp_path, "while True: print('x' * 100, flush=True)")
    with pytest.raises(ReviewerError, match="too much"):
        run_tool([loud], tmp_path, soon())


def test_what_is_no_sarif_is_the_tools_failure(tmp_path: Path) -> None:
    from sightline.reviewers import linting

    job = Job([File("a.py", "x\n")], tmp_path, None, soon())
    with pytest.raises(ReviewerError, match="Not a SARIF file"):
        linting.run([tool(tmp_path / "bin", "print('Segmentation fault')")], job)
