"""What one session did: its facts, turns, models, tools, files and whom it handed work to."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.errors import AmbiguousSessionError, UnknownSessionError
from sightline.reports import rows, scope
from sightline.reports.agents import AGENT_METRICS, agent_tree
from sightline.reports.cache import cache_insight
from sightline.reports.git import git_changes
from sightline.reports.labels import cost_label, counted, usd, whole
from sightline.reports.misses import SessionCache, TurnCache, session_cache
from sightline.reports.payload.rows import CostParts, FileRow, ProblemRow  # fmt: skip
from sightline.reports.payload.session import (  # fmt: skip
    Approvals,
    RelatedSession,
    SessionFacts,
    SessionParams,
    SessionPayload,
    TurnRow,
)
from sightline.reports.problems import problem_rows
from sightline.reports.recorded import recorded_of, resume_ways
from sightline.reports.report import Context, Report
from sightline.reports.session_quality import session_quality
from sightline.reports.sessions import ROW_METRICS, rows_of
from sightline.store import calendar, lookups, reviews
from sightline.store.problems import problems
from sightline.store.query import Filter, Value, measure_cuts, nothing, total
from sightline.store.repricing import requests_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.records import Request
    from sightline.store.lookups import TurnFacts
    from sightline.store.query import Dimension, Measured
    from sightline.store.schema import SessionFacts as Facts

PART_METRICS = (
    "input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens",
    "cost", "cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_search",
    "surcharge", "unpriced_requests", "requests",
)  # fmt: skip
_TURN = (
    *PART_METRICS, "tool_calls", "tool_failures", "lines_added", "lines_removed",
    "context_peak_tokens",
)  # fmt: skip
APPROVALS = ("approvals_asked", "approvals_allowed", "approvals_denied")
_WHOLE = (
    *PART_METRICS, "cache_hit_rate", "cache_savings", "tool_success_rate", "acceptance_rate",
    "intervention_rate", "files_changed", "api_time", "tool_time", "agent_active_time",
    "attributed_cost", "context_peak", *APPROVALS,
)  # fmt: skip
_CUTS: tuple[tuple[tuple[str, ...], tuple[Dimension, ...]], ...] = (
    ((*_WHOLE, *ROW_METRICS), ()),
    (_TURN, ("turn",)),
    (rows.MODEL_METRICS, ("model", "engine")),
    ((*rows.TOOL_METRICS, "tool_duration_max"), ("tool",)),
    (AGENT_METRICS, ("agent_id",)),
)
MOST_PROBLEMS = 100
MOST_MATCHES = 20


def resolve_id(connection: DuckDBPyConnection, wanted: str) -> str:
    """The one session an id or its beginning names."""
    if len(wanted) < 4:
        raise UnknownSessionError(wanted)
    found = lookups.matching_ids(connection, wanted, MOST_MATCHES + 1)
    if not found:
        raise UnknownSessionError(wanted, tuple(lookups.near_ids(connection, wanted)))
    if len(found) > 1:
        named = tuple(found[:MOST_MATCHES])
        raise AmbiguousSessionError(wanted, named, all_named=len(found) <= MOST_MATCHES)
    return found[0]


def answer(context: Context, params: SessionParams) -> SessionPayload:
    """One session over its whole life."""
    with context.index.reading_in_two() as (connection, beside):
        id_ = resolve_id(connection, params.id)
        facts = lookups.facts(connection, [id_])[id_]
        told = beside.ask(partial(_told, context, facts))
        where = Filter(sessions=(id_,), within=facts.lived)
        (whole_life,), by_turn, by_model, by_tool, by_agent = measure_cuts(connection, where, _CUTS)
        values = whole_life.values
        agents = {row.group[0]: row.values for row in by_agent}
        (row,) = rows_of(context, {id_: facts}, {id_: values}, [id_])
        scores = reviews.scores_of(connection, [id_]).get(id_, {})
        quality = session_quality(context, connection, id_, facts.project)
        related = _related(connection, facts, agents)
        tree = agent_tree(connection, facts, agents)
        known, cache, requests, changes, files, found = told.result()
        turns = _turns(by_turn, known, cache)
        cost, attributed = usd(values), whole(values["attributed_cost"])
        return SessionPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            session=row,
            native_id=facts.native_id,
            recorded=recorded_of(facts, scores),
            resume=resume_ways(facts),
            source_path=lookups.source_path(connection, facts.source),
            provider=facts.provider,
            model_changes=changes,
            version=facts.version,
            api_ms=counted(values["api_time"]),
            tool_ms=counted(values["tool_time"]),
            agent_active_ms=counted(values["agent_active_time"]),
            transcript_requests=requests,
            parts=cost_parts(values),
            cache_hit_rate=values["cache_hit_rate"],
            cache_savings=usd(values, "cache_savings"),
            cache_insight=cache_insight(values),
            cache_misses=cache.reasons,
            success_rate=values["tool_success_rate"],
            acceptance_rate=values["acceptance_rate"],
            intervention_rate=values["intervention_rate"],
            files_changed=counted(values["files_changed"]),
            approvals=approvals_of(values),
            facts=_facts(facts, turns, by_tool, values),
            git=git_changes(context, connection, facts),
            quality=quality,
            turns=turns,
            models=rows.sorted_models(by_model),
            tools=rows.sorted_tools(by_tool),
            files=files,
            unattributed_cost=None
            if cost is None
            else round((whole(values["cost"]) - attributed) / 1e9, 9),
            related=related,
            agents=tree,
            problems=found,
        )


class _Told(NamedTuple):
    """What is told of a session besides its sums."""

    turns: list[TurnFacts]
    cache: SessionCache
    requests: int
    model_changes: int
    files: tuple[FileRow, ...]
    problems: tuple[ProblemRow, ...]


def _told(context: Context, facts: Facts, connection: DuckDBPyConnection) -> _Told:
    id_, known = facts.id, lookups.turns(connection, facts)
    compacted = {turn.key for turn in known if turn.compacted}
    shown = requests_of(connection, id_)
    found, _ = problems(
        connection,
        now=calendar.microseconds(context.now()),
        anomalies=True,
        session=id_,
        limit=MOST_PROBLEMS,
    )
    return _Told(
        known,
        session_cache(shown, id_, context.index.prices, compacted),
        _each_once(shown),
        _model_changes(shown, id_),
        rows.file_rows(connection, Filter(sessions=(id_,))),
        problem_rows(found),
    )


def _each_once(shown: Sequence[Request]) -> int:
    """Requests a session's files show, whoever owns them."""
    most: dict[str, int] = {}
    for row in shown:
        if "agent_result" not in row.flags:
            most[row.key] = max(row.n, most.get(row.key, 0))
    return sum(most.values())


