"""What scores sessions have now: of each phase the latest review, of the whole their mean.

Reviews are few, so all is made anew whenever one of them came or went, or the weights did.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, get_args

import msgspec

from sightline.records import Origin, Phase
from sightline.reviewers import scores
from sightline.store.schema import Quality, Score

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reviewers.scores import Weights

_ORDER = get_args(Origin)
"""Whose word counts first."""
ASKED = "review record"
"""The tables scores are made of."""
WHOLE = "overall"
"""The phase of a score that a record states of the whole alone."""


def derive(connection: DuckDBPyConnection, weights: Weights) -> None:
    """Make all scores anew."""
    standing = _standing([*_recorded(connection), *_reviewed(connection)])
    by_session: dict[str, list[Score]] = defaultdict(list)
    for score in standing:
        by_session[score.session].append(score)
    found = (_quality(session, own, weights) for session, own in by_session.items())
    _replace(connection, "score", standing)
    _replace(connection, "quality", [one for one in found if one is not None])


def overalls(connection: DuckDBPyConnection, session: str, weights: Weights) -> dict[str, int]:
    """What a session's score was after each of its scored reviews, by the review's key."""
    given = [*_recorded(connection), *_reviewed(connection)]
    own = [score for score in given if score.session == session]
    found: dict[str, int] = {}
    for number, score in enumerate(own, 1):
        # The phases of one review are given at once.
        same = [one for one in own[number:] if one.ts is not None and one.ts == score.ts]
        known = [*own[:number], *same]
        quality = _quality(session, _standing(known), weights)
        if score.review is not None and quality is not None:
            found[score.review] = quality.overall
    return found


def _reviewed(connection: DuckDBPyConnection) -> list[Score]:
    """All that was ever scored, oldest first."""
    found = connection.execute(
        "SELECT session, phase, score, origin, reviewer, ts, key FROM review"
        " WHERE native AND phase IS NOT NULL AND score IS NOT NULL"
        " ORDER BY ts NULLS FIRST, key"
    ).fetchall()
    names = Score.__struct_fields__
    return [Score(**dict(zip(names, row, strict=True))) for row in found]


def _recorded(connection: DuckDBPyConnection) -> list[Score]:
    """What the foremost record of each session states; of the whole only where it has no phase."""
    found = connection.execute(
        "SELECT session, arg_max(quality, (rank, source)) FROM record WHERE quality IS NOT NULL"
        " GROUP BY session ORDER BY session"
    ).fetchall()
    scores: list[Score] = []
    for session, text in found:
        stated: dict[str, int] = msgspec.json.decode(text)
        phases = {phase: stated[phase] for phase in get_args(Phase) if phase in stated}
        for phase, score in (phases or stated).items():
            scores.append(
                Score(session=session, phase=phase, score=score, origin="recorded",
                      reviewer="record", ts=None, review=None)
            )  # fmt: skip
    return scores


def _standing(reviewed: Iterable[Score]) -> list[Score]:
    """The last of each phase, of the first origin that has one."""
    best: dict[tuple[str, str], Score] = {}
    for score in reviewed:
        held = best.get((score.session, score.phase))
        if held is None or _ORDER.index(score.origin) <= _ORDER.index(held.origin):
            best[score.session, score.phase] = score
    return [best[place] for place in sorted(best)]


def _quality(session: str, own: list[Score], weights: Weights) -> Quality | None:
    by_phase: dict[Phase, float] = {
        phase: score.score for score in own for phase in get_args(Phase) if phase == score.phase
    }
    whole = scores.overall(by_phase, weights)
    if not by_phase:
        whole = next((scores.rounded(one.score) for one in own if one.phase == WHOLE), None)
    if whole is None:
        return None
    return Quality(
        session=session, overall=whole, style=by_phase.get("style"), logic=by_phase.get("logic"),
        security=by_phase.get("security"),
        scored_ts=max((score.ts for score in own if score.ts is not None), default=None),
    )  # fmt: skip


def _replace(connection: DuckDBPyConnection, table: str, rows: list[Score] | list[Quality]) -> None:
    connection.execute(f"DELETE FROM {table}")
    for row in rows:
        values = msgspec.structs.astuple(row)
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", list(values))
