"""Every report, and the star, is answered from the cache file as it lies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from builders import REVIEW_KEY, prompt, reply, reviewed, tool_result, tool_use
from conftest import NOW, Home
from sightline.adapters.base import Environment
from sightline.reports import every_report
from sightline.reports.report import Context, Report
from sightline.reports.star import export_star
from sightline.settings import Settings
from sightline.store import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

PARAMS: dict[str, Any] = {
    "session": {"id": "aaaa"}, "sessionTimeline": {"id": "aaaa"},
    "sessionItem": {"id": "aaaa", "key": "pa"},
    "sessionReview": {"id": "bbbb", "reviewId": REVIEW_KEY}, "compare": {"a": "aaaa", "b": "bbbb"},
}  # fmt: skip


@pytest.fixture
def pair(home: Home) -> Iterator[tuple[Context, Context]]:
    """The same sessions at rest and in memory."""
    edit = {"filePath": "/home/dev/app/a.py", "structuredPatch": [{"lines": ["+1"]}]}
    home.claude(
        "aaaa", prompt("pa", 0), reply("ma", 1, content=[tool_use("t", "Edit", file_path="a.py")]),
        tool_result("t", 2, toolUseResult=edit), reply("mb", 3),
    )  # fmt: skip
    home.claude("bbbb", prompt("pb", 0), *reviewed("mc", 1))
    memory = home.index()
    memory.refresh()
    resting = Index.open(
        Settings(time_zone="UTC"), Environment(home.path, {}), home.cache, may_rest=True
    )
    resting.refresh()
    yield tuple(Context(index, index.settings, lambda: NOW) for index in (resting, memory))  # type: ignore[misc]
    resting.close()


@pytest.mark.parametrize("report", every_report(), ids=lambda report: report.name)
def test_a_report_at_rest_answers_as_in_memory(
    pair: tuple[Context, Context], report: Report
) -> None:
    asked = report.params.model_validate(PARAMS.get(report.name, {}))
    leave = {"revision", "health", "generated_at"}
    resting, memory = (report.answer(one, asked).model_dump(exclude=leave) for one in pair)
    assert resting == memory


def test_the_star_at_rest_has_the_same_rows(pair: tuple[Context, Context], tmp_path: Path) -> None:
    resting, memory = (export_star(one, tmp_path / str(at)) for at, one in enumerate(pair))
    assert resting == memory
