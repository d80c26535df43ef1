"""The answers that the page's own tests draw are answers the server could give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sightline.reports import report_named

RECORDED = Path(__file__).parents[2] / "client-vscode" / "test" / "webview" / "payloads"


@pytest.mark.parametrize("path", sorted(RECORDED.glob("*.json")), ids=lambda path: path.stem)
def test_a_recorded_answer_has_the_form_of_its_report(path: Path) -> None:
    recorded = json.loads(path.read_text(encoding="utf-8"))
    payload = report_named(path.stem).payload.model_validate(recorded)
    assert payload.model_dump(mode="json", by_alias=True) == recorded
