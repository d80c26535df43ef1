"""What each number means: the metrics in the words of all surfaces."""

from __future__ import annotations

from sightline.metrics import METRICS
from sightline.reports import scope
from sightline.reports.payload.base import Answer, Better, NoParams, Payload, Split, Unit
from sightline.reports.report import Context, Report
from sightline.store.query import can_split

SPLITS: tuple[Split, ...] = ("model", "engine", "agent", "project")


class GlossaryRow(Payload):
    """One metric."""

    metric: str
    title: str
    unit: Unit
    help: str
    better: Better | None
    trend: bool
    """Whether it can be drawn over time."""
    splits: tuple[Split, ...]
    """By what it can be split there."""


class GlossaryPayload(Answer):
    """All metrics."""

    rows: tuple[GlossaryRow, ...]


def answer(context: Context, _params: NoParams) -> GlossaryPayload:
    """Every metric there is."""
    return GlossaryPayload(
        generated_at=scope.iso_now(context), revision=context.index.revision, rows=glossary_rows()
    )


def glossary_rows() -> tuple[GlossaryRow, ...]:
    """The metrics in their order."""
    return tuple(
        GlossaryRow(
            metric=metric.name,
            title=metric.title,
            unit=metric.unit,
            help=metric.help,
            better=metric.better,
            trend=metric.trend,
            splits=tuple(split for split in SPLITS if can_split(metric.name, split)),
        )
        for metric in METRICS
    )


GLOSSARY = Report("glossary", "Glossary", NoParams, GlossaryPayload, answer)
