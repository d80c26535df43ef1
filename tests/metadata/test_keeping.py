"""One record file: read, changed and deleted as one step."""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from json_schema import misfits
from sightline.errors import ConflictError, RecordError
from sightline.metadata import keeping, reviews
from sightline.metadata.edits import Edits, apply
from sightline.metadata.keeping import Kept, Style
from sightline.metadata.members import Members
from sightline.metadata.schema import PATH, schema_text

AT = "2026-03-02T10:00:00.000Z"
FRESH = {
    "id": "a", "title": "From the transcript", "workspaceId": "ws_1", "source": "claude-cli",
    "createdAt": AT, "updatedAt": AT, "agent": "main", "model": None, "provider": None,
    "messageCount": 2,
    "cost": {"totalUsd": None, "inputTokens": 1, "outputTokens": 2, "cacheReadTokens": 0,
             "cacheWriteTokens": 0},
    "duration": {"wallClockMs": None, "activeMs": 0}, "quality": None, "tags": ["old"],
    "archived": False, "pinned": False, "resumeSessionIds": {}, "engine": "claude_code",
    "nativeId": "a", "sourcePath": None, "branch": None, "project": "/home/dev/app",
}  # fmt: skip


def edit(
    path: Path,
    edits: Mapping[str, Any],
    fresh: Mapping[str, Any] = FRESH,
    *,
    style: Style = Style(),  # noqa: B008 - frozen
    expected: int | None = None,
    tags: tuple[str, ...] = ("old",),
) -> Kept:
    def change(record: Members) -> None:
        apply(Edits.model_validate(dict(edits)), record, tags, AT)

    return keeping.revise(path, fresh, change, style, expected)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "claude_code@a.json"


def test_an_edited_field_outlives_what_the_transcript_says_next(path: Path) -> None:
    """R1: edited fields win."""
    edit(path, {"title": "Mine"})
    kept = edit(path, {"pinned": True}, {**FRESH, "title": "New there", "messageCount": 9})
    assert (kept.values["title"], kept.values["messageCount"]) == ("Mine", 9)
    assert kept.values["edited"] == {"title": AT, "pinned": AT}


def test_an_edit_that_is_taken_back_leaves_the_field_to_the_transcript(path: Path) -> None:
    edit(path, {"title": "Mine"})
    edit(path, {"title": None})
    assert edit(path, {}).values["title"] == "From the transcript"


def test_tags_are_added_once_and_taken_away(path: Path) -> None:
    kept = edit(path, {"addTags": ["new", "old"], "removeTags": ["gone"]})
    assert kept.values["tags"] == ["old", "new"]


