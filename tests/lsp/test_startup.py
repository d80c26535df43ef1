"""In which order the server comes to life, and with what in its first words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from editor import Editor

if TYPE_CHECKING:
    from conftest import Home

Start = Callable[..., Editor]

TRACED = [sys.executable, "-X", "importtime", "-m", "sightline", "lsp"]


@pytest.fixture
def cached(home: Home, ready: Editor) -> Home:
    """A home that a server has read before."""
    ready.ask("shutdown")
    ready.tell("exit")
    ready.ended()
    return home


def test_numbers_are_ready_before_the_protocol_is_imported(cached: Home, start: Start) -> None:
    editor = start(TRACED)
    known = editor.initialize()["capabilities"]["experimental"]["sightline"]
    assert known["status"]["sessions"] == 1
    editor.close()
    imported = [line.rpartition("|")[2].strip() for line in editor.log.decode().splitlines()]
    assert imported.index("sightline.reports.status") < imported.index("pygls")
    assert imported.index("sightline.store") < imported.index("lsprotocol.types")


def test_what_is_needed_late_is_imported_late(cached: Home, start: Start) -> None:
    editor = start(TRACED)
    editor.ask("initialize", capabilities={}, processId=None)
    editor.close()
    imported = {line.rpartition("|")[2].strip() for line in editor.log.decode().splitlines()}
    assert "pygls" in imported
    assert imported.isdisjoint({"watchfiles", "git", "rich", "sightline.reports.html"})


def test_the_first_change_follows_initialized_and_says_the_same(cached: Home, start: Start) -> None:
    """A21, A22: the first change follows at once."""
    editor = start()
    known = editor.initialize()["capabilities"]["experimental"]["sightline"]
    assert editor.heard("sightline/changed") == known
    assert known["revision"] == known["status"]["revision"]


def test_without_a_cache_the_numbers_are_unknown_first_and_then_right(editor: Editor) -> None:
    result = editor.initialize()
    assert result["capabilities"]["experimental"]["sightline"] == {"revision": 0, "status": None}
    assert editor.heard("sightline/changed")["status"] is None
    assert editor.heard("sightline/changed")["status"]["sessions"] == 1


def test_a_home_without_sessions_is_known_to_be_empty(start: Start) -> None:
    editor = start()
    editor.initialize()
    assert editor.heard("sightline/changed")["status"] is None
    assert editor.heard("sightline/changed")["status"]["sessions"] == 0


def test_an_editor_never_sends_documents(editor: Editor) -> None:
    capabilities = editor.initialize()["capabilities"]
    assert capabilities["textDocumentSync"] == {"openClose": False, "change": 0}


def test_no_command_has_the_id_of_a_command_of_the_user_interface(editor: Editor) -> None:
    package = Path(__file__).parents[2] / "client-vscode" / "package.json"
    declared = json.loads(package.read_text(encoding="utf-8"))["contributes"]["commands"]
    offered = editor.initialize()["capabilities"]["executeCommandProvider"]["commands"]
    assert all(name.startswith("sightline.server.") for name in offered)
    assert not {command["command"] for command in declared} & set(offered)


def test_settings_reach_the_terminal_and_the_next_start(home: Home, start: Start) -> None:
    settings = {
        "timeZone": "Asia/Tokyo", "hourlyRate": None, "idleCapMinutes": 5, "watch": True,
        "pricing": {"overrides": {"m": {"inputPer1M": 1.5}}, "codexServiceTier": "none"},
        "defaultRange": "30d",
    }  # fmt: skip
    start().initialize(initializationOptions={"settings": settings})
    kept = home.path / "data" / "settings.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == {
        "timeZone": "Asia/Tokyo", "pricing": {"overrides": {"m": {"inputPer1M": 1.5}}},
    }  # fmt: skip
    assert kept.stat().st_mode & 0o777 == 0o600
    next_one = start()
    next_one.initialize()
    assert next_one.ask("sightline/status")["timeZone"] == "Asia/Tokyo"


def test_budgets_of_the_editor_are_in_the_status_and_kept(home: Home, start: Start) -> None:
    """X1: in the status of the server and in the settings of the terminal."""
    editor = start()
    budgets = [{"period": "day", "usd": 5.0}]
    editor.initialize(initializationOptions={"settings": {"budgets": budgets}})
    (budget,) = editor.ask("sightline/status")["budgets"]
    assert (budget["usd"], budget["spent"], budget["state"]) == (5, 0, "ok")
    kept = home.path / "data" / "settings.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["budgets"][0]["usd"] == 5


def test_the_editors_zone_is_used_but_not_kept(home: Home, start: Start) -> None:
    editor = start()
    editor.initialize(initializationOptions={"timeZone": "Asia/Tokyo", "settings": {}})
    assert editor.ask("sightline/status")["timeZone"] == "Asia/Tokyo"
    assert not (home.path / "data").exists()


def test_one_message_names_all_settings_that_do_not_fit(editor: Editor) -> None:
    """A25: the default, and one message."""
    settings = {"idleCapMinutes": -1, "timeZone": "Mars/Base", "watch": "sometimes"}
    editor.initialize(initializationOptions={"settings": settings})
    message = editor.heard("window/showMessage")["message"]
    assert all(f"sightline.{name}" in message for name in settings)
    assert message.endswith("The default is used.")
    assert editor.ask("sightline/status")["timeZone"] == "UTC"
    shown = [said for said in editor.said if said["method"] == "window/showMessage"]
    assert len(shown) == 1


@pytest.mark.parametrize("options", [None, [], "text", {"settings": 5, "timeZone": 5, "x": 1}])
def test_odd_options_change_nothing(start: Start, options: object) -> None:
    """A21: options are taken as far as they fit."""
    editor = start()
    editor.initialize(initializationOptions=options)
    assert editor.ask("sightline/status")["timeZone"] == "UTC"
