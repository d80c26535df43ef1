"""The HTML report: one file, its own policy, the same numbers."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import NOW
from sightline.errors import UnknownSessionError
from sightline.metrics import METRICS
from sightline.reports import html
from sightline.reports.html import PRESETS, PageNotBuiltError, html_report, key_of
from sightline.reports.report import Context

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Ask, Home

SCRIPT, STYLE = 'const page = "<\\/script>";', "body{margin:0}"
Write = Callable[..., str]


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page as the client's build leaves it."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "page.js").write_text(SCRIPT + "\n")
    (folder / "page.css").write_text(STYLE + "\n")
    monkeypatch.setattr(html, "WEB", folder)
    return folder


@pytest.fixture
def context(home: Home) -> Context:
    title = "</script><script>alert(1)</script>"
    call = tool_use("t1", "Edit", file_path="/home/dev/app/a.py")
    home.claude("11111111", prompt("a", 0, title), reply("m", 2, content=[call]))
    home.claude("22222222", prompt("b", 5), reply("n", 9), tool_result("t1", 11))
    index = home.index()
    index.refresh()
    return Context(index, index.settings, lambda: NOW)


def content_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="sightline-file">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_two_sessions_are_compared_in_the_file(web: Path, context: Context) -> None:
    """A20: the page of `compareSessions`."""
    content = content_of(html_report(context, pair=("1111", "2222")))
    a, b = content["compare"]
    assert (a, b) == ("claude_code:11111111", "claude_code:22222222")
    assert content["answers"][key_of("compare", {"a": a, "b": b})]["a"]["session"]["id"] == a


def test_the_policy_lets_in_only_the_inlined_script_and_style(web: Path, context: Context) -> None:
    """DE5: one file, nothing from elsewhere."""
    page = html_report(context)
    policy = (
        f"default-src 'none'; script-src '{digest(SCRIPT)}'; style-src '{digest(STYLE)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page
    assert f"<style>{STYLE}</style>" in page
    assert f"<script>{SCRIPT}</script>" in page


def test_text_of_a_session_cannot_end_the_script_it_stands_in(web: Path, context: Context) -> None:
    page = html_report(context)
    assert "alert(1)" in page
    assert page.count("</script>") == 2  # the content's and the page's own
    assert page.count("<script") == 2


def test_the_file_has_the_same_numbers_as_the_reports(
    web: Path, context: Context, ask: Ask
) -> None:
    """DE5, N3: the same numbers."""
    answers = content_of(html_report(context))["answers"]
    assert {key_of("overview", {"range": {"preset": one}}) for one in PRESETS} <= answers.keys()
    found = answers['overview?{"range":{"preset":"all"}}']["analytics"]
    live = ask(context.index, "overview", range={"preset": "all"}).analytics
    assert found == live.model_dump(mode="json", by_alias=True)


def test_performance_and_every_trend_can_be_seen_over_every_preset(
    web: Path, context: Context, ask: Ask
) -> None:
    answers = content_of(html_report(context))["answers"]
    for preset in PRESETS:
        scope: dict[str, Any] = {"range": {"preset": preset}}
        for by in ("model", "agent"):
            assert key_of("performance", scope | {"by": by}) in answers
        for metric in METRICS:
            key = key_of("trends", scope | {"metrics": [metric.name]})
            assert (key in answers) == metric.trend
    key = 'trends?{"by":"model","metrics":["total_tokens"],"range":{"preset":"7d"}}'
    live = ask(
        context.index, "trends", range={"preset": "7d"}, metrics=["total_tokens"], by="model"
    )
    assert answers[key]["series"] == live.model_dump(mode="json", by_alias=True)["series"]


def test_quality_can_be_seen_over_every_preset(web: Path, context: Context) -> None:
    answers = content_of(html_report(context))["answers"]
    averaged = {"metrics": ["quality"], "movingAverage": True}
    for preset in PRESETS:
        scope = {"range": {"preset": preset}}
        assert answers[key_of("quality", scope)]["sessionCount"] >= 0
        assert answers[key_of("trends", scope | averaged)]["series"]


def test_every_session_of_a_small_history_can_be_opened(web: Path, context: Context) -> None:
    answers = content_of(html_report(context))["answers"]
    rows = answers['sessions?{"range":{"preset":"all"}}']["rows"]
    assert len(rows) == 2
    for row in rows:
        assert answers[key_of("session", {"id": row["id"]})]["session"]["id"] == row["id"]
        assert answers[key_of("sessionTimeline", {"id": row["id"]})]["items"]


def test_large_drill_downs_are_left_out_but_the_named_one(
    web: Path, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "MOST_DETAIL", 0)
    content = content_of(html_report(context, focus="1111"))
    assert content["focus"] == "claude_code:11111111"
    details = [key for key in content["answers"] if key.startswith("session?")]
    assert details == ['session?{"id":"claude_code:11111111"}']


def test_sample_data_is_said_to_be_sample_data(web: Path, context: Context) -> None:
    assert content_of(html_report(context, sample=True))["sample"] is True
    assert content_of(html_report(context))["sample"] is False


def test_an_unknown_session_is_refused(web: Path, context: Context) -> None:
    with pytest.raises(UnknownSessionError):
        html_report(context, focus="99999999")


def test_a_page_that_was_not_built_is_named(web: Path, context: Context) -> None:
    (web / "page.js").unlink()
    with pytest.raises(PageNotBuiltError, match="npm run build"):
        html_report(context)
