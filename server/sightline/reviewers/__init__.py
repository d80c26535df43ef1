"""Where quality findings come from: reports of review agents, linters, SARIF, own detectors.

Reviewers are listed in `registry`, not here: scores are part of every start, reviewers are not.
"""

from __future__ import annotations
