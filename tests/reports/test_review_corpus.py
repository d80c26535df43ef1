"""A real session: its edits rebuilt as files, reviewed, put right, reviewed again, made worse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import tool_result, tool_use
from sightline.adapters.base import Environment
from sightline.reports import report_named, review
from sightline.reports.payload.reviewing import RunReviewParams
from sightline.reports.report import Context
from sightline.settings import Settings
from sightline.store import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.reports.payload.reviewing import ReviewedSession

pytestmark = pytest.mark.corpus

ID = "d3ad4cdc-5657-435d-98fa-0035d53e383d"
WHERE = f"claude/chiphuyen__sniffly/tests/mock-data/-Users-chip-dev-ai-music/{ID}.jsonl"
CWD = "/Users/chip/dev/ai-music"
WORSE = "\n\ndef load(items=[]):\n    token = eval(input())\n    assert token\n    return tokn\n"


class Desk:
    """The session in a home of its own, its project beside it, and the index over it."""

    def __init__(self, folder: Path, transcript: str) -> None:
        self.project = folder / "ai-music"
        self.log = folder / "home" / ".claude" / "projects" / "-ai-music" / f"{ID}.jsonl"
        self.log.parent.mkdir(parents=True)
        self.log.write_text(transcript.replace(CWD, str(self.project)), encoding="utf-8")
        for line in self.log.read_text(encoding="utf-8").splitlines():
            for call in calls(json.loads(line)):
                self.edit(call["name"], call["input"])
        variables = {"PATH": str(Path(sys.executable).parent)}
        environment = Environment(folder / "home", variables)
        self.index = Index.open(Settings(time_zone="UTC"), environment, folder / "cache")
        self.index.refresh()

    @property
    def context(self) -> Context:
        return Context(self.index, self.index.settings, trusted=True)

    def edit(self, tool: str, given: dict[str, Any]) -> None:
        """Do what a call did; an edit of what was not written in this session is left out."""
        path = Path(given.get("file_path", ""))
        if tool == "Write" and path.is_relative_to(self.project):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(given["content"], encoding="utf-8")
        elif tool == "Edit" and path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(given["old_string"], given["new_string"], 1), "utf-8")

    def review(self) -> ReviewedSession:
        (done,) = review.run(self.context, RunReviewParams(ids=(ID,)))[0].reviewed
        return done

    def ask(self, name: str, **params: Any) -> Any:
        report = report_named(name)
        return report.answer(self.context, report.params.model_validate(params))


def calls(record: Any) -> list[dict[str, Any]]:
    content = record.get("message", {}).get("content")
    blocks = content if isinstance(content, list) else []
    return [block for block in blocks if block.get("type") == "tool_use"]


@pytest.fixture
def desk(tmp_path: Path, corpus: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, (corpus / WHERE).read_text(encoding="utf-8"))
    yield made
    made.index.close()


def put_right(project: Path) -> None:
    """What ruff mends by itself."""
    ruff = [str(Path(sys.executable).parent / "ruff"), "check", "--isolated", "--quiet", "--fix"]
    chosen = ["--unsafe-fixes", "--select", "F,E,W,UP,SIM,RUF,PTH,PLR,PLW,B,I", str(project)]
    subprocess.run([*ruff, *chosen], check=False, timeout=60, stdout=subprocess.DEVNULL)


def grown(desk: Desk) -> None:
    """The session goes on and adds lines of a worse kind."""
    path = next(desk.project.rglob("*.py"))
    edit = {"file_path": str(path), "old_string": "", "new_string": WORSE}
    last = json.loads(desk.log.read_text(encoding="utf-8").splitlines()[-1])
    frame = {"sessionId": ID, "cwd": str(desk.project), "timestamp": last["timestamp"]}
    call = {
        "type": "assistant", "uuid": "worse", **frame,
        "message": {"role": "assistant", "id": "msg_worse", "model": "claude-sonnet-4-20250514",
                    "content": [tool_use("toolu_worse", "Edit", **edit)]},
    }  # fmt: skip
    with desk.log.open("a", encoding="utf-8") as log:
        log.write(json.dumps(call) + "\n")
        log.write(json.dumps(tool_result("toolu_worse", 1) | frame) + "\n")
    path.write_text(path.read_text(encoding="utf-8") + WORSE, encoding="utf-8")
    desk.index.refresh()


def test_the_score_of_a_real_session_rises_when_put_right_and_falls_when_made_worse(
    desk: Desk,
) -> None:
    first = desk.review()
    put_right(desk.project)
    second = desk.review()
    grown(desk)
    third = desk.review()
    assert first.overall is not None
    assert second.overall is not None
    assert third.overall is not None
    assert second.overall > first.overall == second.previous
    assert third.overall < second.overall
    assert second.corrected > 0
    history = desk.ask("session", id=ID).quality.history
    assert {first.overall, second.overall, third.overall} <= {one.overall for one in history}
    (row,) = desk.ask("quality").sessions
    assert row.overall == third.overall
