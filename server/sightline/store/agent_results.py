"""Requests of sub-agents that only the agents' results tell of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sightline.records import Request
from sightline.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

_COUNTED = "agent_counted"
_CHANGED = "session IN (SELECT id FROM changed_session)"


def count(connection: DuckDBPyConnection, prices: Prices) -> None:
    """Count the last request of a sub-agent that only its result tells of.

    Beside the agent's own file a result can only raise that request's output; beside progress
    lines it is the one request they lack; alone it is all that is known of the agent.
    """
    connection.execute(f"DELETE FROM request WHERE flags LIKE '%{_COUNTED}%' AND {_CHANGED}")
    told = _requests(
        connection,
        f"flags LIKE '%agent_result%' AND {_CHANGED} QUALIFY row_number() OVER"
        " (PARTITION BY session, key ORDER BY (thread = session) DESC, source, line) = 1",
        [],
    )
    if not told:
        return
    last = {
        (row.session, row.agent_id): row
        for row in _requests(
            connection,
            "native AND flags NOT LIKE '%agent_%' AND agent_id IN (SELECT unnest(?::VARCHAR[]))"
            f" AND {_CHANGED} QUALIFY row_number() OVER (PARTITION BY session, agent_id"
            " ORDER BY ts DESC NULLS LAST, line DESC, source) = 1",
            [list({row.agent_id for row in told})],
        )
    }
    with_file = set(
        connection.execute(
            f"SELECT DISTINCT session, agent_id FROM session_file WHERE {_CHANGED}"
        ).fetchall()
    )
    counted = []
    for said in told:
        agent = (said.session, said.agent_id)
        row = _counted(said, last.get(agent), prices, has_file=agent in with_file)
        if row is not None:
            counted.append(row)
    schema.insert(connection, "request", counted)


def _requests(
    connection: DuckDBPyConnection, where: str, values: list[list[str | None]]
) -> list[Request]:
    """Of these only the rows' numbers are sorted: whole rows would take three times as long."""
    cursor = connection.execute(
        f"SELECT * FROM request WHERE rowid IN (SELECT rowid FROM request WHERE {where})", values
    )
    names = [column[0] for column in cursor.description]
    return [Request(**dict(zip(names, values, strict=True))) for values in cursor.fetchall()]


def _counted(
    said: Request, last: Request | None, prices: Prices, *, has_file: bool
) -> Request | None:
    fields: dict[str, Any] = {"native": True, "flags": _COUNTED, "key": said.key + ":counted"}
    if last is None:
        fields["partial"] = True
    elif has_file:
        return _raised(said, last, fields, prices)
    row = msgspec.structs.replace(said, **fields)
    prices.apply(row, "anthropic")
    return row


def _raised(said: Request, last: Request, fields: dict[str, Any], prices: Prices) -> Request | None:
    """The output a result states beyond what the agent's file shows, as a row of no request."""
    if said.output_tokens is None or last.output_tokens is None:
        return None
    more = said.output_tokens - last.output_tokens
    if more <= 0:
        return None
    whole = msgspec.structs.replace(last, output_tokens=said.output_tokens)
    prices.apply(whole, "anthropic")
    row = msgspec.structs.replace(
        last, **fields, source=said.source, line=said.line, thread=said.thread, n=0, messages=0,
        input_tokens=0, cache_read_tokens=0, cache_write_5m_tokens=0, cache_write_1h_tokens=0,
        output_tokens=more, web_searches=0, started_ts=None, duration_ms=None, first_ms=None,
        first_kind=None, partial=False, cost_input_nano=0, cost_cache_read_nano=0,
        cost_cache_write_nano=0, cost_search_nano=0, savings_nano=0, surcharge_nano=0,
    )  # fmt: skip
    if whole.cost_nano is None or last.cost_nano is None:
        return row
    row.cost_nano = whole.cost_nano - last.cost_nano
    row.cost_output_nano = row.cost_nano
    return row
