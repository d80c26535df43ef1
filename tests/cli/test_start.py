"""`sightline start`: the first look, with a page to open."""

from __future__ import annotations

from pathlib import Path

from cli.conftest import Run, Write

FIRST = "11111111-2222-4333-8444-555555555555"


def test_start_shows_the_sample_when_there_is_nothing(run: Run, tmp_path: Path) -> None:
    done = run("start")
    assert done.returncode == 0
    assert done.stdout.startswith("SAMPLE DATA: a fictional project, no session of yours\n")
    assert "\nLast 7 Days\n" in done.stdout
    page = tmp_path / "cache" / "dashboard-sample.html"
    assert done.stdout.endswith(f"Dashboard: {page}\n")
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")


def test_start_shows_the_newest_session(run: Run, write_session: Write, tmp_path: Path) -> None:
    write_session(FIRST, "/p", "2026-03-01")
    done = run("start")
    assert f"Session ID:                 {FIRST}\n" in done.stdout
    assert (tmp_path / "cache" / "dashboard.html").exists()


def test_without_a_cache_folder_the_page_lies_in_a_folder_of_its_own(
    run: Run, tmp_path: Path
) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder would be", encoding="utf-8")
    (tmp_path / "tmp").mkdir()
    folder = str(tmp_path / "tmp")
    done = run("start", SIGHTLINE_CACHE_DIR=str(occupied), TMPDIR=folder, TEMP=folder)
    assert done.returncode == 0
    page = Path(done.stdout.rpartition("Dashboard: ")[2].removesuffix("\n"))
    assert page.is_relative_to(folder)
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
