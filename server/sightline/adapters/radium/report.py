"""A session's report and its state document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from sightline.adapters.base import NotASessionError, instant, title_of
from sightline.adapters.radium.places import session_of, workspace_of
from sightline.adapters.values import Oddities, mapping, name, nano_usd, text
from sightline.records import (
    UNNAMED_FILES,
    Answered,
    Approval,
    CodeChange,
    Request,
    Rows,
    Session,
    ToolCall,
)

if TYPE_CHECKING:
    from sightline.adapters.base import Source

REPORT_RANK = 1
"""Above the sums of telemetry."""
UNNAMED_TOOL = "(not named)"
MOST_CALLS = 100_000
LINE = 1
"""A document has no lines that mean anything."""
_ENDED = frozenset({"completed", "ended", "finished", "closed"})


def document(source: Source, value: Any) -> Rows:
    """The rows of a report or of a session's state."""
    record = mapping(value)
    metrics = mapping(record.get("metrics"))
    if name(metrics.get("session_id")) is not None:
        return _Report(source, record, metrics).rows()
    if name(record.get("id")) is not None and "created_at" in record:
        return _state(source, record)
    raise NotASessionError


def _state(source: Source, record: dict[str, Any]) -> Rows:
    thread = f"radium:{session_of(source)}"
    recorded = text(record.get("name"))
    title = title_of(recorded) if recorded is not None else None
    session = Session(
        thread=thread, session=thread, native_id=session_of(source), title=title,
        title_rank=4 if title is not None else 0, cwd=workspace_of(source),
        first_ts=instant(record.get("created_at")), ended=_has_ended(record.get("state")),
    )  # fmt: skip
    return Rows(session=[session])


def _has_ended(state: object) -> bool:
    return isinstance(state, str) and state.lower() in _ENDED


