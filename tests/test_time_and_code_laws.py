"""Laws 13 to 17 of counting: time, edits, cost of files, rates (`accounting.md` 8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from builders import encoded, prompt, reply, stamp, tool_result, tool_use
from families import Family, contents, few, homes, seeds
from sightline.metrics import METRICS
from sightline.store.query import Days, Filter, measure, total

if TYPE_CHECKING:
    from conftest import Ask, Home

SESSIONS = Path(__file__).parent / "sessions"
SPANS = ("active_time", "wall_time", "api_time", "tool_time", "agent_active_time")
RATES = tuple(metric.name for metric in METRICS if metric.unit == "ratio")


@pytest.mark.parametrize(("pause_ms", "active_ms"), [(299_999, 299_999), (300_000, 0)])
def test_a_pause_shorter_than_the_idle_cap_is_activity(
    home: Home, pause_ms: int, active_ms: int
) -> None:
    home.claude("aaaa", prompt("p", 0), prompt("q", pause_ms / 1000))
    assert home.totals("active_time", "wall_time") == {
        "active_time": active_ms, "wall_time": pause_ms,
    }  # fmt: skip


def pi_answer(duration: int | None) -> list[dict[str, Any]]:
    """A Pi session: asked at 0 s, answered at 400 s, said to have taken so many ms."""
    answer: dict[str, Any] = {"role": "assistant", "content": [], "duration": duration}
    told: list[tuple[int, dict[str, Any]]] = [
        (0, {"role": "user", "content": "go"}),
        (400, answer),
        (900, {"role": "user"}),
    ]
    head: dict[str, Any] = {"type": "session", "version": 3, "id": "x", "timestamp": stamp(0)}
    return [head] + [
        {"type": "message", "id": f"e{at}", "timestamp": stamp(at),
         "message": message | {"timestamp": stamp(0), "content": "go"}}
        for at, message in told
    ]  # fmt: skip


@pytest.mark.parametrize(("duration", "active_ms"), [(400_000, 400_000), (None, 0)])
def test_a_recorded_duration_counts_in_full_and_a_derived_one_as_a_pause(
    home: Home, duration: int | None, active_ms: int
) -> None:
    """Pauses of 400 s and 500 s are no activity, but for work recorded inside."""
    path = home.path / ".pi/agent/sessions/app/2026-03-02T10-00-00-000Z_x.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(encoded(*pi_answer(duration)))
    assert home.totals("active_time", "wall_time", "api_time") == {
        "active_time": active_ms, "wall_time": 900_000, "api_time": 400_000,
    }  # fmt: skip


def test_times_of_parallel_agents_are_a_union_and_never_more_than_the_wall(home: Home) -> None:
    side: dict[str, Any] = {"isSidechain": True, "agentId": "x", "sessionId": "aaaa"}
    home.claude("aaaa", prompt("p", 0), reply("m", 100, parentUuid="p"))
    home.claude("aaaa/subagents/agent-x", prompt("s", 50, **side), reply("n", 120, **side))
    # the model answers from 0 to 100 and from 50 to 120
    assert home.totals("api_time", "wall_time") == {"api_time": 120_000, "wall_time": 120_000}


def test_tool_time_is_what_the_model_does_not_cover(home: Home) -> None:
    call = reply("m", 10, parentUuid="p", content=[tool_use("t", command="make")])
    home.claude("aaaa", prompt("p", 0), call, tool_result("t", 40))
    found = home.totals("api_time", "tool_time", "agent_active_time", "api_share", "tool_share")
    assert found == {
        "api_time": 10_000, "tool_time": 30_000, "agent_active_time": 40_000,
        "api_share": 10 / 40, "tool_share": 30 / 40,
    }  # fmt: skip


def test_a_derived_answer_of_more_than_half_an_hour_is_unknown(home: Home) -> None:
    home.claude("aaaa", prompt("p", 0), reply("m", 1801, parentUuid="p"))
    assert home.totals("ttlt", "ttlt_n") == {"ttlt": None, "ttlt_n": 0}


@few
@given(seeds)
def test_no_time_exceeds_the_wall_and_shares_are_a_whole(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            rows = measure(connection, SPANS, Filter(), ("session",))
    for row in rows:
        value = {name: row.values[name] for name in SPANS}
        wall, api, tool = value["wall_time"], value["api_time"], value["tool_time"]
        agent, active = value["agent_active_time"], value["active_time"]
        assert wall is None or active is None or active <= wall
        assert wall is None or agent is None or agent <= wall
        if agent is not None and api is not None:
            assert tool is not None
            assert api + tool == agent
        else:
            assert tool is None  # of unknown parts nothing is said


@few
@given(seeds)
def test_days_of_activity_are_the_session(seed: int) -> None:
    from datetime import UTC, date, datetime, timedelta

    days = [date(2026, 2, 25) + timedelta(days=n) for n in range(30)]
    starts = [int(datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp()) * 10**6 for d in days]
    names = ("active_time", "api_time")
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            whole = total(connection, names, Filter())
            rows = measure(connection, names, Filter(), ("day",), Days(tuple(days), tuple(starts)))
    for name in names:
        assert sum(int(row.values[name] or 0) for row in rows) == int(whole[name] or 0)


@few
@given(seeds)
def test_files_languages_and_the_rest_are_the_total_under_filters(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            for where in (Filter(), Filter(models=("claude-opus-4-7",)),
                          Filter(projects=("/home/dev/app",))):  # fmt: skip
                whole = total(connection, ("attributed_cost",), where)["attributed_cost"]
                for dimension in ("path", "language", "turn", "model"):
                    rows = measure(connection, ("attributed_cost",), where, (dimension,))
                    shares = sum(int(row.values["attributed_cost"] or 0) for row in rows)
                    assert (where, dimension, shares) == (where, dimension, int(whole or 0))


def edit(id_: str, second: float, path: str, lines: list[str], **more: Any) -> list[dict[str, Any]]:
    """A call that edits a file, and its result."""
    use = [tool_use(id_, "Edit", file_path=path)]
    done = {"filePath": path, "structuredPatch": [{"lines": lines}]}
    said = reply(f"m-{id_}", second, content=use)
    return [said, tool_result(id_, second + 1, toolUseResult=done, **more)]


def shares(home: Home) -> dict[str, int]:
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        rows = measure(connection, ("attributed_cost",), Filter(), ("path",))
        return {str(row.group[0]): int(row.values["attributed_cost"] or 0) for row in rows}


def test_the_cost_of_a_turn_goes_to_its_files_by_lines_to_the_nano_usd(home: Home) -> None:
    """Two requests of 1,562,500 nano-USD each: 100 in, 10 out, 1,000 read, 50 written."""
    home.claude(
        "aaaa", prompt("p", 0), *edit("t", 1, "/home/dev/app/b.py", ["+1", "+2"]),
        *edit("u", 3, "/home/dev/app/a.py", ["-1"]),
    )  # fmt: skip
    each = 100 * 5_000 + 10 * 25_000 + 1000 * 500 + 50 * 6_250
    assert home.totals("cost") == {"cost": 2 * each}
    # two of three lines are b's; each request is split alone: 1,041,666 2/3 rounds up for b
    assert each == 1_562_500
    assert shares(home) == {"b.py": 2 * 1_041_667, "a.py": 2 * 520_833}


def test_files_without_known_lines_share_equally_and_the_rest_goes_by_path(home: Home) -> None:
    home.claude(
        "aaaa", prompt("p", 0), *edit("t", 1, "/home/dev/app/b.py", []),
        *edit("u", 3, "/home/dev/app/a.py", []), *edit("v", 5, "/home/dev/app/c.py", []),
    )  # fmt: skip
    third, left = divmod(1_562_500, 3)
    assert left == 1  # of each of three requests: to the first path
    assert shares(home) == {"a.py": 3 * (third + 1), "b.py": 3 * third, "c.py": 3 * third}


def test_the_files_of_an_unpriced_request_have_lower_bounds(home: Home, ask: Ask) -> None:
    said, done = edit("t", 1, "/home/dev/app/b.py", ["+1"])
    said["message"]["model"] = "nobody-knows-1"
    home.claude("aaaa", prompt("p", 0), said, done, reply("m", 5))
    index = home.index()
    index.refresh()
    (row,) = ask(index, "files").rows
    # only the second request, 100 in, 10 out, 1,000 read and 50 written, has a price
    assert (round(row.cost * 10**9), row.cost_label) == (1_562_500, "at_least")


def test_a_total_over_a_session_is_of_no_turn_and_so_of_no_file(home: Home) -> None:
    path = home.path / ".copilot/session-state/edits.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes((SESSIONS / "copilot_cli/edits.jsonl").read_bytes())
    whole = home.totals("requests", "attributed_cost", "files_changed")
    assert whole == {"requests": 1, "attributed_cost": 0, "files_changed": 2}


def test_a_turn_that_changed_nothing_is_unattributed(home: Home) -> None:
    home.claude(
        "aaaa", prompt("p", 0), *edit("t", 1, "/home/dev/app/b.py", ["+1"]), prompt("q", 9),
        reply("m", 10),
    )  # fmt: skip
    assert home.totals("cost", "attributed_cost") == {
        "cost": 2 * 1_562_500, "attributed_cost": 1_562_500,
    }  # fmt: skip


@pytest.mark.parametrize(
    "said", ["Exit code 1", "The user doesn't want to proceed with this tool use."]
)
def test_a_failed_or_rejected_edit_adds_no_line_and_no_file(home: Home, said: str) -> None:
    lines = edit("t", 1, "/home/dev/app/b.py", ["+1"])
    block = {"type": "tool_result", "tool_use_id": "t", "content": said, "is_error": True}
    lines[1]["message"]["content"] = [block]
    lines[1]["toolUseResult"] = f"Error: {said}"
    home.claude("aaaa", prompt("p", 0), *lines)
    assert home.totals("lines_added", "files_changed") == {"lines_added": 0, "files_changed": 0}


@few
@given(seeds)
def test_rates_lie_between_0_and_1_or_are_unknown(seed: int) -> None:
    with homes() as make:
        index = make(contents(Family(seed))).index()
        index.refresh()
        with index.reading() as connection:
            for dimension in ("session", "model", "engine"):
                for row in measure(connection, RATES, Filter(), (dimension,)):
                    known = [value for name in RATES if (value := row.values[name]) is not None]
                    assert all(0 <= value <= 1 for value in known)


def test_rates_are_summed_numerators_by_summed_denominators(home: Home) -> None:
    ok, bad = [tool_use("t", command="ls")], [tool_use("u", command="false")]
    home.claude("aaaa", prompt("p", 0), reply("m", 1, content=ok), tool_result("t", 2))
    home.claude(
        "bbbb", prompt("q", 0), reply("n", 1, content=bad), tool_result("u", 2, failed=True),
        reply("o", 3, content=[tool_use("v", command="ls")]), tool_result("v", 4),
    )  # fmt: skip
    assert home.totals("tool_success_rate") == {"tool_success_rate": 2 / 3}  # not (1 + 1/2) / 2


def test_an_error_is_made_good_by_the_same_tool_on_the_same_target(home: Home) -> None:
    calls = [("t", "make", True), ("u", "ls", True), ("v", "make", False)]
    lines = [
        line for n, (id_, command, failed) in enumerate(calls)
        for line in (reply(f"m{n}", 2 * n + 1, content=[tool_use(id_, command=command)]),
                     tool_result(id_, 2 * n + 2, failed=failed))
    ]  # fmt: skip
    home.claude("aaaa", prompt("p", 0), *lines)
    assert home.totals("errors", "error_recovery_rate") == {
        "errors": 2, "error_recovery_rate": 1 / 2,
    }  # fmt: skip


def test_a_success_before_the_error_makes_nothing_good(home: Home) -> None:
    calls = [("t", False), ("u", True)]
    lines = [
        line for n, (id_, failed) in enumerate(calls)
        for line in (reply(f"m{n}", 2 * n + 1, content=[tool_use(id_, command="make")]),
                     tool_result(id_, 2 * n + 2, failed=failed))
    ]  # fmt: skip
    home.claude("aaaa", prompt("p", 0), *lines)
    assert home.totals("errors", "error_recovery_rate") == {
        "errors": 1, "error_recovery_rate": 0 / 1,
    }  # fmt: skip


def test_consecutive_retries_are_one_error(home: Home) -> None:
    retry: dict[str, Any] = {"type": "system", "subtype": "api_error", "cwd": "/home/dev/app"}
    retries = [retry | {"uuid": f"e{n}", "timestamp": stamp(n), "retryAttempt": n} for n in (1, 2)]
    home.claude("aaaa", prompt("p", 0), *retries, reply("m", 5))
    assert home.totals("errors", "error_recovery_rate") == {"errors": 1, "error_recovery_rate": 1}


def test_interventions_are_turns_a_person_stepped_into(home: Home) -> None:
    stopped = prompt("x", 2, "[Request interrupted by user]")
    home.claude("aaaa", prompt("p", 0), reply("m", 1), stopped, prompt("q", 9), reply("n", 10))
    assert home.totals("intervention_rate", "turns") == {"intervention_rate": 1 / 2, "turns": 2}