def _model_changes(shown: Sequence[Request], id_: str) -> int:
    """How often the main thread went on with another model."""
    own = [row for row in shown if row.native and row.session == id_ and not row.side and row.model]
    own.sort(key=lambda row: (row.ts is None, row.ts, row.line))
    return sum(before.model != row.model for before, row in pairwise(own))


def approvals_of(values: dict[str, Value]) -> Approvals:
    """Questions and answers out of a group's values."""
    asked, allowed, denied = (counted(values[name]) for name in APPROVALS)
    return Approvals(asked=asked, allowed=allowed, denied=denied)


def cost_parts(values: dict[str, Value]) -> CostParts:
    """Tokens and their costs out of a group's values."""
    reasoning = values["reasoning_tokens"]
    return CostParts(
        input_tokens=counted(values["input_tokens"]),
        cache_read_tokens=counted(values["cache_read_tokens"]),
        cache_write_tokens=counted(values["cache_write_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        reasoning_tokens=None if reasoning is None else int(reasoning),
        input_cost=usd(values, "cost_input"),
        cache_read_cost=usd(values, "cost_cache_read"),
        cache_write_cost=usd(values, "cost_cache_write"),
        output_cost=usd(values, "cost_output"),
        search_cost=usd(values, "cost_search"),
        surcharge=usd(values, "surcharge"),
        cost=usd(values),
        cost_label=cost_label(values),
        unpriced_requests=whole(values["unpriced_requests"]),
    )


def _turns(
    measured: Sequence[Measured], known: Sequence[TurnFacts], cache: SessionCache
) -> tuple[TurnRow, ...]:
    """Turns in order; work before the first prompt, or of no turn, is number 0."""
    found = {row.group[0]: row.values for row in measured}
    zero = nothing(_TURN)
    turns = []
    if (loose := found.get(None)) is not None:
        turns.append(_turn_row(0, None, loose, cache.turns.get(None, TurnCache())))
    for number, facts in enumerate(known, 1):
        values = found.get(facts.key, zero)
        turns.append(_turn_row(number, facts, values, cache.turns.get(facts.key, TurnCache())))
    return tuple(turns)


def _turn_row(
    number: int, facts: TurnFacts | None, values: dict[str, Value], cache: TurnCache
) -> TurnRow:
    peak = values["context_peak_tokens"]
    return TurnRow(
        number=number,
        at=scope.iso(facts.ts) if facts else None,
        agent=facts.agent if facts and facts.agent else "main",
        model=facts.model if facts else None,
        requests=whole(values["requests"]),
        tool_calls=whole(values["tool_calls"]),
        errors=counted(values["tool_failures"]),
        parts=cost_parts(values),
        duration_ms=_turn_ms(facts) if facts else None,
        first_ms=facts.first_ms if facts else None,
        first_kind=facts.first_kind if facts else None,
        context_tokens=None if peak is None else int(peak),
        long_context_above=cache.long_context_above,
        cache_miss=cache.miss,
        lines_added=counted(values["lines_added"]),
        lines_removed=counted(values["lines_removed"]),
        marks=_marks(facts) if facts else (),
    )


def _turn_ms(facts: TurnFacts) -> int | None:
    """As recorded, else from the prompt to the last event of the turn."""
    if facts.duration_ms is not None:
        return facts.duration_ms
    if facts.ts is None or facts.last_event is None or facts.last_event < facts.ts:
        return None
    return (facts.last_event - facts.ts) // 1000


def _marks(facts: TurnFacts) -> tuple[Any, ...]:
    marks = {
        "interrupted": facts.interrupted,
        "denied": facts.denied,
        "error": facts.failed,
        "compaction": facts.compacted,
        "long_context": facts.long_context,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _facts(
    facts: Facts,
    turns: tuple[TurnRow, ...],
    by_tool: Sequence[Measured],
    values: dict[str, Value],
) -> SessionFacts:
    longest = max(
        (row for row in by_tool if row.values["tool_duration_max"] is not None),
        key=lambda row: (whole(row.values["tool_duration_max"]), row.group[0]),
        default=None,
    )
    slowest = max(
        (turn for turn in turns if turn.duration_ms is not None),
        key=lambda turn: (turn.duration_ms, -turn.number),
        default=None,
    )
    dearest = max(
        (turn for turn in turns if turn.parts.cost is not None),
        key=lambda turn: (turn.parts.cost, -turn.number),
        default=None,
    )
    return SessionFacts(
        longest_tool=longest.group[0] if longest else None,
        longest_tool_ms=whole(longest.values["tool_duration_max"]) if longest else None,
        slowest_turn=slowest.number if slowest else None,
        slowest_turn_ms=slowest.duration_ms if slowest else None,
        dearest_turn=dearest.number if dearest else None,
        dearest_turn_cost=dearest.parts.cost if dearest else None,
        context_peak_tokens=counted(values["context_peak_tokens"]),
        context_window=facts.context_window,
        context_peak=values["context_peak"],
    )


def _related(
    connection: DuckDBPyConnection, facts: Facts, agents: Mapping[str | None, dict[str, Value]]
) -> tuple[RelatedSession, ...]:
    """The parent, forks, and each handoff with what its agent cost."""
    found = []
    if facts.parent is not None:
        found.append(_parent(connection, facts.parent))
    for relation, id_, name, started, ended, outcome, child in lookups.related(
        connection, facts.id
    ):
        values = None if child is None else agents.get(child)
        found.append(
            RelatedSession(
                id=id_,
                title=name,
                relation=relation,
                cost=usd(values) if values else None,
                cost_label=cost_label(values) if values else "unknown",
                requests=whole(values["requests"]) if values else 0,
                duration_ms=(ended - started) // 1000 if started and ended else None,
                outcome=outcome,
            )
        )
    return tuple(found)


def _parent(connection: DuckDBPyConnection, id_: str) -> RelatedSession:
    known = lookups.facts(connection, [id_]).get(id_)
    values = total(connection, ("cost", "requests"), Filter(sessions=(id_,)))
    return RelatedSession(
        id=id_ if known else None,
        title=known.title if known and known.title else id_,
        relation="parent",
        cost=usd(values) if known else None,
        cost_label=cost_label(values) if known else "unknown",
        requests=whole(values["requests"]),
        duration_ms=None,
        outcome=None,
    )


SESSION = Report(
    "session", "Session", SessionParams, SessionPayload, answer, also=frozenset({"clock", "git"})
)
