"""Rules a session broke, what putting that right takes, and what people were asked to permit."""

from __future__ import annotations

from sightline.metrics.base import Metric, Values, quotient

HOURLY_RATE = "hourly_rate"
"""Among the values a metric is derived from: what an hour costs, in USD; None when not set."""


def _severity(name: str, title: str, severity: str) -> Metric:
    counted = f"count(*) FILTER (WHERE severity = '{severity}')"
    help_ = f"Findings of the severity {severity}."
    return Metric(name, title, "n", help_, "finding", counted, better="less")


def _loss(name: str, title: str, text: str, minutes: str, *, trend: bool) -> Metric:
    def loss(values: Values) -> int | None:
        spent, rate = values[minutes], values[HOURLY_RATE]
        return None if spent is None or rate is None else round(spent * rate * 1e9 / 60)

    return Metric(
        name, title, "USD", f"{text} at your hourly rate; unknown without one.", derive=loss,
        needs=(minutes,), better="less", trend=trend, sort="loss", estimated=True,
    )  # fmt: skip


def _approvals(name: str, title: str, text: str, kinds: str) -> Metric:
    """Questions are recorded without answers by some, so each is unknown where there is none."""
    counted = (
        f"CASE WHEN count(*) FILTER (WHERE kind IN ({kinds})) > 0"
        f" THEN count(*) FILTER (WHERE kind = '{name}') END"
    )
    help_ = f"{text}; unknown where none is recorded."
    return Metric(f"approvals_{name}", title, "n", help_, "approval", counted)


VIOLATIONS = (
    Metric(
        "violations", "Violations", "n", "Findings of reviewers and rules.", "finding", "count(*)",
        better="less", trend=True,
    ),
    _severity("violations_errors", "Critical Errors", "error"),
    _severity("violations_warnings", "Warnings", "warning"),
    _severity("violations_infos", "Info", "info"),
    Metric(
        "violations_corrected", "Corrected Violations", "n", "Findings that were put right.",
        "finding", "count(*) FILTER (WHERE corrected)", better="more",
    ),
    Metric(
        "correction_rate", "Corrected", "ratio", "Findings that were put right, of all.",
        derive=quotient("violations_corrected", "violations"),
        needs=("violations_corrected", "violations"), better="more",
    ),
    Metric(
        "fix_minutes", "Fix Time", "min",
        "Minutes to put findings right: 9 for an error, 5 for a warning, 2 for an info.",
        "finding", "coalesce(sum(minutes), 0)", better="less",
    ),
    Metric(
        "outstanding_minutes", "Fix Time Left", "min", "The same of findings not yet put right.",
        "finding", "coalesce(sum(minutes) FILTER (WHERE NOT corrected), 0)", better="less",
    ),
    _loss(
        "estimated_loss", "Est. Loss", "What the fix time costs", "fix_minutes", trend=True,
    ),
    _loss(
        "outstanding_loss", "Outstanding", "What the fix time left costs", "outstanding_minutes",
        trend=False,
    ),
    _approvals(
        "asked", "Approvals Asked", "Permission questions put to a person", "'asked'",
    ),
    _approvals(
        "allowed", "Approvals Allowed", "Permission questions answered with yes",
        "'allowed', 'denied'",
    ),
    _approvals(
        "denied", "Approvals Denied", "Permission questions answered with no",
        "'allowed', 'denied'",
    ),
)  # fmt: skip
