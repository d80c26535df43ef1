"""`stats export` and `report NAME --csv`: to a file or standard output, in every format."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess

Run = Callable[..., "subprocess.CompletedProcess[str]"]
Write = Callable[..., Path]
FIRST = "11111111-1111-4111-8111-111111111111"
SECOND = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def two(write_session: Write) -> None:
    """A session on 1 March and one on 2 March."""
    write_session(FIRST, "/p", "2026-03-01")
    write_session(SECOND, "/q", "2026-03-02")


def ids(text: str) -> list[str]:
    return [report["metrics"]["session_id"] for report in json.loads(text)]


@pytest.mark.usefixtures("two")
def test_all_sessions_are_one_array(run: Run) -> None:
    """L6, L16: a JSON array."""
    assert ids(run("stats", "export").stdout) == [SECOND, FIRST]
    compact = run("stats", "export", "--compact").stdout
    assert (ids(compact), compact.count("\n")) == ([SECOND, FIRST], 1)
    history = json.loads(run("stats", "history", "--json").stdout)
    for report in (both := json.loads(compact)) + history:
        report.pop("generated_at")
    assert both == history


@pytest.mark.usefixtures("two")
def test_days_and_projects_narrow_it(run: Run) -> None:
    assert ids(run("stats", "export", "--start", "2026-03-02").stdout) == [SECOND]
    assert ids(run("stats", "export", "--end", "2026-03-01").stdout) == [FIRST]
    assert ids(run("stats", "export", "--project", "/p").stdout) == [FIRST]


@pytest.mark.usefixtures("two")
def test_a_file_gets_it_and_the_terminal_the_news(run: Run, tmp_path: Path) -> None:
    """L6: to a file."""
    target = str(tmp_path / "out.json")
    assert run("stats", "export", "-o", target).stdout == f"Exported 2 sessions to {target}\n"
    assert ids(Path(target).read_text(encoding="utf-8")) == [SECOND, FIRST]
    done = run("stats", "export", "1111", "--output", target)
    assert done.stdout == f"Exported session {FIRST} to {target}\n"
    assert json.loads(Path(target).read_text(encoding="utf-8"))["record"]["nativeId"] == FIRST


@pytest.mark.usefixtures("two")
def test_the_ending_of_a_file_says_its_format(run: Run, tmp_path: Path) -> None:
    run("stats", "export", "-o", str(tmp_path / "out.csv"))
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["total_tokens"]) for row in rows] == [
        (f"claude_code:{SECOND}", "8"), (f"claude_code:{FIRST}", "8")
    ]  # fmt: skip
    run("stats", "export", "1111", "-o", str(tmp_path / "out.md"))
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("# Do it\n")
    run("stats", "export", "-o", str(tmp_path / "out.dat"), "--format", "md")
    assert (tmp_path / "out.dat").read_text(encoding="utf-8").count("# Do it\n") == 2


@pytest.mark.usefixtures("two")
def test_one_session_is_several_tables(run: Run, tmp_path: Path) -> None:
    done = run("stats", "export", "1111", "--format", "csv", "-o", str(tmp_path / "s.csv"))
    assert done.returncode == 0
    assert {"s-turns.csv", "s-tools.csv", "s-files.csv"} <= {one.name for one in tmp_path.iterdir()}
    assert run("stats", "export", "1111", "--format", "csv").returncode == 2


@pytest.mark.usefixtures("two")
def test_a_report_leaves_as_csv(run: Run, tmp_path: Path) -> None:
    done = run("report", "models", "--csv", str(tmp_path / "m.csv"))
    assert done.stdout.splitlines() == [
        f"Exported 1 rows to {tmp_path / 'm-models.csv'}",
        f"Exported 1 rows to {tmp_path / 'm-total.csv'}",
    ]
    assert run("report", "--csv", "x.csv").returncode == 2


def test_nothing_is_an_empty_list_with_a_word_beside_it(run: Run) -> None:
    done = run("stats", "export")
    assert (done.returncode, done.stdout) == (0, "[]\n")
    assert done.stderr.startswith("No sessions found.\n")


def test_a_folder_that_is_not_there_is_a_failure(run: Run, write_session: Write) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    done = run("stats", "export", "-o", "missing/out.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("two")
def test_the_star_is_a_folder_of_parquet_tables(run: Run, tmp_path: Path) -> None:
    """L6, X11: all tables, partitioned by month."""
    star = tmp_path / "star"
    done = run("stats", "export", "--format", "parquet", "-o", str(star))
    assert (done.returncode, done.stdout) == (0, f"Exported 2 sessions to {star}\n")
    assert [path.name for path in (star / "request").iterdir()] == ["month=2026-03"]


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("more", [["--range", "7d", "-o", "x"], ["1111", "-o", "x"], []], ids=str)
def test_the_star_is_whole_and_has_a_name(run: Run, more: list[str]) -> None:
    assert run("stats", "export", "--format", "parquet", *more).returncode == 2


@pytest.mark.usefixtures("two")
def test_paths_and_titles_are_left_out_when_asked(run: Run) -> None:
    """L6: `--without` is repeatable, and its words are these."""
    (first, _) = json.loads(run("stats", "export", "--without", "paths").stdout)
    assert (first["record"]["project"], first["record"]["sourcePath"]) == ("", None)
    assert first["record"]["title"]
    both = run("stats", "export", "--without", "paths", "--without", "titles").stdout
    assert [one["record"]["title"] for one in json.loads(both)] == ["", ""]
    assert run("stats", "export", "--without", "names").returncode == 2


@pytest.mark.usefixtures("two")
def test_a_folder_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    """L6, L18: nothing is written."""
    done = run("stats", "export", "-o", str(tmp_path / "gone" / "out.json"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"There is no such folder: {tmp_path / 'gone'}\n"


@pytest.mark.parametrize(
    "line",
    [
        "stats export -o {}",
        "stats export 1111 --format md -o {}",
        "stats export 1111 --format csv -o {}",
        "stats export --format html -o {}",
        "report models --csv {}",
        "report --html {}",
    ],
)
def test_a_session_file_is_never_written(run: Run, write_session: Write, line: str) -> None:
    """N6: the file that is there stays as it was."""
    transcript = write_session(FIRST, "/p", "2026-03-01")
    before = transcript.read_bytes()
    done = run(*line.format(transcript).split())
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{transcript} is a session file, and those are only read.\n" in done.stderr
    assert transcript.read_bytes() == before


def test_a_session_file_is_known_by_any_name(
    run: Run, write_session: Write, tmp_path: Path
) -> None:
    """N6: by a relative path, a link to its folder and a second name."""
    transcript = write_session(FIRST, "/p", "2026-03-01")
    (tmp_path / "link").symlink_to(transcript.parent)
    (tmp_path / "home" / "notes.json").hardlink_to(transcript)
    before = transcript.read_bytes()
    relative = transcript.relative_to(tmp_path / "home")
    for name in (relative, tmp_path / "link" / transcript.name, "notes.json"):
        assert run("stats", "export", "-o", str(name)).returncode == 1
    assert transcript.read_bytes() == before


@pytest.mark.usefixtures("two")
def test_a_folder_of_that_name_is_told(run: Run, tmp_path: Path) -> None:
    done = run("stats", "export", "-o", str(tmp_path), "-q")
    assert (done.returncode, done.stderr) == (1, f"There is a folder of that name: {tmp_path}\n")
