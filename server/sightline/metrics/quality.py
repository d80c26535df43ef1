"""How good the work of sessions is, by what reviews say of it; unknown where none was made."""

from __future__ import annotations

from sightline.metrics.base import Metric

QUALITY = (
    Metric(
        "quality", "Avg. quality", "score",
        "Mean score of reviewed sessions, 0 to 100: style, logic and security as weighted. Agents"
        " score by themselves; linters give 100·exp(-0.002·minutes to fix ÷ thousand lines).",
        "quality", "avg(overall)", better="more", trend=True,
    ),
    Metric(
        "quality_style", "Style", "score", "Mean score in style of sessions reviewed in it.",
        "quality", "avg(style)", better="more", trend=True,
    ),
    Metric(
        "quality_logic", "Logic", "score", "Mean score in logic of sessions reviewed in it.",
        "quality", "avg(logic)", better="more", trend=True,
    ),
    Metric(
        "quality_security", "Security", "score",
        "Mean score in security of sessions reviewed in it.",
        "quality", "avg(security)", better="more", trend=True,
    ),
    Metric(
        "scored_sessions", "Scored Sessions", "n", "Sessions with a score.", "quality",
        "count(overall)",
    ),
    Metric(
        "scored_style", "Scored in Style", "n", "Sessions with a score in style.", "quality",
        "count(style)",
    ),
    Metric(
        "scored_logic", "Scored in Logic", "n", "Sessions with a score in logic.", "quality",
        "count(logic)",
    ),
    Metric(
        "scored_security", "Scored in Security", "n", "Sessions with a score in security.",
        "quality", "count(security)",
    ),
)  # fmt: skip
