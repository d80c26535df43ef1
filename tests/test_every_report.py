"""Each report is found under its name."""

from __future__ import annotations

from sightline.reports import REPORTS, every_report


def test_a_report_stands_under_its_own_name() -> None:
    assert [report.name for report in every_report()] == list(REPORTS)
