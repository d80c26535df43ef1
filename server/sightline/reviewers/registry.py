"""All reviewers of this machine, in the order they are asked."""

from __future__ import annotations

from sightline.reviewers.base import Reviewer
from sightline.reviewers.dangerous import DANGEROUS
from sightline.reviewers.oxlint import OXLINT
from sightline.reviewers.placeholders import PLACEHOLDERS
from sightline.reviewers.ruff import RUFF
from sightline.reviewers.secrets import SECRETS

REVIEWERS: tuple[Reviewer, ...] = (RUFF, OXLINT, SECRETS, DANGEROUS, PLACEHOLDERS)
