"""Every metric says what it is, once, and can be asked of an empty table."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from sightline.metrics import BY_NAME, METRICS, Metric
from sightline.metrics.base import Unit
from sightline.readme import README, renewed
from sightline.reports.payload import base
from sightline.store.query import NOTHING, Filter, nothing, total

if TYPE_CHECKING:
    from conftest import Home

every = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)


@every
def test_a_metric_has_a_title_a_unit_and_a_sentence(metric: Metric) -> None:
    """M1: one record a metric."""
    assert metric.title
    assert metric.unit in get_args(Unit)
    assert metric.help[0] == metric.help[0].upper()
    assert metric.help.endswith(".")


@every
def test_a_metric_is_in_the_readme_in_its_own_words(metric: Metric) -> None:
    """M1: the README has its words from there."""
    row = f"| `{metric.name}` | {metric.title} | {metric.unit} | {metric.help} |"
    assert row in README.read_text(encoding="utf-8").splitlines()


@every
def test_a_metric_is_counted_or_derived(metric: Metric) -> None:
    assert (metric.derive is None) != (metric.expression == "")
    assert all(need in BY_NAME for need in metric.needs)


def test_the_readme_is_what_the_metrics_give() -> None:
    text = README.read_text(encoding="utf-8")
    assert renewed(text) == text


def test_names_are_of_one_metric_each() -> None:
    assert len(BY_NAME) == len(METRICS)


def test_the_units_of_payloads_are_those_of_metrics() -> None:
    assert get_args(base.Unit) == get_args(Unit)


def test_where_nothing_is_counts_are_0_and_means_unknown(home: Home) -> None:
    index = home.index()
    names = list(BY_NAME)
    with index.reading() as connection:
        asked = total(connection, names, NOTHING)
        everywhere = total(connection, names, Filter())
    assert {name: asked[name] for name in names} == {name: nothing(names)[name] for name in names}
    assert {name: everywhere[name] for name in names} == {name: asked[name] for name in names}
    assert asked["cost"] == asked["net_lines"] == asked["active_time"] == 0
    assert asked["ttft"] is asked["wall_time"] is asked["cache_savings"] is None
