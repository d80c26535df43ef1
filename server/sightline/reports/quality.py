"""How good the work is: scores and their spread, what was found, and who can review."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sightline.reports import scope
from sightline.reports.averages import moving_averages
from sightline.reports.labels import label_of, usd, whole
from sightline.reports.payload.quality import (
    MeanScore,
    Phase,
    PhaseRow,
    QualityDay,
    QualityParams,
    QualityPayload,
    QualityScores,
    RuleRow,
    ScoredSession,
)
from sightline.reports.report import Context, Report
from sightline.reports.session_quality import place
from sightline.reviewers.scores import partial, rounded, weights_of
from sightline.store import lookups, reviews
from sightline.store.query import Filter, Value, measure, total

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span

PHASES = get_args(Phase)
_SCORES = (
    "quality", "quality_style", "quality_logic", "quality_security", "scored_sessions",
    "scored_style", "scored_logic", "scored_security", "sessions",
)  # fmt: skip
_BY_RULE = ("violations", "violations_corrected", "fix_minutes", "estimated_loss")
_BY_DAY = ("violations_errors", "violations_warnings", "violations_infos", "quality")
TENS = 10


def answer(context: Context, params: QualityParams) -> QualityPayload:
    """The quality of a scope."""
    from sightline.reports.reviewing import (  # noqa: PLC0415  every start would pay for it
        reviewer_rows,
        rule_table,
    )

    rules = rule_table(context)
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        values = total(connection, _SCORES, span.where)
        by_session = {
            row.group[0]: row.values
            for row in measure(connection, _SCORES[:4], span.where, ("session",))
        }
        listed = _listed(by_session, params.below)
        page = listed[params.cursor : params.cursor + params.limit]
        end = params.cursor + len(page)
        return QualityPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            scores=_scores(values),
            scored=whole(values["scored_sessions"]),
            session_count=whole(values["sessions"]),
            distribution=_distribution(by_session.values()),
            phases=_phases(context, values),
            sessions=_sessions(connection, page, by_session),
            total=len(listed),
            next_cursor=end if end < len(listed) else None,
            findings=_findings(connection, span.where),
            daily=_daily(connection, span),
            reviewers=reviewer_rows(context, connection),
            rules_problem=rules.problem,
        )


def _listed(by_session: dict[str, dict[str, Value]], below: int | None) -> list[str]:
    """Scored sessions, lowest first; ties go by id."""
    scores = {id_: _known(values["quality"]) for id_, values in by_session.items()}
    wanted = [id_ for id_, score in scores.items() if below is None or score < below]
    return sorted(wanted, key=lambda id_: (scores[id_], id_))


def _known(score: Value) -> float:
    """A score of a session that has one."""
    assert score is not None
    return float(score)


def _scores(values: dict[str, Value]) -> QualityScores:
    return QualityScores(
        overall=_mean("quality", "scored_sessions", values),
        style=_mean("quality_style", "scored_style", values),
        logic=_mean("quality_logic", "scored_logic", values),
        security=_mean("quality_security", "scored_security", values),
    )


def _mean(mean: str, n: str, values: dict[str, Value]) -> MeanScore:
    return MeanScore(mean=values[mean], n=whole(values[n]), label=label_of(mean, values))


def _distribution(sessions: Iterable[dict[str, Value]]) -> tuple[int, ...]:
    places = [min(int(_known(one["quality"])) // TENS, TENS - 1) for one in sessions]
    return tuple(places.count(place) for place in range(TENS))


def _phases(context: Context, values: dict[str, Value]) -> tuple[PhaseRow, ...]:
    weights = weights_of(context.settings.quality.weights)
    together = sum(weights.values())
    scored = whole(values["scored_sessions"])
    rows = []
    for phase in PHASES:
        n = whole(values[f"scored_{phase}"])
        weight = weights[phase] / together if together else 0
        mean = values[f"quality_{phase}"]
        rows.append(PhaseRow(phase=phase, weight=weight, mean=mean, n=n, missing=scored - n))
    return tuple(rows)


def _sessions(
    connection: DuckDBPyConnection, ids: Sequence[str], by_session: dict[str, dict[str, Value]]
) -> tuple[ScoredSession, ...]:
    facts, standing = lookups.facts(connection, ids), reviews.standing(connection, ids)
    rows = []
    for id_ in ids:
        own, values = standing[id_], by_session[id_]
        phases = {phase: values[f"quality_{phase}"] for phase in PHASES}
        known = {phase: score for phase, score in phases.items() if score is not None}
        title = facts[id_].title
        rows.append(
            ScoredSession.model_validate(
                {
                    "id": id_,
                    "title": title if title is not None else facts[id_].native_id,
                    "engine": facts[id_].engine,
                    "overall": rounded(_known(values["quality"])),
                    **{
                        phase: None if score is None else rounded(score)
                        for phase, score in phases.items()
                    },
                    "partial": partial(known),
                    "sources": tuple(dict.fromkeys(one.origin for one in own)),
                    "at": scope.iso(max((one.ts for one in own if one.ts), default=None)),
                }
            )
        )
    return tuple(rows)


def _findings(connection: DuckDBPyConnection, where: Filter) -> tuple[RuleRow, ...]:
    """By rule, what takes most minutes first."""
    places = reviews.newest_places(connection, where)
    facts = lookups.facts(connection, sorted({place.session for place in places.values()}))
    rows = []
    for row in measure(connection, _BY_RULE, where, ("reporter", "rule", "severity")):
        source, rule, severity = row.group
        newest = places[source, rule, severity]
        file = "" if newest.path is None else newest.path
        project = facts[newest.session].project if newest.session in facts else None
        rows.append(
            RuleRow(
                source=source, rule=rule, severity=severity,
                count=whole(row.values["violations"]),
                corrected=whole(row.values["violations_corrected"]),
                minutes=whole(row.values["fix_minutes"]),
                loss=usd(row.values, "estimated_loss"),
                session=newest.session, file=file, path=place(file, project) if file else None,
                line=newest.line,
            )
        )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.minutes, row.source, row.rule, row.severity)))


def _daily(connection: DuckDBPyConnection, span: Span) -> tuple[QualityDay, ...]:
    buckets = span.buckets()
    found = {
        row.group[0]: row.values
        for row in measure(connection, _BY_DAY, span.where, ("day",), buckets)
    }
    averages = {}
    if span.bucket == "day":
        averages = moving_averages(connection, span, "quality", buckets, None)
    rows = []
    for day in (day.isoformat() for day in buckets.days):
        values = found.get(day, {})
        errors, warnings, infos = (whole(values.get(name, 0)) for name in _BY_DAY[:3])
        rows.append(
            QualityDay(
                date=day, errors=errors, warnings=warnings, infos=infos,
                mean=values.get("quality"), moving_average=averages.get((None, day)),
            )
        )  # fmt: skip
    return tuple(rows)


QUALITY = Report(
    "quality", "Quality", QualityParams, QualityPayload, answer, also=frozenset({"disk"})
)
