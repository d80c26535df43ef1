"""The dashboard as one file: page, style and answers inlined; a policy shuts out the rest."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from sightline.errors import SightlineError
from sightline.metrics import METRICS
from sightline.reports import report_named
from sightline.reports.latency import By
from sightline.reports.trends import MOST_METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.reports.report import Context

WEB = Path(__file__).parents[1] / "web"
PRESETS = ("today", "7d", "30d", "90d", "all")
MOST_ROWS = 1000
MOST_SESSIONS = 50
MOST_DETAIL = 8 << 20
"""Drill-downs are taken in, newest first, up to this many characters."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sightline</title>
<style>{style}</style>
</head>
<body data-state="loading" class="in-file">
<script type="application/json" id="sightline-file">{content}</script>
<script>{script}</script>
</body>
</html>
"""


class PageNotBuiltError(SightlineError):
    """The page's script and style are made by the client's build, which did not run."""

    def __init__(self) -> None:
        super().__init__("The dashboard page is not built: run `npm run build` in client-vscode.")


def html_report(
    context: Context,
    focus: str | None = None,
    sample: bool = False,
    pair: tuple[str, str] | None = None,
) -> str:
    """The self-contained page over all sessions, beginning with one or the comparison of two."""
    script, style = _asset("page.js"), _asset("page.css")
    answers = dict(_answers(context))
    begin = None if focus is None else _take_in(context, focus, answers)
    compared = None if pair is None else _compare(context, pair, answers)
    content = {"sample": sample, "focus": begin, "compare": compared, "answers": answers}
    return _PAGE.format(
        policy=policy(script, style), style=style, content=_data(content), script=script
    )


def policy(script: str, style: str) -> str:
    """Only this script and this style, by their hashes; no connection, no frame, no form."""
    return (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def key_of(report: str, params: dict[str, Any]) -> str:
    """A question as the page writes it: sorted keys, nothing that says nothing."""
    return (
        f"{report}?{json.dumps(params, sort_keys=True, separators=(',', ':'), ensure_ascii=False)}"
    )


def _answers(context: Context) -> Iterator[tuple[str, Any]]:
    for preset in PRESETS:
        scope = {"range": {"preset": preset}}
        yield key_of("overview", scope), _answer(context, "overview", scope)
        listed = _answer(context, "sessions", {**scope, "limit": MOST_ROWS})
        yield key_of("sessions", scope), listed | {"nextCursor": None}
        yield key_of("daily", scope), _answer(context, "daily", scope)
        yield key_of("quality", scope), _answer(context, "quality", scope)
        yield from _over_time(context, scope)
    yield key_of("problems", {}), _answer(context, "problems", {"limit": MOST_ROWS})
    yield from _details(context, [row["id"] for row in listed["rows"]])


def _over_time(context: Context, scope: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Performance both ways; each trend as a whole, tokens by model too."""
    for by in get_args(By):
        asked = scope | {"by": by}
        yield key_of("performance", asked), _answer(context, "performance", asked)
    parts = scope | {"metrics": ["total_tokens"], "by": "model"}
    yield key_of("trends", parts), _answer(context, "trends", parts)
    averaged = scope | {"metrics": ["quality"], "movingAverage": True}
    yield key_of("trends", averaged), _answer(context, "trends", averaged)
    names = [metric.name for metric in METRICS if metric.trend]
    for begin in range(0, len(names), MOST_METRICS):
        some = names[begin : begin + MOST_METRICS]
        found = _answer(context, "trends", scope | {"metrics": some})
        for name, series in zip(some, found["series"], strict=True):
            yield key_of("trends", scope | {"metrics": [name]}), found | {"series": [series]}


def _details(context: Context, ids: list[str]) -> Iterator[tuple[str, Any]]:
    """Drill-downs of the newest sessions, as many as the file may hold."""
    taken = 0
    for id_ in islice(ids, MOST_SESSIONS):
        found: dict[str, Any] = {}
        _take_in(context, id_, found)
        taken += len(_data(found))
        if taken > MOST_DETAIL:
            return
        yield from found.items()


def _take_in(context: Context, wanted: str, answers: dict[str, Any]) -> str:
    """Add one session's drill-down; its whole id."""
    session = _answer(context, "session", {"id": wanted})
    id_: str = session["session"]["id"]
    answers[key_of("session", {"id": id_})] = session
    answers[key_of("sessionTimeline", {"id": id_})] = _answer(
        context, "sessionTimeline", {"id": id_}
    )
    return id_


def _compare(context: Context, pair: tuple[str, str], answers: dict[str, Any]) -> list[str]:
    """Add the comparison of two sessions; their whole ids."""
    found = _answer(context, "compare", {"a": pair[0], "b": pair[1]})
    a, b = (found[side]["session"]["id"] for side in ("a", "b"))
    answers[key_of("compare", {"a": a, "b": b})] = found
    return [a, b]


def _answer(context: Context, name: str, params: dict[str, Any]) -> Any:
    report = report_named(name)
    payload = report.answer(context, report.params.model_validate(params))
    return payload.model_dump(mode="json", by_alias=True)


def _asset(name: str) -> str:
    try:
        return (WEB / name).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise PageNotBuiltError from error


def _data(content: object) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
