"""Several cuts through a session's rows in one pass: each says what it says alone."""

from __future__ import annotations

import math

from sightline.metrics import METRICS
from sightline.store import Index
from sightline.store.query import Dimension, Filter, Value, measure, measure_cuts

EVERY = tuple(metric.name for metric in METRICS)
CUTS: tuple[tuple[tuple[str, ...], tuple[Dimension, ...]], ...] = (
    (EVERY, ()),
    (("cost", "tool_calls", "errors", "lines_added", "requests"), ("turn",)),
    (("messages", "cost", "active_time", "tool_success_rate", "quality"), ("session",)),
    (("requests", "total_tokens", "ttft_p50"), ("model", "engine")),
    (("tool_calls", "tool_duration_p95"), ("tool",)),
    (("cost", "lines_added"), ("project", "branch")),
)


def is_same(one: Value, other: Value) -> bool:
    """Means of floats differ in their last digit with the order of the rows."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-14)
    return one == other


def test_every_session_has_the_same_figures_by_each_cut(every_engine: Index) -> None:
    with every_engine.reading() as connection:
        found = connection.execute("SELECT id FROM session WHERE worked").fetchall()
        assert len(found) > 10
        for (id_,) in found:
            where = Filter(sessions=(id_,))
            together = measure_cuts(connection, where, CUTS)
            for (names, by), answers in zip(CUTS, together, strict=True):
                alone = {row.group: row.values for row in measure(connection, names, where, by)}
                assert {row.group for row in answers} == set(alone)
                for row in answers:
                    for name, value in alone[row.group].items():
                        assert is_same(row.values[name], value), (id_, by, name)


def test_each_table_is_asked_once(every_engine: Index) -> None:
    with every_engine.reading() as connection:
        ((id_,), *_) = connection.execute("SELECT id FROM session WHERE worked").fetchall()
        cuts: tuple[tuple[tuple[str, ...], tuple[Dimension, ...]], ...] = (
            (("cost",), ()), (("requests",), ("turn",)), (("cost",), ("model",)),
        )  # fmt: skip
        before = every_engine.queries
        measure_cuts(connection, Filter(sessions=(id_,)), cuts)
        assert every_engine.queries - before == 1
