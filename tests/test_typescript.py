"""The client's types are those of the server's answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sightline.metrics import METRICS
from sightline.reports import REPORTS
from sightline.typescript import GENERATED, declarations, glossary

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_the_committed_file_is_what_the_server_gives(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path]()


def test_every_report_is_in_the_maps_and_in_the_union() -> None:
    text = declarations()
    maps = re.findall(r"export interface (?:Params|Payloads) \{\n(.*?)\}", text, re.DOTALL)
    for body in maps:
        assert re.findall(r"^    (\w+):", body, re.MULTILINE) == list(REPORTS)
    assert len(maps) == 2
    assert f"export type ReportName = {' | '.join(repr(name) for name in REPORTS)};" in text


def test_docstrings_and_aliases_come_along() -> None:
    text = declarations()
    assert "/** First day; null when there is nothing at all. */\n    from: string | null;" in text
    assert "    rows: readonly SessionRow[];" in text


def test_a_question_may_leave_out_what_has_a_default() -> None:
    scope = declarations().split("export interface Scope {")[1].split("\n}")[0]
    assert "    engines?: readonly string[];" in scope
    assert "    range?: Range;" in scope


def test_the_glossary_has_every_metric_in_its_own_words() -> None:
    lines = [line for line in glossary().splitlines() if "{title:" in line]
    assert [re.split(r", splits: |},$", line)[0] for line in lines] == [
        f"    {metric.name}: {{title: '{metric.title}', unit: '{metric.unit}', "
        f"help: '{escaped(metric.help)}'"
        for metric in METRICS
    ]
    assert [", splits: [" in line for line in lines] == [metric.trend for metric in METRICS]


def escaped(text: str) -> str:
    return text.replace("'", "\\'")
