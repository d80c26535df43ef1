"""Who may import whom: the contracts of pyproject.toml hold, and they bite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sightline

ROOT = Path(__file__).parents[1]
LINTER = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the package in a folder."""
    command = [str(LINTER), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    own = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, env=own, capture_output=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def twin(tmp_path: Path) -> Path:
    """A copy of the package, to break."""
    (source,) = sightline.__path__
    copied = shutil.ignore_patterns("__pycache__", "*.jsonl", "*.json", "web")
    shutil.copytree(source, tmp_path / "sightline", ignore=copied)
    return tmp_path


def test_imports_point_down(twin: Path) -> None:
    said = lint(twin)
    assert "0 broken" in said.stdout
    assert said.returncode == 0


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("records", "sightline.metrics"),
        ("repository", "sightline.reports.payload"),
        ("metrics/base", "sightline.prices"),
        ("cli/main", "sightline.lsp.server"),
        ("store/query", "sightline.reports"),
        ("adapters/codex/lines", "sightline.adapters.claude_code.lines"),
        ("adapters/base", "sightline.adapters.codex"),
        ("adapters/codex/lines", "sightline.adapters"),
    ],
)
def test_an_import_that_points_elsewhere_is_refused(
    twin: Path, module: str, forbidden: str
) -> None:
    with (twin / "sightline" / f"{module}.py").open("a", encoding="utf-8") as broken:
        broken.write(f"\nimport {forbidden}\n")
    said = lint(twin)
    assert "1 broken" in said.stdout
    assert f"-> {forbidden}" in said.stdout


def test_a_module_without_a_place_is_refused(twin: Path) -> None:
    (twin / "sightline" / "helpers.py").touch()
    said = lint(twin)
    assert said.returncode == 1
    assert "helpers" in said.stdout


def loaded_by_an_answer(tmp_path: Path) -> set[str]:
    """The modules that a report in a terminal imports."""
    command = [sys.executable, "-X", "importtime", "-m", "sightline", "stats", "history", "--json"]
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    own = {**keep, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=own, capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout == "[]\n"
    timed = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in timed}


def test_a_terminal_answer_loads_no_language_server_and_no_git(tmp_path: Path) -> None:
    loaded = loaded_by_an_answer(tmp_path)
    assert {"sightline", "_duckdb"} <= loaded
    assert not loaded & {"pygls", "lsprotocol", "git"}


def test_an_answer_loads_no_parser_when_no_session_changed(tmp_path: Path) -> None:
    loaded = loaded_by_an_answer(tmp_path)
    assert "sightline.adapters.codex" in loaded
    assert not {f"sightline.adapters.{name}.parser" for name in ("claude_code", "codex")} & loaded


def test_a_worker_that_reads_loads_neither_the_store_nor_the_forms_of_settings() -> None:
    code = (
        "import sys, sightline.reading;"
        "print(sorted({'duckdb', '_duckdb', 'pydantic', 'sightline.store'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
