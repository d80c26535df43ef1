"""What each dimension is in each table, as SQL."""

from __future__ import annotations

from itertools import pairwise

from sightline.store.query.filters import (
    HOUR_US,
    OTHER,
    UNDATED,
    Conditions,
    Days,
    Dimension,
    Kept,
    model_of,
)

MOST_RUNS = 48
"""Of equally long days: clock changes make four a year, months of different lengths twelve."""


def _turns_first(column: str, turn: str) -> str:
    """What the first request of a row's turn has."""
    return (
        f"(SELECT arg_min({column}, q.ts) FROM request q"
        f" WHERE q.native AND q.session = r.session AND q.turn = {turn})"
    )


def _turns_own(turn: str) -> dict[str, str]:
    """Model and agent of work that has them by its turn only."""
    model, agent = _turns_first(model_of("q"), turn), _turns_first("q.agent", turn)
    return {"model": f"coalesce({model}, 'unknown')", "agent": f"coalesce({agent}, 'main')"}


OF = {
    "request": {"model": model_of("r"), "agent": "r.agent", "turn": "r.turn",
                "agent_id": "r.agent_id", "hour": f"r.ts // {HOUR_US}",
                "provider": "coalesce(r.provider, 'unknown')"},
    "usage": {"model": model_of("r"), "agent": "r.agent", "hour": f"r.ts // {HOUR_US}",
              "provider": "coalesce(r.provider, 'unknown')"},
    "tool_call": {"model": "coalesce(r.model, 'unknown')", "agent": "r.agent", "tool": "r.tool",
                  "turn": "r.turn", "server": "r.server"},
    "code_change": {"path": "r.path", "language": "r.language", "turn": "r.turn",
                    **_turns_own("r.turn"), "agent": "r.agent"},
    "share": {"path": "r.path", "language": "r.language", "model": model_of("r"),
              "agent": "r.agent", "turn": "r.turn"},
    "turn": {"turn": "r.key", **_turns_own("r.key")},
    "handoff": {"turn": "r.turn", "helper": 'r."to"', **_turns_own("r.turn")},
    "span": {},
    "work": {"model": "r.model", "agent": "r.agent"},
    "session": {},
    "finding": {"turn": "r.turn", **_turns_own("r.turn"), "rule": "r.rule",
                "reporter": "r.reporter", "severity": "r.severity"},
    "approval": {"turn": "r.turn", **_turns_own("r.turn")},
    "quality": {"model": "r.model", "agent": "r.agent"},
}  # fmt: skip
"""Dimensions of a table's own."""
OF_WORK = ("work", "quality")
"""Tables made of prompts and requests, with the parameters of their own that this takes."""
OF_SESSION = ("project", "branch")
"""Dimensions that rows have by their session."""
EVERY = frozenset({"day", "engine", "session", "project", "branch"})
"""Dimensions that all tables have."""


def dimension_of(table: str, name: Dimension, kept: Kept | None) -> str:
    """What a row's value is, `Other` where only some are kept."""
    whole = _whole_dimension(table, name)
    if kept is None or kept.dimension != name:
        return whole
    return f"CASE WHEN {whole} IN (SELECT unnest(?::VARCHAR[])) THEN {whole} ELSE '{OTHER}' END"


def _whole_dimension(table: str, name: Dimension) -> str:
    """What a row's value is."""
    session = "r.id" if table == "session" else "r.session"
    if name == "session":
        return session
    if name == "engine":
        return f"split_part({session}, ':', 1)"
    if name in OF_SESSION:
        return f"coalesce(p.its_{name}, '(none)')"
    if name == "day":
        return f"coalesce(d.day, '{UNDATED}')"
    own: dict[str, str] = OF[table]
    return own[name]


def joined_sessions(table: str) -> str:
    """A join to what a row's session has, under names that no table has."""
    facts = ", ".join(f"{name} AS its_{name}" for name in OF_SESSION)
    session = "r.id" if table == "session" else "r.session"
    return f" LEFT JOIN (SELECT id AS its_id, {facts} FROM session) p ON p.its_id = {session}"


def day_places(table: str, days: Days) -> str | None:
    """Which of the days each row lies in, reckoned and not looked up where days are equally long.

    None where that is not to be reckoned: spans reach into several days, and days may overlap.
    """
    if table == "span" or days.ends is not None or not days.starts:
        return None
    runs: list[tuple[int, int, int]] = []
    for place, (start, end) in enumerate(pairwise(days.starts)):
        if end <= start:
            return None
        if not runs or runs[-1][2] != end - start:
            runs.append((start, place, end - start))
    if len(runs) > MOST_RUNS:
        return None
    ts = "r.first_ts" if table == "session" else "r.ts"
    cases = [f"WHEN {ts} >= {days.starts[-1]:d} THEN {len(days.starts) - 1:d}"]
    cases += [
        f"WHEN {ts} >= {start:d} THEN {place:d} + ({ts} - {start:d}) // {length:d}"
        for start, place, length in reversed(runs)
    ]
    return f"CASE {' '.join(cases)} END"


def joined_days(table: str, days: Days, query: Conditions) -> str:
    """A join to the local day of each row; spans join every day they reach into."""
    names = [day.isoformat() for day in days.days]
    ends = [*days.starts[1:], 1 << 62] if days.ends is None else list(days.ends)
    lists = [names, list(days.starts), ends]
    # The parameters of the source come first.
    place = len(query.values) if table in OF_WORK else 0
    query.values[place:place] = lists
    rows = (
        "(SELECT unnest(?::VARCHAR[]) AS day, unnest(?::BIGINT[]) AS day_lo,"
        " unnest(?::BIGINT[]) AS day_hi) d"
    )
    if table == "span":
        return f" JOIN {rows} ON r.started < d.day_hi AND r.ended > d.day_lo"
    column = "r.first_ts" if table == "session" else "r.ts"
    if days.ends is not None:
        return f" JOIN {rows} ON {column} >= d.day_lo AND {column} < d.day_hi"
    return f" ASOF LEFT JOIN {rows} ON {column} >= d.day_lo"
