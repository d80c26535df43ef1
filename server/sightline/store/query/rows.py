"""The rows of a table that a filter lets through, as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sightline.store.query.filters import MATCHING, Conditions, Dimension, Filter, model_of
from sightline.store.schema import one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SCORES = "r.overall, r.style, r.logic, r.security"
WITHIN = "(ts IS NULL OR ts BETWEEN ? AND ?)"
"""Native rows of a session pass, by its first and last instant: instants are compared quicker."""
DATED = ("request", "tool_call", "turn")
"""Tables whose native rows tell when a session began and ended."""
_OF_ROWS = frozenset({"day", "model", "agent"})
"""Dimensions that rows of work have, and sessions as a whole do not."""
SUMMED = ("share", "usage")
"""Tables of native rows alone, by quarters of an hour."""


class Passing(Struct, frozen=True):
    """Rows of a table, named `r`, that a filter lets through."""

    source: str
    condition: str
    values: list[Any]


def passing(table: str, where: Filter) -> Passing:
    """The rows that metrics of a table are made of."""
    query = Conditions()
    source = source_of(table, where, query)
    return Passing(source, " AND ".join(query.where), query.values)


def source_of(table: str, where: Filter, query: Conditions, by: Sequence[Dimension] = ()) -> str:
    """The rows of a table that a filter lets through."""
    if table == "work":
        return f"({_work(where, query, by)}) r"
    if table == "quality":
        work = _work(where, query, by)
        return f"(SELECT w.*, {SCORES} FROM ({work}) w JOIN quality r ON r.session = w.session) r"
    if table == "session":
        return _session_source(where, query)
    if where.projects:
        some = f"SELECT s.id FROM session s WHERE {_in_projects('s')}"
        query.add(f"r.session IN ({some})", list(where.projects))
    if table != "span":
        query.add("TRUE" if table in SUMMED else "r.native")
        in_time(where, query, "r.ts")
        if where.within is not None and table in DATED:
            query.add(WITHIN, *where.within)
    else:
        _overlaps(where, query)
    of_session(where, query, "r.session")
    _of_request(table, where, query)
    if table not in ("finding", "approval"):
        return f"{table} r"
    if table == "finding":
        query.add("NOT r.repeated")
    query.add("r.session IN (SELECT s.id FROM session s)")
    by_turn = where.by_request or not {"turn", "model", "agent"}.isdisjoint(by)
    return f"({_overlaid(table, by_turn=by_turn)}) r"


def _overlaid(table: str, *, by_turn: bool) -> str:
    """What others say of sessions, where asked for with the turn it was in by its time.

    Of approvals `edited` says whether their session has edits of its own record.
    """
    columns, source = "o.*", f"{table} o"
    if by_turn:
        columns += (
            ", (SELECT arg_max(t.key, t.ts) FROM turn t WHERE t.native"
            " AND t.session = o.session AND t.ts <= o.ts) AS turn"
        )
    if table == "approval":
        columns += ", e.session IS NOT NULL AS edited"
        source += (
            " LEFT JOIN (SELECT DISTINCT c.session FROM code_change c WHERE c.native) e"
            " ON e.session = o.session"
        )
    return f"SELECT {columns} FROM {source}"


def _session_source(where: Filter, query: Conditions) -> str:
    """Whole sessions that have native work in the filter."""
    if where.is_of_sessions:
        _worked(where, query)
        return "session r"
    inner = Conditions()
    work = _work(where, inner)
    query.add(f"r.id IN (SELECT w.session FROM ({work}) w)", *inner.values)
    return "session r"


def _worked(where: Filter, query: Conditions) -> None:
    """Sessions with native work, whenever it was: their own row tells."""
    query.add("r.worked")
    if where.projects:
        query.add(_in_projects("r"), list(where.projects))
    of_session(where, query, "r.id")


def _in_projects(session: str) -> str:
    return f"coalesce({session}.project, '(none)') IN (SELECT unnest(?::VARCHAR[]))"


def _work(where: Filter, query: Conditions, by: Sequence[Dimension] = ()) -> str:
    """Native prompts and requests: what puts a session into a range."""
    if where.is_of_sessions and _OF_ROWS.isdisjoint(by):
        own = Conditions()
        _worked(where, own)
        query.values.extend(own.values)
        wanted = " AND ".join(own.where)
        return f"SELECT r.id AS session, NULL AS ts FROM session r WHERE {wanted}"
    parts = []
    for table in ("usage" if where.is_long else "request", "turn"):
        part = Conditions()
        source = source_of(table, where, part)
        whose = "NULL, NULL" if table == "turn" else f"{model_of('r')} AS model, r.agent"
        wanted = " AND ".join(part.where)
        parts.append(f"SELECT r.session, r.ts, {whose} FROM {source} WHERE {wanted}")
        query.values.extend(part.values)
    return " UNION ALL ".join(parts)


def in_time(where: Filter, query: Conditions, column: str) -> None:
    """Within the filter's moments."""
    if where.since is not None:
        query.add(f"{column} >= ?", where.since)
    if where.until is not None:
        query.add(f"{column} < ?", where.until)


def _overlaps(where: Filter, query: Conditions) -> None:
    if where.since is not None:
        query.add("r.ended > ?", where.since)
    if where.until is not None:
        query.add("r.started < ?", where.until)
    if where.by_request:
        some = Conditions()
        in_time(where, some, "q.ts")
        _request_conditions(where, some)
        query.add(f"r.session IN (SELECT q.session FROM request q WHERE q.native AND "
                  f"{' AND '.join(some.where)})", *some.values)  # fmt: skip


def of_session(where: Filter, query: Conditions, column: str) -> None:
    """Of the filter's engines and sessions."""
    if where.engines:
        engine = f"split_part({column}, ':', 1)"
        query.add(f"{engine} IN (SELECT unnest(?::VARCHAR[]))", list(where.engines))
    if where.sessions:
        some, values = one_of(where.sessions, "VARCHAR")
        query.add(f"{column} {some}", *values)
    if where.matching:
        query.add(f"{column} IN (SELECT m.id FROM {MATCHING} m)")


def _request_conditions(where: Filter, query: Conditions) -> None:
    if where.models:
        query.add(f"{model_of('q')} IN (SELECT unnest(?::VARCHAR[]))", list(where.models))
    if where.agents:
        query.add("q.agent IN (SELECT unnest(?::VARCHAR[]))", list(where.agents))


def _of_request(table: str, where: Filter, query: Conditions) -> None:
    """Models and agents: a request's own, else those of any request of the same turn."""
    if not where.by_request or table == "span":
        return
    if table in ("request", *SUMMED):
        if where.models:
            query.add(f"{model_of('r')} IN (SELECT unnest(?::VARCHAR[]))",
                      list(where.models))  # fmt: skip
        if where.agents:
            query.add("r.agent IN (SELECT unnest(?::VARCHAR[]))", list(where.agents))
        return
    some = Conditions()
    _request_conditions(where, some)
    turn = "r.key" if table == "turn" else "r.turn"
    query.add(f"(r.session, {turn}) IN (SELECT (q.session, q.turn) FROM request q WHERE q.native"
              f" AND q.turn IS NOT NULL AND {' AND '.join(some.where)})", *some.values)  # fmt: skip
