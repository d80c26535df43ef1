"""Edits of sessions: kept beside transcripts, which stay as they are, and seen by every report."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from builders import prompt, reply
from conftest import NOW, Ask, Home
from sightline.errors import ConflictError, RecordError
from sightline.metadata import workspaces
from sightline.metadata.edits import Edits
from sightline.reports import editing
from sightline.reports.briefs import briefs
from sightline.reports.listing import rewrite_indexes
from sightline.reports.payload.edits import DeleteParams, EditParams, EditPayload
from sightline.reports.report import Context
from sightline.reports.session_report import session_report
from sightline.store import Index

A, B = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
SEED: dict[str, Any] = {
    "id": "sess_01h8zabcxyz",
    "title": "Add dark mode toggle",
    "workspaceId": "ws_9a2f...",
    "source": "native",
    "createdAt": "2026-04-21T08:12:03.441Z",
    "updatedAt": "2026-04-21T10:46:17.882Z",
    "agent": "frontend-developer",
    "model": "claude-opus-4-7",
    "provider": "anthropic",
    "messageCount": 42,
    "cost": {
        "totalUsd": 0.8721, "inputTokens": 41250, "outputTokens": 3810, "cacheReadTokens": 18700,
        "cacheWriteTokens": 5120,
    },
    "duration": {"wallClockMs": 9254000, "activeMs": 1830400},
    "quality": {"overall": 86, "style": 92, "logic": 84, "security": 80},
    "tags": ["feature", "ui"],
    "archived": False,
    "pinned": True,
    "resumeSessionIds": {"gemini": "sess_7a2f...", "codex": None},
    "metadata": {"x-my-plugin:ticket": "JIRA-4821", "x-my-plugin:branch": "feature/dark-mode"},
}  # fmt: skip
"""The example of the documentation of these records."""


@pytest.fixture
def project(home: Home) -> Path:
    folder = home.path / "app"
    folder.mkdir()
    return folder


@pytest.fixture
def index(home: Home, project: Path) -> Index:
    cwd = str(project)
    home.claude(A, prompt("a", 0, cwd=cwd), reply("m1", 5, 10, cwd=cwd))
    home.claude(B, prompt("b", 60, cwd=cwd), reply("m2", 65, 20, cwd=cwd))
    index = home.index()
    index.refresh()
    return index


def context(index: Index) -> Context:
    return Context(index, index.settings, lambda: NOW)


def edit(index: Index, id_: str, *, revision: int | None = None, **edits: Any) -> EditPayload:
    params = EditParams(id=id_, edits=Edits.model_validate(edits), revision=revision)
    payload, paths = editing.edit(context(index), params)
    index.refresh(paths=paths)
    return payload


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_an_edit_is_kept_in_the_project_and_seen_by_all(
    index: Index, project: Path, home: Home, ask: Ask
) -> None:
    """R1: a companion record."""
    plugin: dict[str, Any] = {"x-p:k": {"n": 1.0}}
    done = edit(index, A, title="Mine", tags=["ui"], pinned=True, **plugin)
    assert Path(done.records[0].path).parent == project / ".sightline" / "sessions"
    other = home.index()
    other.refresh()
    for one in (index, other):
        row = ask(one, "sessions", range={"preset": "all"}).rows[0]
        assert (row.title, row.tags, row.pinned, row.record_revision) == ("Mine", ("ui",), True, 1)
        assert ask(one, "session", id=A).recorded.metadata == {"x-p:k": {"n": 1.0}}


def test_transcripts_are_never_touched(index: Index, home: Home) -> None:
    """N6: byte for byte."""
    before = digests(home.path / ".claude")
    edit(index, A, title="Mine", archived=True)
    editing.attach_review(context(index), B, {"phase": "style"}, {"runs": []})
    editing.delete(context(index), DeleteParams(id=A))
    assert digests(home.path / ".claude") == before


def test_pinned_sessions_come_first_in_any_order(index: Index, ask: Ask) -> None:
    """DS1: pinned first always."""
    edit(index, A, pinned=True)
    for sort in ("-updatedAt", "updatedAt", "-cost", "title"):
        rows = ask(index, "sessions", sort=sort).rows
        assert [row.id for row in rows] == [f"claude_code:{A}", f"claude_code:{B}"]
    newest = ask(index, "sessions", pinned_first=False).rows[0]
    assert newest.id == f"claude_code:{B}"


def test_archived_sessions_are_hidden_but_stay_in_every_sum(index: Index, ask: Ask) -> None:
    """DS2: spent is spent."""
    before = ask(index, "sessions").sums
    edit(index, B, archived=True)
    listed, every = ask(index, "sessions"), ask(index, "sessions", include_archived=True)
    assert (len(listed.rows), listed.total, listed.archived) == (1, 1, 1)
    assert (len(every.rows), every.archived, every.rows[0].status) == (2, 0, "archived")
    assert listed.sums == every.sums == before


def test_an_edit_based_on_an_outdated_record_is_refused(index: Index) -> None:
    """R5: conflict."""
    edit(index, A, revision=0, title="One")
    with pytest.raises(ConflictError):
        edit(index, A, revision=0, title="Two")
    assert edit(index, A, revision=1, title="Two").records[0].revision == 2


def test_several_are_edited_and_a_refusal_is_told(index: Index) -> None:
    """R5: several at once."""
    params = EditParams(ids=(A, B, "cccccccc"), edits=Edits(add_tags=("wip",)))
    payload, paths = editing.edit(context(index), params)
    assert (len(payload.records), len(paths)) == (2, 2)
    assert [one.id for one in payload.refused] == ["cccccccc"]


def test_a_record_of_an_untrusted_project_is_kept_in_the_data_folder(
    index: Index, project: Path, home: Home, ask: Ask
) -> None:
    """R4: with a notice."""
    index.keep_out((project,))
    done = edit(index, A, title="Mine")
    assert Path(done.records[0].path).parent == index.environment.data / "sessions"
    assert done.notice is not None
    assert list(project.iterdir()) == []
    trusting = home.index()
    trusting.refresh()
    for one in (index, trusting):
        assert ask(one, "session", id=A).session.title == "Mine"


def test_records_of_an_untrusted_project_are_not_read(
    index: Index, project: Path, home: Home, ask: Ask
) -> None:
    edit(index, A, title="Mine")
    wary = home.index()
    wary.keep_out((project,))
    wary.refresh()
    assert ask(wary, "session", id=A).session.title == "do it"


def test_a_removed_source_leaves_its_record_which_is_used_when_it_returns(
    index: Index, home: Home, project: Path, ask: Ask
) -> None:
    """R6: used again."""
    edit(index, A, title="Mine")
    (transcript,) = (home.path / ".claude").rglob(f"{A}.jsonl")
    kept = transcript.rename(home.path / "away")
    index.refresh()
    assert [row.id for row in ask(index, "sessions").rows] == [f"claude_code:{B}"]
    assert len(list((project / ".sightline" / "sessions").glob("*.json"))) == 1
    kept.rename(transcript)
    index.refresh()
    assert ask(index, "session", id=A).session.title == "Mine"


def test_a_deleted_record_leaves_what_the_transcript_says(index: Index, ask: Ask) -> None:
    edit(index, A, title="Mine", archived=True)
    payload, gone = editing.delete(context(index), DeleteParams(id=A))
    index.refresh(paths=gone)
    assert payload.deleted == (f"claude_code:{A}",)
    row = ask(index, "session", id=A).session
    assert (row.title, row.archived, row.record_revision) == ("do it", False, 0)


def test_a_transcript_is_not_deleted(index: Index, home: Home) -> None:
    with pytest.raises(RecordError, match="belongs to its engine"):
        editing.delete(context(index), DeleteParams(id=A))
    assert len(list((home.path / ".claude").rglob("*.jsonl"))) == 2


def test_a_title_that_is_edited_again_before_the_index_looked_is_the_last(
    index: Index, ask: Ask
) -> None:
    for title in ("One", "Two"):
        params = EditParams(id=A, edits=Edits(title=title))
        _, paths = editing.edit(context(index), params)
    index.refresh(paths=paths)
    assert ask(index, "session", id=A).session.title == "Two"


def test_the_example_record_is_read_shown_and_exported_unchanged(
    home: Home, project: Path, ask: Ask
) -> None:
    record = project / ".ptah" / "sessions" / "sess_01h8zabcxyz.json"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps(SEED), encoding="utf-8")
    index = home.index()
    workspaces.register(index.environment.data, (project,))
    index.refresh()
    (brief,) = briefs(context(index), [f"ptah:{SEED['id']}"])
    exported = session_report(brief).record.model_dump(mode="json", by_alias=True)
    assert {name: exported[name] for name in SEED} == SEED
    row = ask(index, "sessions").rows[0]
    assert (row.title, row.quality, row.pinned, row.tags) == (
        "Add dark mode toggle", 86, True, ("feature", "ui"),
    )  # fmt: skip


def test_an_edit_of_a_foreign_record_is_a_companion_and_wins(
    home: Home, project: Path, ask: Ask
) -> None:
    record = project / ".ptah" / "sessions" / "sess_01h8zabcxyz.json"
    record.parent.mkdir(parents=True)
    record.write_text(json.dumps({**SEED, "x-p:a": 1}), encoding="utf-8")
    before = record.read_bytes()
    index = home.index()
    workspaces.register(index.environment.data, (project,))
    index.refresh()
    plugin: dict[str, Any] = {"x-p:b": 2}
    edit(index, "sess_01h8", title="Mine", pinned=False, **plugin)
    assert record.read_bytes() == before
    payload = ask(index, "session", id="sess_01h8")
    assert (payload.session.title, payload.session.pinned) == ("Mine", False)
    assert (payload.session.tags, payload.session.quality) == (("feature", "ui"), 86)
    assert payload.recorded.metadata == {**SEED["metadata"], "x-p:a": 1, "x-p:b": 2}


def test_a_cache_knows_edits(index: Index, home: Home, ask: Ask) -> None:
    edit(index, A, title="Mine", tags=["ui"], resumeSessionIds={"gemini": "g1"})
    hydrated = home.index()
    assert hydrated.hydrated
    payload = ask(hydrated, "session", id=A)
    assert (payload.session.title, payload.session.tags) == ("Mine", ("ui",))
    assert [way.command for way in payload.resume] == [f"claude --resume {A}", "gemini --resume g1"]
    assert payload.recorded.resume_session_ids == {"claude": A, "gemini": "g1"}


def test_a_record_moved_with_its_project_is_found_again(
    index: Index, home: Home, project: Path, ask: Ask
) -> None:
    edit(index, A, title="Mine")
    moved = home.path / "moved"
    shutil.copytree(project, moved)
    shutil.rmtree(project)
    workspaces.register(index.environment.data, (moved,))
    index.refresh()
    assert ask(index, "session", id=A).session.title == "Mine"


def test_a_query_that_asks_for_archived_sessions_lists_them(index: Index, ask: Ask) -> None:
    """DS2: unless asked for."""
    edit(index, B, archived=True)
    for query in ("is:archived", "status:archived", "status:active,archived"):
        assert f"claude_code:{B}" in [row.id for row in ask(index, "sessions", query=query).rows]
    assert [row.id for row in ask(index, "sessions", query="mine OR it").rows] == [
        f"claude_code:{A}"
    ]


def test_tags_are_completed_by_frequency(index: Index, ask: Ask) -> None:
    edit(index, A, tags=["ui", "wip"])
    edit(index, B, tags=["wip"])
    items = ask(index, "completeQuery", query="tag:").items
    assert [(item.label, item.count) for item in items] == [("wip", 2), ("ui", 1)]


def test_another_programs_index_is_read_and_never_written(
    home: Home, project: Path, ask: Ask
) -> None:
    folder = project / ".ptah" / "sessions"
    folder.mkdir(parents=True)
    (folder / "sess_01h8zabcxyz.json").write_text(json.dumps(SEED), encoding="utf-8")
    told = {"id": SEED["id"], "title": "Another", "archived": True, "pinned": True}
    gone = {"id": "sess_gone", "title": "Gone", "pinned": True}
    (folder / "index.json").write_text(json.dumps({"sessions": [told, gone]}), encoding="utf-8")
    before = digests(project)
    index = home.index()
    workspaces.register(index.environment.data, (project,))
    index.refresh()
    rewrite_indexes(replace(context(index), trusted=True))
    (row,) = ask(index, "sessions").rows
    assert (row.title, row.archived, row.pinned) == ("Add dark mode toggle", False, True)
    reasons = {one.reason for one in ask(index, "problems", anomalies=True).rows}
    assert {one for one in reasons if one.startswith("the index")} == {
        f"the index names another {field} than the record" for field in ("title", "archived")
    }
    assert digests(project) == before
