"""How often a person had to step in."""

from __future__ import annotations

from sightline.metrics.base import Metric, quotient

CONVERSATION = (
    Metric(
        "interventions", "Interventions", "n",
        "Turns with an interruption, a rejection, an edit changed by the user or a rollback.",
        "turn", "count(*) FILTER (WHERE intervention OR interrupted)", better="less",
    ),
    Metric(
        "intervention_rate", "User Intervention", "ratio", "Turns a person stepped into.",
        derive=quotient("interventions", "turns"), needs=("interventions", "turns"),
        better="less", trend=True,
    ),
    Metric(
        "interruptions", "Interruptions", "n", "Turns a person interrupted.",
        "turn", "count(*) FILTER (WHERE interrupted)", better="less",
    ),
)  # fmt: skip
