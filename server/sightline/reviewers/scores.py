"""What findings make of a score, and how scores of phases make one.

Held against 63 real reports of agents that tell both a score and their issues: more minutes go
with lower scores (Spearman's rho 0.43 over 26 of style, 0.45 over 37 of logic; no other weights of
the three counts come above 0.57), on average 8 at 80 and more, 29 at 70 to 79, 58 at 60 to 69.
Below 60 it is 37: few issues, but grave ones. So agents judge more than a count can tell, and
where an agent has judged a phase, its score stands before that of a tool.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import get_args

from sightline import settings
from sightline.records import Phase

STEEPNESS = 0.002
FEWEST_LINES = 50
"""A change of fewer lines is judged as one of so many: one finding in two lines says little."""

PHASES: tuple[Phase, ...] = get_args(Phase)
Weights = Mapping[Phase, float]


def weights_of(chosen: settings.Weights) -> Weights:
    """The weights a user has set."""
    return {"style": chosen.style, "logic": chosen.logic, "security": chosen.security}


def phase_score(minutes: int, lines: int) -> float:
    """100·exp(-0.002·W/K): W minutes of fixing over K thousand lines under review.

    One warning (5 minutes) in 100 lines gives 90, one in 1,000 gives 99.
    """
    thousands = max(lines, FEWEST_LINES) / 1000
    return 100 * math.exp(-STEEPNESS * minutes / thousands)


def rounded(score: float) -> int:
    """A score as it is kept and shown, halves up."""
    return int(Decimal(str(score)).quantize(Decimal(1), ROUND_HALF_UP))


def overall(scores: Mapping[Phase, float], weights: Weights) -> int | None:
    """The weighted mean over the phases there are, halves up; None without any that weighs."""
    present = [phase for phase in PHASES if phase in scores and weights[phase] > 0]
    whole = sum(Decimal(str(weights[phase])) for phase in present)
    if not whole:
        return None
    parts = sum(Decimal(str(weights[phase])) * Decimal(str(scores[phase])) for phase in present)
    return rounded(float(parts / whole))


def partial(scores: Mapping[Phase, float]) -> str | None:
    """What a score lacks, such as `partial (no security review)`; None where nothing is."""
    missing = [phase for phase in PHASES if phase not in scores]
    if not missing or len(missing) == len(PHASES):
        return None
    return f"partial (no {' and no '.join(missing)} review)"
