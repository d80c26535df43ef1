"""Laws 1 to 12 of counting that need more than one family of sessions (`accounting.md` 8)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import encoded, prompt, reply
from conftest import totals_of
from families import ADDITIVE, COUNTS, Family, by, contents, counts, few, homes, seeds
from sightline import reading
from sightline.metrics import LABEL_COUNTS
from sightline.reports.labels import added, cost_label
from sightline.settings import Settings
from sightline.store.query import Filter, total

if TYPE_CHECKING:
    from conftest import Home
    from sightline.reports.payload.base import Label

ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
    "America/Sao_Paulo", "Africa/Casablanca", "UTC",
)  # fmt: skip
TOKENS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")


@few
@given(seeds)
def test_sums_add_up_under_every_filter(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        for where in (
            Filter(engines=("claude_code",)), Filter(models=("claude-opus-4-7",)),
            Filter(projects=("/home/dev/app",)), Filter(agents=("main",)),
        ):  # fmt: skip
            whole = totals_of(index, *ADDITIVE, where=where)
            for dimension in ("day", "model", "session", "project", "engine"):
                assert (where, by(index, dimension, where)) == (where, whole)


def test_copies_are_told_before_a_filter_looks(home: Home) -> None:
    """Invariant 4: in the other project the copy is no spend, whatever is filtered."""
    home.claude("aaaa", prompt("p", 0), reply("m", 1))
    other: dict[str, Any] = {"cwd": "/home/dev/web"}
    home.claude("bbbb", prompt("p", 0, **other), reply("m", 1, **other), prompt("q", 9, **other))
    app, web = Filter(projects=("/home/dev/app",)), Filter(projects=("/home/dev/web",))
    index = home.index()
    index.refresh()
    assert totals_of(index, "requests", where=app) == {"requests": 1}
    assert totals_of(index, "requests", where=web) == {"requests": 0}


def test_workers_change_nothing(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Invariant 2: one process or several read the same."""
    for name, content in contents(Family(7)).items():
        path = home.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    alone = home.totals(*COUNTS)
    home.index().clear()
    monkeypatch.setattr(reading, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(reading, "BATCH_BYTES", 1)
    assert home.totals(*COUNTS) == alone


@few
@given(seeds)
def test_any_change_of_files_equals_a_fresh_scan(seed: int) -> None:
    pick = random.Random(seed)
    files = contents(Family(seed))
    with homes() as make:
        home = make(files)
        index = home.index()
        index.refresh()
        for name in pick.sample(sorted(files), min(3, len(files))):
            change = pick.choice(["cut", "other", "gone"])
            if change == "cut":
                files[name] = files[name][: pick.randrange(len(files[name]))]
            elif change == "other":
                files[name] = pick.choice(list(contents(Family(seed + 1)).values()))
            (home.path / name).unlink() if change == "gone" else (home.path / name).write_bytes(
                files[name]
            )
            files.pop(name) if change == "gone" else None
        changed = counts(index)
        assert changed == counts(home.index()) == counts(make(files).index())


@few
@given(seeds, st.integers(0, 900))
def test_a_streamed_copy_never_lowers_a_request(seed: int, output: int) -> None:
    family = Family(seed)
    name = next(name for name in family.files if name.startswith(".claude"))
    lines = [line for line in family.files[name] if isinstance(line, dict)]
    known = [line["message"]["id"] for line in lines if line["type"] == "assistant"]
    with homes() as make:
        before = counts(make(contents(family)).index())
        copy = [reply(id_, 9000, output, model="claude-opus-4-7") for id_ in known]
        family.files[name] += copy
        after = counts(make(contents(family)).index())
    assert after["output_tokens"] >= before["output_tokens"]


@few
@given(seeds)
def test_of_a_family_of_copies_each_call_has_one_owner(seed: int) -> None:
    family = Family(seed)
    lines = [
        line for name, lines in family.files.items() for line in lines
        if name.startswith(".claude") and isinstance(line, dict)
    ]  # fmt: skip
    distinct = {line["message"]["id"] for line in lines if line["type"] == "assistant"}
    with homes() as make:
        index = make(contents(family)).index()
        index.refresh()
        with index.reading() as connection:
            owned = connection.execute(
                "SELECT count(*), count(DISTINCT key) FROM request"
                " WHERE native AND thread LIKE 'claude_code:%'"
            ).fetchone()
            shown = connection.execute(
                "SELECT count(*) FROM request WHERE thread LIKE 'claude_code:%'"
            ).fetchone()
    assert owned == (len(distinct), len(distinct))
    assert shown is not None
    assert shown[0] >= len(distinct)


@few
@given(seeds)
def test_equal_work_under_other_ids_counts_twice_and_other_ids_change_no_total(seed: int) -> None:
    one, other = contents(Family(seed)), contents(Family(seed, 1000))
    with homes() as make:
        first, second = counts(make(one).index()), counts(make(other).index())
        both = counts(make({**one, **other}).index())
    assert first == second
    assert both == {name: 2 * value for name, value in first.items()}


@few
@given(seeds)
def test_parts_of_usage_are_disjoint_and_never_negative(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            found = total(connection, (*TOKENS, "all_input_tokens", "total_tokens"), Filter())
            odd = connection.execute(
                "SELECT key FROM request WHERE least(input_tokens, cache_read_tokens,"
                " cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, n) < 0"
                " OR reasoning_tokens > output_tokens"
            ).fetchall()
    values: dict[str, Any] = dict(found)
    assert odd == []
    assert values["all_input_tokens"] == sum(values[name] for name in TOKENS[:3])
    assert values["total_tokens"] == values["input_tokens"] + values["output_tokens"]


def test_unknown_usage_is_never_shown_as_0(home: Home) -> None:
    line = reply("m", 1)
    line["message"]["usage"] = {"input_tokens": None}
    home.claude("aaaa", prompt("p", 0), line)
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        row = connection.execute(
            "SELECT input_tokens, output_tokens, cost_nano, partial FROM request"
        )
        assert row.fetchall() == [(None, None, None, True)]


@few
@given(seeds)
def test_recorded_amounts_do_not_move_with_overrides(seed: int) -> None:
    dear = {"claude-opus-4-7": {"inputPer1M": 900, "outputPer1M": 900}}
    priced = Settings.model_validate({"timeZone": "UTC", "pricing": {"overrides": dear}})
    recorded = "SELECT sum(cost_nano) FROM request WHERE native AND basis = 'recorded'"
    with homes() as make:
        home = make(contents(Family(seed)))
        found = []
        for settings in (None, priced):
            index = home.index(settings)
            index.refresh()
            with index.reading() as connection:
                found += connection.execute(recorded).fetchall()
    assert found[0] == found[1]


rows = st.lists(st.sampled_from(["recorded", "priced", "estimated", "at_least", "unknown"]))


def group(labels: list[str]) -> dict[str, Any]:
    """The counters that a sum over such rows has."""
    counters = {name: labels.count(name.removeprefix("rows_")) for name in LABEL_COUNTS}
    return {"rows": len(labels), **counters}


@given(rows, rows, rows)
def test_labels_of_sums_do_not_depend_on_how_they_are_grouped(
    one: list[str], two: list[str], three: list[str]
) -> None:
    left = added((), [added((), [group(one), group(two)]), group(three)])
    right = added((), [group(three), added((), [group(two), group(one)])])
    assert cost_label(left) == cost_label(right) == cost_label(group(one + two + three))


@given(rows.filter(bool), st.sampled_from(["unknown", "at_least"]))
def test_one_unsure_row_makes_a_mixed_sum_a_lower_bound(labels: list[str], unsure: str) -> None:
    mixed = [*labels, unsure]
    expected: Label = "unknown" if set(mixed) == {"unknown"} else "at_least"
    assert cost_label(group(mixed)) == expected


@pytest.mark.parametrize(
    ("labels", "label"),
    [([], "priced"), (["unknown"], "unknown"), (["recorded"], "recorded"),
     (["recorded", "priced"], "priced"), (["recorded", "priced", "estimated"], "estimated")],
)  # fmt: skip
def test_a_sum_is_as_sure_as_its_least_sure_row(labels: list[str], label: str) -> None:
    assert cost_label(group(labels)) == label


@few
@given(seeds)
def test_totals_of_all_time_are_equal_in_all_zones(seed: int) -> None:
    from conftest import NOW
    from sightline.reports import report_named
    from sightline.reports.report import Context

    report = report_named("daily")
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        requests = totals_of(index, "requests")["requests"]
        for zone in ZONES:
            params = report.params.model_validate({"range": {"preset": "all"}, "timeZone": zone})
            answer: Any = report.answer(Context(index, index.settings, lambda: NOW), params)
            assert (zone, sum(day.requests for day in answer.days)) == (zone, requests)


def test_a_last_line_counts_when_it_is_whole_and_waits_when_it_is_torn(home: Home) -> None:
    """Invariant 5: without its line feed, and without a problem."""
    whole = encoded(prompt("p", 0), reply("m", 1))
    path = home.claude("aaaa")
    index = home.index()
    for content, requests in ((whole[:-1], 1), (whole[:-9], 0)):
        path.write_bytes(content)
        index.refresh()
        held = index.held()
        assert (held.requests, held.problems) == (requests, 0)