class _Report:
    """One report; what it leaves out is 0, as its writer reads it."""

    def __init__(self, source: Source, record: dict[str, Any], metrics: dict[str, Any]) -> None:
        self._source = source
        self._metrics = metrics
        self._odd = Oddities()
        self._native_id = name(metrics.get("session_id")) or ""
        self._thread = f"radium:{self._native_id}"
        self._began = instant(metrics.get("start_time"))
        self._ended = self._end(instant(record.get("generated_at")))

    def _end(self, generated: int | None) -> int | None:
        """As stated; a session that runs ends where its wall time did when the report was made."""
        stated = instant(self._metrics.get("end_time"))
        wall = _milliseconds(self._metrics.get("wall_time"))
        if stated is None and wall is not None and self._began is not None:
            return self._began + wall * 1000
        return generated if stated is None else stated

    def rows(self) -> Rows:
        """The session, its usage by model, and its calls and lines as totals."""
        metrics = self._metrics
        session = Session(
            thread=self._thread, session=self._thread, native_id=self._native_id, agent="main",
            first_ts=self._began, last_ts=self._ended, cwd=workspace_of(self._source),
            ended=metrics.get("end_time") is not None,
            stated_api_ms=_milliseconds(metrics.get("api_time")),
            stated_agent_ms=_milliseconds(metrics.get("agent_active_time")),
        )  # fmt: skip
        requests = self._requests()
        return Rows(
            session=[session], request=requests, tool_call=self._calls(),
            code_change=self._lines(), approval=self._approvals(),
            problem=list(self._odd.problems.values()),
        )  # fmt: skip

    def _requests(self) -> list[Request]:
        models = mapping(self._metrics.get("model_usage"))
        by_engine = mapping(self._metrics.get("engine_usage")) if not models else {}
        rows = [self._request(key, key, mapping(usage)) for key, usage in models.items()]
        rows += [
            self._request(f"engine {key}", None, mapping(usage)) for key, usage in by_engine.items()
        ]
        stated = nano_usd(self._metrics.get("total_cost"))
        known = [row.recorded_cost_nano for row in rows if row.recorded_cost_nano is not None]
        # Its writer adds floats, so the last places may differ.
        if rows and stated is not None and abs(stated - sum(known)) > 1_000:
            self._odd.note("total cost differs from the models'", LINE)
        return rows

    def _request(self, key: str, model: str | None, usage: dict[str, Any]) -> Request:
        odd = self._odd
        cost = usage.get("estimated_cost", 0)
        known = model is not None and model != "unknown"
        row = Request(
            line=LINE, key=f"{self._thread}:{name(key)}", thread=self._thread,
            session=self._thread, ts=self._ended, first_ts=self._ended, ended_ts=self._ended,
            model=name(model) if known else None,
            input_tokens=odd.part(usage.get("input_tokens"), "input_tokens", LINE),
            cache_read_tokens=odd.part(usage.get("cached_tokens"), "cached_tokens", LINE),
            cache_write_5m_tokens=0, cache_write_1h_tokens=0,
            output_tokens=odd.part(usage.get("output_tokens"), "output_tokens", LINE),
            recorded_cost_nano=nano_usd(cost), flags="aggregate", rank=REPORT_RANK,
        )  # fmt: skip
        calls = odd.part(usage.get("requests"), "requests", LINE)
        row.n = calls if calls is not None else 0
        row.partial = None in (row.input_tokens, row.cache_read_tokens, row.output_tokens)
        if row.recorded_cost_nano is None:
            odd.note("a cost that is no amount", LINE)
        return row

    def _calls(self) -> list[ToolCall]:
        """Calls that are only counted, the successful ones first."""
        counts = [
            self._odd.part(self._metrics.get(field), field, LINE)
            for field in ("tool_calls", "successful_tool_calls", "failed_tool_calls")
        ]
        total, good, bad = [count if count is not None else 0 for count in counts]
        total = max(total, good + bad)
        if total > MOST_CALLS:
            self._odd.note(f"more than {MOST_CALLS} calls", LINE)
            return []
        return [
            ToolCall(
                line=LINE, key=call_key(self._thread, number), thread=self._thread,
                session=self._thread, ts=self._ended, ended_ts=self._ended, tool=UNNAMED_TOOL,
                outcome="ok" if number <= good else "failed" if number <= good + bad else "open",
            )
            for number in range(1, total + 1)
        ]  # fmt: skip

    def _approvals(self) -> list[Approval]:
        """Questions and answers that are only counted."""
        rows: list[Approval] = []
        for kind in get_args(Answered):
            field = f"tool_approvals_{kind}"
            count = self._odd.part(self._metrics.get(field), field, LINE)
            if count is not None and count > MOST_CALLS:
                self._odd.note(f"more than {MOST_CALLS} approvals", LINE)
            elif count:
                rows += [
                    approval(self._thread, kind, number, self._ended, LINE)
                    for number in range(1, count + 1)
                ]
        return rows

    def _lines(self) -> list[CodeChange]:
        """Lines of the whole session; none at all is no statement."""
        added = self._odd.part(self._metrics.get("lines_added"), "lines_added", LINE)
        removed = self._odd.part(self._metrics.get("lines_removed"), "lines_removed", LINE)
        if not added and not removed:
            return []
        change = CodeChange(
            line=LINE, key=f"{self._thread}:{UNNAMED_FILES}", thread=self._thread,
            session=self._thread, ts=self._ended, path=UNNAMED_FILES, added=added,
            removed=removed,
        )  # fmt: skip
        return [change]


def approval(thread: str, kind: Answered, number: int, ts: int | None, line: int) -> Approval:
    """One question or answer of a kind; the same, wherever it is told."""
    key = f"{thread}:approval:{kind}:{number}"
    return Approval(line=line, key=key, thread=thread, session=thread, ts=ts, kind=kind)


def call_key(thread: str, number: int) -> str:
    """The same call, wherever it is told."""
    return f"{thread}:tool:{number}"


def _milliseconds(value: object) -> int | None:
    """The milliseconds of `{secs, nanos}`."""
    parts = [mapping(value).get("secs"), mapping(value).get("nanos", 0)]
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        return None
    secs, nanos = parts
    return secs * 1000 + nanos // 1_000_000 if 0 <= secs < 1e9 and 0 <= nanos < 1e9 else None
