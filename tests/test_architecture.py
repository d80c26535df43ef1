"""Who may import whom: the contracts of pyproject.toml hold, and they bite."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sightline
from builders import encoded, prompt, reply

ROOT = Path(__file__).parents[1]
ANSWER = """
import sys
from sightline.cli.main import run

assert run(["stats", "daily", "--json", "--quiet"]) == 0
print(*sys.modules, file=sys.stderr)
"""
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


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The modules that a report in a terminal imports when no session changed."""
    home = tmp_path_factory.mktemp("home")
    session = home / ".claude" / "projects" / "-app" / "a.jsonl"
    session.parent.mkdir(parents=True)
    session.write_bytes(encoded(prompt("p", 0), reply("m", 1)))
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    own = {**keep, "HOME": str(home), "USERPROFILE": str(home), "PYTHONUTF8": "1"}
    command = [sys.executable, "-c", ANSWER]
    for _ in range(2):
        done = subprocess.run(
            command, cwd=home, env=own, capture_output=True, check=True, encoding="utf-8"
        )
    assert json.loads(done.stdout)["total"]["requests"] == 1
    return set(done.stderr.split())


def test_a_terminal_answer_loads_no_language_server_and_no_git(loaded: set[str]) -> None:
    assert {"sightline", "_duckdb"} <= loaded
    assert not loaded & {"pygls", "lsprotocol", "git"}


def test_a_terminal_answer_loads_its_own_verb_and_report_alone(loaded: set[str]) -> None:
    assert {"sightline.cli.stats_tables", "sightline.reports.daily"} <= loaded
    assert not loaded & {
        "sightline.cli.stats", "sightline.cli.doctor", "sightline.reports.overview",
        "sightline.reports.payload.overview", "sightline.store.search",
    }  # fmt: skip


def test_an_answer_loads_nothing_that_reads_when_no_session_changed(loaded: set[str]) -> None:
    assert {"sightline.adapters.claude_code", "sightline.adapters.codex"} <= loaded
    assert not loaded & {
        "sightline.adapters.claude_code.parser", "sightline.adapters.codex.parser",
        "sightline.reviewers.agent_reports", "sightline.metadata.record", "multiprocessing",
    }  # fmt: skip


def test_an_answer_loads_nothing_to_look_for_other_packages_with(loaded: set[str]) -> None:
    assert "pydantic" in loaded
    assert not loaded & {"importlib.metadata", "email", "zipfile"}


def test_a_worker_that_reads_loads_neither_the_store_nor_the_forms_of_settings() -> None:
    code = (
        "import sys, sightline.reading;"
        "print(sorted({'duckdb', '_duckdb', 'pydantic', 'sightline.store'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
