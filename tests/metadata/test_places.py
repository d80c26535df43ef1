"""Where records lie, and under which names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sightline.metadata import workspaces
from sightline.metadata.places import file_name, is_below, may_hold_records

NATIVE_ID = "aaaaaaaa-0000-4000-8000-000000000001"


def test_a_record_is_named_for_its_session() -> None:
    assert file_name("native:sess_01JZ00000000000000000000AB") == (
        "sess_01JZ00000000000000000000AB.json"
    )
    assert file_name(f"codex:{NATIVE_ID}") == f"codex@{NATIVE_ID}.json"


@pytest.mark.parametrize(
    "hostile",
    ["codex:../../x", "codex:a/b", "codex:a\\b", "codex:C:x", "codex:", "codex:\0", "codex:x?*|<>",
     "codex:" + "x" * 500, "codex:con", "codex:x.", "native:index", "native:.."],
)  # fmt: skip
def test_a_name_is_legal_everywhere(hostile: str) -> None:
    name = file_name(hostile)
    assert len(name) <= 120
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name.split(".")[0] not in ("con", "index")
    assert not name.startswith(".")


def test_ids_that_differ_in_case_only_have_two_names() -> None:
    assert file_name("codex:ABC").lower() != file_name("codex:abc").lower()


def test_no_link_leads_out_of_a_project(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    assert may_hold_records(project)
    (project / ".sightline").symlink_to(elsewhere)
    assert not may_hold_records(project)


def test_a_project_that_is_gone_or_a_file_holds_none(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not may_hold_records(tmp_path / "gone")
    assert not may_hold_records(tmp_path / "file")
    assert not may_hold_records(Path("relative"))


def test_a_folder_is_below_itself_and_not_below_its_namesake(tmp_path: Path) -> None:
    folders = (tmp_path / "app",)
    assert is_below(tmp_path / "app", folders)
    assert is_below(tmp_path / "app" / "server", folders)
    assert not is_below(tmp_path / "app-2", folders)


def test_folders_are_listed_once_and_in_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    workspaces.register(tmp_path, (one, two))
    workspaces.register(tmp_path, (one,))
    workspaces.register(tmp_path, (Path("relative"),))
    assert workspaces.listed(tmp_path) == (one, two)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"folders": 1}', '{"folders": [1, "x", "\\u0000"]}']
)
def test_a_damaged_list_is_empty(tmp_path: Path, text: str) -> None:
    (tmp_path / workspaces.FILE).write_text(text, encoding="utf-8")
    assert workspaces.listed(tmp_path) == ()


def test_a_path_that_is_no_text_is_kept(tmp_path: Path) -> None:
    odd = Path(os.fsdecode(b"/home/\xff"))
    workspaces.register(tmp_path, (odd,))
    assert workspaces.listed(tmp_path) == (odd,)
