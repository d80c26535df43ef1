"""A review as it is kept: SARIF that reads back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviews import issue, keep
from sightline.errors import ReviewerError
from sightline.reviewers import keeping, sarif
from sightline.reviewers.tracking import Tracked

OPEN = Tracked(issue(), "a1", "2026-03-02T09:00:00.000Z", "unchanged")
GONE = Tracked(issue("S602", phase="security"), "b2", "2026-03-02T09:00:00.000Z", "absent")


def test_a_kept_review_reads_back(tmp_path: Path) -> None:
    path = keep(tmp_path, "claude_code:aaaa", 11, OPEN, GONE, logic=80)
    made = keeping.read(path.read_bytes())
    assert made.findings == [OPEN, GONE]
    assert made.header.phases["logic"].score == 80
    assert keeping.counts(made.findings) == {"error": 1}


def test_other_programs_see_what_is_still_there(tmp_path: Path) -> None:
    path = keep(tmp_path, "claude_code:aaaa", 11, OPEN, GONE, logic=80)
    (run,) = sarif.decoded(path.read_bytes()).runs
    assert [found.rule for found in sarif.found(run, str)] == ["F821"]


@pytest.mark.parametrize("change", ["header", "result", "foreign"])
def test_what_is_no_review_of_ours_is_refused(tmp_path: Path, change: str) -> None:
    value = json.loads(keep(tmp_path, "claude_code:aaaa", 11, OPEN, logic=80).read_text("utf-8"))
    if change == "header":
        del value["properties"]["sightline"]["at"]
    elif change == "result":
        value["runs"][0]["results"][0]["locations"] = []
    else:
        del value["properties"]
    with pytest.raises(ReviewerError):
        keeping.read(json.dumps(value).encode())
