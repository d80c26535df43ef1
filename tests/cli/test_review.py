"""L7: `sightline review`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from builders import encoded, prompt, reply, tool_result, tool_use
from cli.conftest import Run

TEXT = "# TODO: more\nvalue = eval(input())\n"
ID = "aaaa1111"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which a session wrote a file."""
    folder = tmp_path / "home" / "app"
    folder.mkdir(parents=True)
    path = folder / "app.py"
    path.write_text(TEXT, encoding="utf-8")
    call = tool_use("t1", "Write", file_path=str(path), content=TEXT)
    sessions = tmp_path / "home" / ".claude" / "projects" / "p"
    sessions.mkdir(parents=True)
    cwd = str(folder)
    lines = (prompt("u1", 0, cwd=cwd), reply("m1", 1, content=[call], cwd=cwd),
             tool_result("t1", 2, cwd=cwd))  # fmt: skip
    (sessions / f"{ID}.jsonl").write_bytes(encoded(*lines))
    return folder


@pytest.fixture
def path() -> str:
    """A PATH with this project's own linter alone."""
    return str(Path(sys.executable).parent)


def test_a_review_says_each_phase_and_what_it_found(run: Run, project: Path, path: str) -> None:
    done = run("review", ID, PATH=path)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[:2] == [f"Session:    claude_code:{ID}", "Reviewed:   2 lines in 1 file"]
    assert [line.partition(":")[0] for line in lines[2:7]] == [
        "Style", "Logic", "Security", "Overall", "Findings",
    ]  # fmt: skip
    assert "app.py:2: error [ruff S307]" in done.stdout


def test_a_second_review_says_what_the_score_was(run: Run, project: Path, path: str) -> None:
    first = json.loads(run("review", ID, "--json", PATH=path).stdout)["reviewed"][0]
    (project / "app.py").write_text("value = input()\n", encoding="utf-8")
    (project / "app.py").write_text("# TODO: more\nvalue = input()\n", encoding="utf-8")
    second = json.loads(run("review", ID, "--json", PATH=path).stdout)["reviewed"][0]
    assert (second["previous"], second["corrected"]) == (first["overall"], 1)
    assert second["overall"] > first["overall"]


def test_without_a_linter_a_phase_is_not_measured(run: Run, project: Path) -> None:
    done = run("review", ID, PATH="")
    assert "Style:      not measured" in done.stdout
    assert "partial (no style and no logic review)" in done.stdout


def test_a_sarif_file_is_taken(run: Run, project: Path, tmp_path: Path) -> None:
    place = {"artifactLocation": {"uri": "app.py"}, "region": {"startLine": 2}}
    result = {"ruleId": "r", "message": {"text": "Said"},
              "locations": [{"physicalLocation": place}]}  # fmt: skip
    runs = [{"tool": {"driver": {"name": "mine"}}, "results": [result]}]
    (tmp_path / "x.sarif").write_text(json.dumps({"version": "2.1.0", "runs": runs}))
    done = run("review", ID, "--sarif", str(tmp_path / "x.sarif"))
    assert done.stderr == "1 of 1 results are in lines the session added.\n"
    assert "app.py:2: warning [mine r] Said" in done.stdout


def test_own_rules_that_cannot_be_read_are_said(run: Run, project: Path, tmp_path: Path) -> None:
    own = tmp_path / "data" / "rules.toml"
    own.parent.mkdir()
    own.write_text("[secrets]\na = { phase = 'taste', severity = 'error' }\n", encoding="utf-8")
    done = run("review", ID, PATH="")
    assert done.stderr.startswith("rules.toml in the data folder is left out: ")
    assert done.returncode == 0


def test_an_unknown_session_is_said_so(run: Run, project: Path) -> None:
    done = run("review", "nothing-of-the-kind")
    assert done.returncode == 3


def test_doctor_names_reviewers_and_how_to_get_them(run: Run, project: Path, path: str) -> None:
    said = run("doctor", PATH=path).stdout
    assert "  Ruff: version " in said
    assert "  Oxlint: not found. Install it with `npm install --global oxlint`." in said
    assert "  Secrets: built in; security" in said