@pytest.mark.parametrize(
    "edits",
    [{"title": ""}, {"title": " \t"}, {"title": "x" * 101}, {"title": "a\nb"}, {"tags": [""]},
     {"y": 1}, {"x-": 1}, {"x-p": 1}, {"x-p:": 1}, {"tags": ["a"], "addTags": ["b"]},
     {"cost": 1}, {"id": "b"}, {"pinned": "perhaps"}],
)  # fmt: skip
def test_what_may_not_be_edited_is_refused(edits: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Edits.model_validate(edits)


def test_plugins_keys_and_unknown_members_survive_byte_for_byte(path: Path) -> None:
    """R4: unknown keys survive."""
    edit(path, {})
    text = path.read_text(encoding="utf-8")
    odd = (
        '"metadata": {"x-p:n":1e3, "x-p:big":123456789012345678901234567890},\n  "theirs" :[1,  2]'
    )
    path.write_text(text.replace('"metadata": {}', odd), encoding="utf-8")
    edit(path, {"title": "Mine"})
    assert '"metadata": {"x-p:n":1e3, "x-p:big":123456789012345678901234567890},' in (
        path.read_text(encoding="utf-8")
    )
    assert "[1,  2]" in path.read_text(encoding="utf-8")
    edit(path, {"x-p:m": "new"})
    after = path.read_text(encoding="utf-8")
    assert '"x-p:n": 1e3' in after
    assert '"x-p:big": 123456789012345678901234567890' in after


def test_a_plugins_key_at_the_top_is_changed_there(path: Path) -> None:
    edit(path, {})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"title"', '"x-p:k": 1,\n  "title"'), encoding="utf-8")
    kept = edit(path, {"x-p:k": 2})
    assert (kept.values["x-p:k"], kept.values["metadata"]) == (2, {})
    assert "x-p:k" not in edit(path, {"x-p:k": None}).values


def test_an_edit_of_an_outdated_revision_is_refused_and_writes_nothing(path: Path) -> None:
    assert edit(path, {"title": "One"}, expected=0).revision == 1
    assert edit(path, {"title": "Two"}, expected=1).revision == 2
    before = path.read_bytes()
    for outdated in (0, 1, 3):
        with pytest.raises(ConflictError):
            edit(path, {"title": "Three"}, expected=outdated)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damaged", [b"", b"{", b"[]", b'{"schema": "other/1"}', b"\xff\xfe", b'{"schema": 1}']
)
def test_a_file_that_is_no_record_stays_as_it_is(path: Path, damaged: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damaged)
    with pytest.raises(RecordError):
        edit(path, {"title": "Mine"})
    assert path.read_bytes() == damaged


def test_a_link_is_not_written_through(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    target = tmp_path / "target.json"
    target.write_text("{}", encoding="utf-8")
    path.symlink_to(target)
    with pytest.raises(RecordError):
        edit(path, {"title": "Mine"})
    assert target.read_text(encoding="utf-8") == "{}"


def test_records_are_ignored_by_git_and_read_by_their_owner_only(path: Path) -> None:
    """R4: .gitignore."""
    edit(path, {})
    assert (path.parent / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob(".*.tmp"))


def test_what_a_killed_process_left_is_swept(path: Path) -> None:
    edit(path, {})
    debris = path.parent / ".claude_code@a.json-x.tmp"
    debris.write_text("{", encoding="utf-8")
    edit(path, {})
    assert not debris.exists()


@pytest.mark.parametrize(
    ("setting", "value", "compact"),
    [(False, None, False), (True, None, True), (False, "true", True), (False, "1", True),
     (False, "TRUE", False), (False, "yes", False), (False, "0", False), (False, "", False)],
)  # fmt: skip
@pytest.mark.parametrize("name", ["SIGHTLINE", "RADIUM"])
def test_compact_is_a_setting_or_exactly_true_or_1(
    path: Path, name: str, setting: bool, value: str | None, compact: bool
) -> None:
    """R4: compact."""
    variables = {} if value is None else {f"{name}_COMPACT_SESSION_JSON": value}
    edit(path, {"title": "Mine"}, style=keeping.style_of(setting, variables))
    assert (len(path.read_text(encoding="utf-8").splitlines()) == 1) is compact


def test_the_shipped_schema_is_that_of_the_record() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text()


def unfit(record: Mapping[str, Any]) -> list[str]:
    schema = json.loads(PATH.read_text(encoding="utf-8"))
    return misfits(dict(record), schema, schema)


def test_what_is_written_fits_the_shipped_schema(path: Path) -> None:
    plugin = {"x-my-plugin:ticket": {"id": "JIRA-4821", "n": 1.0}}
    edit(path, {"title": "Mine", "tags": ["ui"], "resumeSessionIds": {"gemini": "g"}, **plugin})
    reviews.attach_review(path, FRESH, {"phase": "style", "score": 80}, {"runs": []}, Style())
    assert unfit(json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ({"source": "elsewhere"}, ".source"), ({"schema": "other/1"}, ".schema"),
        ({"tags": "ui"}, ".tags"), ({"messageCount": "2"}, ".messageCount"),
        ({"cost": {"totalUsd": 1}}, ".cost"), ({"metadata": {"plain": 1}}, ".metadata.plain"),
        ({"reviews": [{"n": 0, "file": "a"}]}, ".reviews[0].n"), ({"pinned": 1}, ".pinned"),
    ],
)  # fmt: skip
def test_the_schema_refuses_what_is_no_record(
    path: Path, damage: dict[str, Any], where: str
) -> None:
    edit(path, {"title": "Mine"})
    record = json.loads(path.read_text(encoding="utf-8")) | damage
    assert any(place.startswith(where) for place in unfit(record))


def test_reviews_are_numbered_and_lie_beside_the_record(path: Path) -> None:
    for score in (62, 80):
        kept = reviews.attach_review(path, FRESH, {"phase": "style", "score": score},
                                     {"version": "2.1.0", "runs": []}, Style())  # fmt: skip
    assert [one["score"] for one in kept.values["reviews"]] == [62, 80]
    assert [one["file"] for one in kept.values["reviews"]] == [
        "claude_code@a.reviews/1.sarif",
        "claude_code@a.reviews/2.sarif",
    ]
    assert json.loads(reviews.review_file(path, 2).read_text(encoding="utf-8"))["runs"] == []


def test_the_number_of_a_deleted_review_is_not_given_again(path: Path) -> None:
    for _ in range(2):
        reviews.attach_review(path, FRESH, {}, {}, Style())
    reviews.review_file(path, 1).unlink()
    kept = reviews.attach_review(path, FRESH, {}, {}, Style())
    assert kept.values["reviews"][-1]["n"] == 3


def test_a_record_goes_with_its_events_and_reviews(path: Path) -> None:
    reviews.attach_review(path, FRESH, {}, {}, Style())
    path.with_suffix(".jsonl").touch()
    other = path.with_name("claude_code@b.json")
    edit(other, {})
    assert len(keeping.delete(path)) == 3
    assert {one.name for one in path.parent.iterdir()} == {".gitignore", ".lock", other.name}
