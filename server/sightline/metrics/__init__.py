"""What each number means, once: name, title, unit, help, expression, better."""

from __future__ import annotations

from sightline.metrics.activity import ACTIVITY
from sightline.metrics.base import Metric
from sightline.metrics.code import CODE
from sightline.metrics.conversation import CONVERSATION
from sightline.metrics.cost import COST, LABEL_COUNTS
from sightline.metrics.helpers import HELPERS
from sightline.metrics.latency import LATENCY
from sightline.metrics.quality import QUALITY
from sightline.metrics.tokens import TOKENS
from sightline.metrics.tools import TOOLS
from sightline.metrics.violations import VIOLATIONS

METRICS: tuple[Metric, ...] = (
    *ACTIVITY, *TOKENS, *COST, *LATENCY, *HELPERS, *TOOLS, *CODE, *CONVERSATION,
    *QUALITY, *VIOLATIONS,
)  # fmt: skip

BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}

__all__ = ["BY_NAME", "LABEL_COUNTS", "METRICS", "Metric"]
