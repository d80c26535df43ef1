"""The store of all sessions: a row a request, where the logs state sums at best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters import sqlite
from sightline.adapters.base import instant, title_of
from sightline.adapters.copilot_cli.rollups import charged
from sightline.adapters.values import Oddities, milliseconds, name, text
from sightline.records import ITEMIZED, Problem, Request, Rows, Session

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sightline.adapters.base import Source

_NEEDED = {"id", "session_id", "model", "input_tokens", "output_tokens", "created_at"}
_USAGE = (
    "id", "session_id", "created_at", "model", "copilot_usage_model", "agent_id",
    "parent_tool_call_id", "input_tokens", "output_tokens", "cache_read_tokens",
    "cache_write_tokens", "reasoning_tokens", "total_nano_aiu", "duration_ms",
    "time_to_first_token_ms",
)  # fmt: skip
_SESSION = ("id", "cwd", "branch", "summary")


def database(_source: Source, connection: Connection) -> Rows:
    """The requests of all sessions, and what the store knows of these."""
    known = sqlite.columns(connection, "assistant_usage_events")
    if not known >= _NEEDED:
        reason = "a Copilot CLI store without usage" if known else "not a Copilot CLI store"
        return Rows(problem=[Problem(kind="skipped", reason=reason)])
    connection.execute("BEGIN")
    oddities, found = Oddities(), Rows()
    sessions: dict[str, Session] = {}
    for line, row in enumerate(_rows(connection, "assistant_usage_events", _USAGE, known), 1):
        native_id = name(row.get("session_id"))
        if native_id is None:
            found.problem.append(Problem(line=line, reason="request row unreadable"))
            continue
        request = _request(row, native_id, oddities, line)
        found.request.append(request)
        _widen(sessions.setdefault(native_id, _session(native_id)), request)
    columns = sqlite.columns(connection, "sessions")
    for facts in _rows(connection, "sessions", _SESSION, columns) if "id" in columns else ():
        session = sessions.get(name(facts["id"]) or "")
        if session is not None:
            _describe(session, facts)
    found.session = list(sessions.values())
    found.problem += oddities.problems.values()
    return found


def _rows(
    connection: Connection, table: str, wanted: tuple[str, ...], known: frozenset[str]
) -> list[dict[str, Any]]:
    names = [column for column in wanted if column in known]
    found = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")  # noqa: S608  # names of this module
    return [dict(zip(names, values, strict=True)) for values in found]


def _request(row: dict[str, Any], native_id: str, odd: Oddities, line: int) -> Request:
    """One call of a model; `created_at` is when its answer was complete, to the second."""
    ended = _utc(row["created_at"])
    duration = milliseconds(row.get("duration_ms"))
    first = milliseconds(row.get("time_to_first_token_ms"))
    sent = odd.count(row["input_tokens"], "input", line)
    read = odd.part(row.get("cache_read_tokens"), "cache reads", line)
    written = odd.part(row.get("cache_write_tokens"), "cache writes", line)
    output = odd.count(row["output_tokens"], "output", line)
    thread, agent = f"copilot_cli:{native_id}", name(row.get("agent_id"))
    is_side = row.get("parent_tool_call_id") is not None and agent is not None
    return Request(
        line=line, key=f"{native_id}:store:{row['id']}", thread=thread, session=thread,
        side=is_side, agent=agent if is_side and agent is not None else "main",
        agent_id=agent if is_side else None, messages=int(not is_side), ts=ended, first_ts=ended,
        ended_ts=ended, started_ts=_before(ended, duration),
        duration_ms=duration, timed=duration is not None, first_ms=first,
        first_kind="ttft" if first is not None else None, flags=ITEMIZED,
        model=name(row.get("copilot_usage_model")) or name(row["model"]),
        input_tokens=odd.rest(sent, (read, written), line), cache_read_tokens=read,
        cache_write_5m_tokens=written, cache_write_1h_tokens=0, output_tokens=output,
        reasoning_tokens=odd.part(row.get("reasoning_tokens"), "reasoning", line),
        partial=None in (sent, read, written, output),
        recorded_cost_nano=charged(row.get("total_nano_aiu"), None, ended),
    )  # fmt: skip


def _session(native_id: str) -> Session:
    thread = f"copilot_cli:{native_id}"
    return Session(thread=thread, session=thread, native_id=native_id, agent="main")


def _widen(session: Session, request: Request) -> None:
    for ts in (request.started_ts, request.ended_ts):
        if ts is not None:
            known = [at for at in (session.first_ts, session.last_ts) if at is not None]
            session.first_ts, session.last_ts = min([*known, ts]), max([*known, ts])


def _describe(session: Session, facts: dict[str, Any]) -> None:
    session.cwd, session.branch = name(facts.get("cwd")), name(facts.get("branch"))
    summary = text(facts.get("summary"))
    session.title = title_of(summary) if summary is not None else None
    session.title_rank = 2 if session.title is not None else 0


def _utc(moment: object) -> int | None:
    """The instant of a text that SQLite wrote: without a zone, and UTC by its documentation."""
    is_bare = isinstance(moment, str) and len(moment) == len("2026-07-01 12:34:56")
    return instant(f"{moment}Z" if is_bare else moment)


def _before(ended: int | None, duration: int | None) -> int | None:
    return None if ended is None or duration is None else ended - duration * 1000
