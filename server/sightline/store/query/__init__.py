"""Metric x dimension x filter -> SQL: the only place that builds SQL over the tables.

Answers are rows: the values of the dimensions, then those of the metrics by name. Work without
an instant has the day `undated`, without a model `unknown`, without a project `(none)`.
"""

from __future__ import annotations

from sightline.store.query.cuts import measure_cuts
from sightline.store.query.filters import (
    FAST,
    HOUR_US,
    MATCHING,
    NOTHING,
    OTHER,
    UNDATED,
    Days,
    Dimension,
    Filter,
    Kept,
    Value,
    model_of,
)
from sightline.store.query.measures import (
    Measured,
    can_split,
    is_sum,
    measure,
    nothing,
    total,
    unrecorded,
)
from sightline.store.query.questions import (
    BusyHour,
    busy_hours,
    helper_children,
    histogram,
    sessions_by,
)
from sightline.store.query.ranking import FILE_METRICS, ranked_files
from sightline.store.query.rows import WITHIN, Passing, passing
from sightline.store.query.statement import Statement, portable

__all__ = [
    "FAST",
    "FILE_METRICS",
    "HOUR_US",
    "MATCHING",
    "NOTHING",
    "OTHER",
    "UNDATED",
    "WITHIN",
    "BusyHour",
    "Days",
    "Dimension",
    "Filter",
    "Kept",
    "Measured",
    "Passing",
    "Statement",
    "Value",
    "busy_hours",
    "can_split",
    "helper_children",
    "histogram",
    "is_sum",
    "measure",
    "measure_cuts",
    "model_of",
    "nothing",
    "passing",
    "portable",
    "ranked_files",
    "sessions_by",
    "total",
    "unrecorded",
]
