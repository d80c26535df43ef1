"""R2, R3, F13: the index beside records follows them, whatever became of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sightline.metadata import keeping
from sightline.metadata.index_file import rewrite
from sightline.metadata.keeping import Style
from sightline.metadata.members import Members

PLAIN = Style()
AT = "2026-03-02T10:00:00.000Z"


def nothing(_record: Members) -> None:
    """No change."""


def write(folder: Path, id_: str, name: str | None = None, **fields: Any) -> Path:
    path = folder / f"{name or id_}.json"
    fresh = {"id": id_, "engine": "native", "nativeId": id_, "title": id_.upper(), **fields}
    keeping.revise(path, fresh, nothing, PLAIN)
    return path


def listed(folder: Path) -> dict[str, Any]:
    """Titles by file."""
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return {entry["file"]: entry["title"] for entry in index["sessions"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sessions"
    for id_ in ("a", "b"):
        write(folder, id_)
    rewrite(folder, AT, PLAIN)
    return folder


def test_an_entry_is_what_lists_need(folder: Path) -> None:
    path = write(folder, "c", cost={"totalUsd": 0.5}, quality={"overall": 86}, tags=["ui"])
    rewrite(folder, AT, PLAIN)
    entry = json.loads((folder / "index.json").read_text(encoding="utf-8"))["sessions"][-1]
    assert list(entry) == [
        "file", "mtimeMs", "size", "id", "nativeId", "engine", "title", "agent", "model",
        "createdAt", "updatedAt", "messageCount", "totalUsd", "overall", "tags", "archived",
        "pinned",
    ]  # fmt: skip
    assert (entry["size"], entry["totalUsd"], entry["overall"]) == (path.stat().st_size, 0.5, 86)


def inline_differs(folder: Path) -> None:
    write(folder, "a", title="Mine")


def an_entry_is_missing(folder: Path) -> None:
    index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    index["sessions"].pop()
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def a_file_is_gone(folder: Path) -> None:
    (folder / "b.json").unlink()


def it_is_cut_off(folder: Path) -> None:
    path = folder / "index.json"
    path.write_bytes(path.read_bytes()[:100])


def it_is_gone(folder: Path) -> None:
    (folder / "index.json").unlink()


def it_is_anothers(folder: Path) -> None:
    (folder / "index.json").write_text('{"sessions": {}}', encoding="utf-8")


def it_is_hostile(folder: Path) -> None:
    (folder / "index.json").write_text("[" * 100_000, encoding="utf-8")


@pytest.mark.parametrize(
    ("became", "expected"),
    [
        (inline_differs, {"a.json": "Mine", "b.json": "B"}),
        (an_entry_is_missing, {"a.json": "A", "b.json": "B"}),
        (a_file_is_gone, {"a.json": "A"}),
        (it_is_cut_off, {"a.json": "A", "b.json": "B"}),
        (it_is_gone, {"a.json": "A", "b.json": "B"}),
        (it_is_anothers, {"a.json": "A", "b.json": "B"}),
        (it_is_hostile, {"a.json": "A", "b.json": "B"}),
    ],
)
def test_the_index_follows_the_records(
    folder: Path, became: Callable[[Path], None], expected: dict[str, str]
) -> None:
    became(folder)
    records = {path: path.read_bytes() for path in folder.glob("[ab].json")}
    assert rewrite(folder, AT, PLAIN)
    assert listed(folder) == expected
    assert {path: path.read_bytes() for path in records} == records
    assert not rewrite(folder, "later", PLAIN)


def test_of_two_records_of_one_session_the_later_writing_is_listed(folder: Path) -> None:
    write(folder, "a", name="copy")
    write(folder, "a", name="copy", title="Second writing")
    rewrite(folder, AT, PLAIN)
    assert listed(folder) == {"b.json": "B", "copy.json": "Second writing"}


def test_what_is_no_record_is_not_listed(folder: Path) -> None:
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "foreign.json").write_text("{}", encoding="utf-8")
    (folder / "nan.json").write_text(
        '{"schema": "sightline.session/1", "cost": {"totalUsd": NaN}}', encoding="utf-8"
    )
    rewrite(folder, AT, PLAIN)
    assert listed(folder) == {"a.json": "A", "b.json": "B", "nan.json": None}


def test_nothing_is_written_where_there_are_no_records(tmp_path: Path) -> None:
    assert not rewrite(tmp_path / "gone", AT, PLAIN)
    assert not rewrite(tmp_path, AT, PLAIN)
    assert not (tmp_path / "index.json").exists()


CYCLES = int(os.environ.get("SIGHTLINE_KILL_CYCLES", "5"))
"""More where someone wants to wait for them."""

FOR_EVER = """
import itertools, pathlib, sys
from sightline.metadata.index_file import rewrite
from sightline.metadata.keeping import Style
folder = pathlib.Path(sys.argv[1])
print("ready", flush=True)
for number in itertools.count():
    (folder / "index.json").unlink(missing_ok=True)
    rewrite(folder, f"{sys.argv[2]}-{number}", Style())
"""


def kill_while_rebuilding(folder: Path, processes: int, seconds: float) -> None:
    """Let processes rebuild side by side and kill them wherever they are."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", FOR_EVER, str(folder), str(number)], stdout=subprocess.PIPE
        )
        for number in range(processes)
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.skipif(os.name == "nt", reason="no kill -9")
@pytest.mark.parametrize("cycle", range(CYCLES))
def test_a_killed_rebuild_leaves_the_list_right(folder: Path, cycle: int) -> None:
    records = {path: path.read_bytes() for path in folder.glob("[ab].json")}
    kill_while_rebuilding(folder, 2, 0.01 + cycle % 20 * 0.013)
    index = folder / "index.json"
    assert not index.exists() or listed(folder) == {"a.json": "A", "b.json": "B"}
    rewrite(folder, AT, PLAIN)
    assert listed(folder) == {"a.json": "A", "b.json": "B"}
    assert {path: path.read_bytes() for path in records} == records
    assert {path.name for path in folder.iterdir()} == {
        ".gitignore", ".lock", "a.json", "b.json", "index.json",
    }  # fmt: skip
