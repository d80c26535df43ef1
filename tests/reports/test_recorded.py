"""What records say of a session, and the command that goes on with it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from sightline.reports.recorded import plugin_values, recorded_of, resume_ways, tags_of
from sightline.store.schema import SessionFacts

NATIVE_ID = "0199a213-81c0-7800-8aa1-bbab2a035a53"
PLAIN = SessionFacts(
    id=f"codex:{NATIVE_ID}", engine="codex", native_id=NATIVE_ID, kind="root", parent=None,
    title=None, project="/home/mira/tidewatch", branch=None, agent=None, model=None, provider=None,
    version=None, source=None, first_ts=None, last_ts=None, events=1, worked=True, ended=False,
    context_window=None, record=None, revision=0, tags=None, pinned=False, archived=False,
    resume=None, plugins=None, quality=None, origin=None, workspace=None, wall_ms=None,
)  # fmt: skip


def facts(**changes: Any) -> SessionFacts:
    return msgspec.structs.replace(PLAIN, **changes)


@pytest.mark.parametrize(
    ("engine", "kind", "origin"),
    [
        ("claude_code", "root", "claude-cli"),
        ("claude_code", "fork", "duplicated"),
        ("codex", "root", "imported"),
        ("ptah", "root", "native"),
    ],
)
def test_where_a_session_comes_from(engine: str, kind: str, origin: str) -> None:
    assert recorded_of(facts(engine=engine, kind=kind), {}).origin == origin


def test_a_stated_origin_and_workspace_win() -> None:
    recorded = recorded_of(facts(origin="imported", workspace="ws_1", engine="ptah"), {})
    assert (recorded.origin, recorded.workspace_id) == ("imported", "ws_1")


def test_a_workspace_without_an_id_has_one_of_its_path() -> None:
    digest = sha256(b"/home/mira/tidewatch").hexdigest()[:12]
    assert recorded_of(PLAIN, {}).workspace_id == f"ws_{digest}"


def test_an_engine_goes_on_with_its_own_session() -> None:
    (way,) = resume_ways(PLAIN)
    assert (way.cli, way.command) == ("codex", f"codex resume {NATIVE_ID}")


@pytest.mark.parametrize(
    ("engine", "command"),
    [
        ("claude_code", "claude --resume"), ("codex", "codex resume"),
        ("gemini_cli", "gemini --resume"), ("opencode", "opencode --session"),
        ("copilot_cli", "copilot --resume"), ("qwen", "qwen --resume"), ("droid", "droid --resume"),
    ],
)  # fmt: skip
def test_each_command_line_is_told_to_go_on_in_its_own_words(engine: str, command: str) -> None:
    (way,) = resume_ways(facts(engine=engine))
    assert way.command == f"{command} {NATIVE_ID}"


def test_recorded_ids_add_command_lines_and_null_is_none() -> None:
    ways = resume_ways(facts(engine="ptah", resume='{"gemini":"sess_7a2f","codex":null,"o":"1"}'))
    assert [(way.cli, way.command) for way in ways] == [
        ("gemini", "gemini --resume sess_7a2f"),
        ("o", None),
    ]


@pytest.mark.parametrize("hostile", ["x; rm -rf ~", "$(id)", "-rf", "a b", "a\nb", "é"])
def test_an_id_a_shell_could_misread_is_no_command(hostile: str) -> None:
    (way,) = resume_ways(facts(native_id=hostile))
    assert (way.id, way.command) == (hostile, None)


def test_the_foremost_record_wins_key_by_key() -> None:
    text = '[{"x-p:a": 1, "x-p:b": null}, {"x-p:a": 2}]'
    assert plugin_values(facts(plugins=text)) == {"x-p:a": 2, "x-p:b": None}


def test_tags_keep_their_order() -> None:
    assert tags_of(facts(tags='["ui", "feature"]')) == ("ui", "feature")
