"""`stats tools`, `files`, `blocks` and `branches`: the last row is the total."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import ANY

import pytest

from builders import encoded, reply, tool_result, tool_use
from repositories import hour, repository

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]
FIRST = "11111111-1111-4111-8111-111111111111"
TABLES = ("tools", "files", "blocks", "branches")


@pytest.mark.parametrize("name", TABLES)
def test_without_sessions_a_table_is_said_to_be_empty(run: Run, name: str) -> None:
    done = run("stats", name)
    assert (done.returncode, done.stdout) == (0, "No session data available.\n")
    assert "--sample" in done.stderr
    assert json.loads(run("stats", name, "--json").stdout)["rows"] == []


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_sample_has_columns_of_one_width(run: Run, name: str) -> None:
    """L21: tools, files, blocks, branches."""
    lines = run("stats", name, "--sample").stdout.splitlines()
    assert len(lines) > 3
    assert set(lines[1]) == {"─"}
    assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize("name", ["files", "blocks", "branches"])
def test_a_limit_cuts_rows_and_never_the_total(run: Run, name: str) -> None:
    few, all_ = (
        run("stats", name, "--sample", "-n", limit).stdout.splitlines() for limit in ("1", "1000")
    )
    assert few[-1].split() == all_[-1].split()
    assert few[-1].startswith("TOTAL")
    assert len(few) < len(all_)


@pytest.mark.parametrize("name", TABLES)
def test_json_of_a_table_is_the_report_of_its_name(
    run: Run, write_session: Write, name: str
) -> None:
    """L21, L16, U13: the same payload, whole."""
    write_session(FIRST, "/p", "2026-03-01")
    flags = ("--json", "--limit", "1000") if name != "tools" else ("--json",)
    table, report = (
        json.loads(run(*command, *flags).stdout) for command in (("stats", name), ("report", name))
    )
    for found in (table, report):
        found.pop("generatedAt")
        found.pop("revision")
    assert table == report
    assert table["period"]["from"] == "2026-03-01"


def test_a_block_starts_in_local_time(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    line = run("stats", "blocks", "--timezone", "Asia/Kathmandu").stdout.splitlines()[2]
    assert line.startswith("2026-03-01 15:45  Claude Code")  # 10:00 UTC and 5 h 45 min


def test_branches_are_listed_where_no_commit_is_known(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    done = run("stats", "branches")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2].split()[:3] == ["(none)", "p", "1"]


def test_more_rows_than_there_may_be_are_cut_with_a_note(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    done = run("stats", "blocks", "-n", "5000")
    assert (done.returncode, done.stderr) == (0, "At most 1,000 rows are listed.\n")


def test_the_glossary_answers_one_word_and_all(run: Run) -> None:
    """L7, M1: glossary."""
    assert run("glossary", "ttft").stdout == (
        "ttft (ms; less is better)\n  TTFT: Request to first token, as recorded: the mean.\n"
    )
    found = json.loads(run("glossary", "--json").stdout)
    assert {"cost", "ttft", "throughput"} <= {row["metric"] for row in found}
    done = run("glossary", "cst")
    assert (done.returncode, done.stderr) == (2, "Unknown metric 'cst'. Did you mean 'cost'?\n")


def test_commits_follow_branches_in_the_project_one_is_in(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """X3: the cost of a turn is that of the commit that took up its edits."""
    repo = repository(tmp_path / "home")
    edit = {"filePath": f"{repo.path}/a.py", "structuredPatch": [{"lines": ["+x"]}]}
    call = reply("e", 5, content=[tool_use("t", "Edit", file_path="a.py")])
    lines = encoded(call, tool_result("t", 6, toolUseResult=edit)).splitlines()
    write_session(FIRST, str(repo.path), "2026-03-02", *lines)
    id_ = repo.commit(hour(11), "Tide tables", a_py="x\n")
    commits, unattributed = run("stats", "branches").stdout.splitlines()[-2:]
    assert commits.split() == [id_[:10], "(none)", "home", "Tide", "tables", "1", "2", "118", ANY]
    assert unattributed.split() == ["unattributed", "0", "0", "0", "$0.0000"]
