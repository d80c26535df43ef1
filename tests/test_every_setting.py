"""Every setting of the specification is declared for the editor, known to the server, and used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from builders import prompt, reply
from conftest import NOW, Home
from sightline.adapters.base import Environment
from sightline.lsp.editor_settings import MACHINE
from sightline.reports import report_named
from sightline.reports.report import Context
from sightline.settings import Settings, of_sample, settings_from
from sightline.store import Index, scan

ROOT = Path(__file__).parents[1]
DECLARED = json.loads((ROOT / "client-vscode/package.json").read_text(encoding="utf-8"))[
    "contributes"
]["configuration"]["properties"]
RADIUM = ROOT / "tests" / "sessions" / "radium" / ".radium"

TABLE: dict[str, tuple[Any, str]] = {
    "timeZone": (None, "machine"),
    "defaultRange": ("7d", "window"), "defaultScope": ("all", "window"),
    "hourlyRate": (None, "machine"), "idleCapMinutes": (5, "machine"),
    "quality.weights": ({"style": 40, "logic": 35, "security": 25}, "window"),
    "budgets": ([], "machine"), "pricing.overrides": ({}, "machine"),
    "pricing.codexServiceTier": ("none", "machine"), "engines": ({}, "machine"),
    "paths": ({}, "machine"), "scanPaths": ([], "machine"), "ignore": ([], "machine"),
    "watch": (True, "machine"), "quality.reviewers": ({}, "machine"),
    "search.content": (True, "machine"), "git.enabled": (True, "window"),
    "statusBar.enabled": (True, "window"), "statusBar.scope": ("all", "window"),
    "sessionEndSummary": ("statusBar", "window"), "interpreter": (None, "machine"),
    "serverCommand": (None, "machine"), "trace": ("off", "machine"),
}  # fmt: skip
"""Name, default and who may set it, as specified; `engines` and `paths` are objects by engine."""
CLIENTS = {
    "statusBar.enabled", "statusBar.scope", "sessionEndSummary", "interpreter", "serverCommand",
    "trace",
}  # fmt: skip
"""What the editor alone does."""
BESIDES = {"quality.reviewAtEnd"}
of_table = pytest.mark.parametrize("name", TABLE)
of_server = pytest.mark.parametrize("name", sorted(set(TABLE) - CLIENTS))


@of_table
def test_a_setting_is_declared_as_specified(name: str) -> None:
    found = DECLARED[f"sightline.{name}"]
    assert (found["default"], found["scope"]) == TABLE[name]


def test_no_other_setting_is_declared() -> None:
    assert {name.removeprefix("sightline.") for name in DECLARED} == {*TABLE, *BESIDES}


@of_server
def test_the_server_has_the_same_default(name: str) -> None:
    value: Any = Settings().model_dump(mode="json", by_alias=True)
    for part in name.split("."):
        value = value[part]
    assert value == TABLE[name][0]


@of_server
def test_a_value_that_does_not_fit_is_named_and_the_default_used(name: str) -> None:
    first, _, second = name.partition(".")
    wrong = {second: object()} if second else object()
    settings, invalid = settings_from({first: wrong})
    assert [one.name.partition(".")[0] for one in invalid] == [first]
    assert settings == Settings()


@of_server
def test_what_changes_numbers_is_kept_for_the_terminal(name: str) -> None:
    shown_only = {"defaultRange", "defaultScope", "git"}
    kept = {Settings.model_fields[field].alias or field for field in MACHINE}
    assert (name.partition(".")[0] in kept) != (name.partition(".")[0] in shown_only)


def read(home: Home, **settings: Any) -> Index:
    chosen, invalid = settings_from({"timeZone": "UTC", **settings})
    assert invalid == []
    index = home.index(chosen)
    index.refresh()
    return index


def ids(index: Index) -> list[str]:
    with index.reading() as connection:
        return [
            row[0] for row in connection.execute("SELECT id FROM session ORDER BY 1").fetchall()
        ]


@pytest.mark.parametrize("named", ["projects", "projects/shop"])
def test_scan_paths_are_projects_or_folders_of_projects(home: Home, named: str) -> None:
    shutil.copytree(RADIUM, home.path / "projects" / "shop" / ".radium")
    assert ids(read(home)) == []
    found = read(home, scanPaths=[str(home.path / named)])
    assert {one.partition(":")[0] for one in ids(found)} == {"radium"}
    assert home.path / "projects/shop/.radium" in found.folders()


def test_no_scan_path_leads_into_an_untrusted_workspace(home: Home) -> None:
    shutil.copytree(RADIUM, home.path / "projects" / "shop" / ".radium")
    settings = Settings(scan_paths=[str(home.path / "projects")])
    safe = Environment(home.path, {}, untrusted=(home.path / "projects/shop",))
    searched = [root for _, root in scan.roots(settings, safe)]
    assert home.path / "projects/shop/.radium" not in searched


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("{home}/.claude/projects/-b", ["aaaa", "cccc"]),
        ("{home}/.claude/projects/-b/", ["aaaa", "cccc"]),
        ("{home}/.claude/projects/-b/bbbb.jsonl", ["aaaa", "cccc"]),
        ("*/-b*", ["aaaa"]),
        ("{home}/.claude/projects/-", ["aaaa", "bbbb", "cccc"]),
        ("", ["aaaa", "bbbb", "cccc"]),
    ],
)  # fmt: skip
def test_ignored_files_and_folders_are_not_read(home: Home, pattern: str, left: list[str]) -> None:
    for name, project in (("aaaa", "-a"), ("bbbb", "-b"), ("cccc", "-bc")):
        home.claude(name, prompt(f"p{name}", 0), reply(f"m{name}", 1), project=project)
    index = read(home, ignore=[pattern.format(home=home.path.resolve())])
    assert ids(index) == [f"claude_code:{name}" for name in left]


def test_what_is_ignored_later_is_gone_from_the_numbers(home: Home) -> None:
    path = home.claude("aaaa", prompt("p", 0), reply("m", 1))
    index = read(home)
    assert ids(index) == ["claude_code:aaaa"]
    index.configure(index.settings.model_copy(update={"ignore": [str(path.parent.resolve())]}))
    index.refresh()
    assert ids(index) == []
    index.refresh(paths=[str(path.resolve())])
    assert ids(index) == []


def test_git_may_be_switched_off(home: Home) -> None:
    home.claude("aaaa", prompt("p", 0, cwd=str(home.path)), reply("m", 1, cwd=str(home.path)))
    index = read(home, git={"enabled": False})
    context = Context(index, index.settings, lambda: NOW, trusted=True)
    session = report_named("session")
    hints = [
        session.answer(one, session.params.model_validate({"id": "aaaa"})).git.hint  # type: ignore[attr-defined]
        for one in (context, replace(context, settings=Settings()))
    ]
    assert hints[0] == "Git is switched off by the setting git.enabled"
    assert hints[1] == "Not a git repository (run git init)"


def test_the_sample_has_no_folders_of_the_user() -> None:
    own = Settings(paths={"codex": ["/x"]}, scan_paths=["/y"], ignore=["*"], hourly_rate=9)
    assert of_sample(own) == Settings(hourly_rate=9)
