"""Every file of the corpus is read as its engine's, or reported with a reason."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from places import CORPUS
from sightline.adapters import ADAPTERS
from sightline.adapters.base import Source, Work, read

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.corpus
REPORTED: set[str] = set()
"""Files that hold no session of their engine: none of those there are."""
BY_ENGINE = {adapter.engine: adapter for adapter in ADAPTERS}


def outcome(engine: str, path: Path) -> str:
    """The engine it was read as, else why not."""
    source = Source(engine, str(path.parent), str(path))
    rows = read(BY_ENGINE[engine], source, None, None, Work()).rows
    if rows.session:
        return rows.session[0].thread.partition(":")[0]
    reasons = [problem.reason for problem in rows.problem if problem.kind != "anomaly"]
    return f"reported: {reasons[0]}" if reasons else "nothing"


def test_each_is_recognized_as_its_engine_or_reported_with_a_reason(corpus: Path) -> None:
    with (corpus / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        listed = [
            (row["agent"], row["path_here"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    assert len(listed) == 210
    told = {path: outcome(CORPUS[agent], corpus / path) for agent, path in listed}
    odd = {path: told[path] for agent, path in listed if told[path] != CORPUS[agent]}
    assert {path: why for path, why in odd.items() if not why.startswith("reported: ")} == {}
    assert set(odd) == REPORTED
