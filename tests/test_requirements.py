"""Every numbered requirement has a test that names it, or a reason why not."""

from __future__ import annotations

from requirements import LEFT_OUT, REQUIRED, listing, proofs


def test_every_requirement_is_named_by_a_test_or_left_out_with_a_reason() -> None:
    found = proofs()
    assert [code for code in REQUIRED if code not in found and code not in LEFT_OUT] == []


def test_only_requirements_are_left_out() -> None:
    assert set(LEFT_OUT) <= set(REQUIRED)
    assert all(LEFT_OUT.values())


def test_the_list_has_a_row_for_each() -> None:
    assert len(listing().splitlines()) == 2 + len(REQUIRED)
