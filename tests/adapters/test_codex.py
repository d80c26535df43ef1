"""Codex: sessions, prompts, forks and requests out of rollout files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.codex import CODEX
from sightline.adapters.codex.forks import Descent, compared, native_line_of
from sightline.adapters.codex.lines import Usage
from sightline.adapters.codex.usage import Account, Meter, tokens_of
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "codex"
START = 1_772_600_400_000_000  # 2026-03-04T05:00:00Z
SECOND = 1_000_000
OWN = "019cb700-0000-7000-8000-00000000000"


def parse(name: str) -> Rows:
    path = SESSIONS / f"{name}.jsonl"
    return read(CODEX, Source("codex", str(SESSIONS), str(path)), None, None, Work()).rows


def counts(rows: Rows) -> list[tuple[int, str, int | None]]:
    return [(row.line, row.key, row.ts) for row in rows.request]


def split(row: Request) -> tuple[int | None, int | None, int | None, int | None]:
    return row.input_tokens, row.cache_read_tokens, row.output_tokens, row.reasoning_tokens


# Where


def test_sessions_lie_in_the_home_folder_or_where_codex_home_says() -> None:
    home = Path("/home/dev")
    assert CODEX.folders(Environment(home)) == [
        home / ".codex" / "sessions",
        home / ".codex" / "archived_sessions",
    ]
    moved = Environment(home, {"CODEX_HOME": "/a, /b"})
    assert [str(path) for path in CODEX.folders(moved)][::2] == ["/a/sessions", "/b/sessions"]


def test_only_jsonl_files_are_wanted() -> None:
    assert CODEX.wants("2026/03/04/rollout-x.jsonl")
    assert not CODEX.wants("2026/03/04/notes.json")


# The session


def test_the_first_meta_gives_id_folder_branch_and_version() -> None:
    session = parse("repeated_count").session[0]
    assert session.thread == session.session == f"codex:{OWN}1"
    assert (session.cwd, session.branch, session.version) == ("/home/dev/shop", "main", "0.142.1")
    assert (session.kind, session.native_line, session.context_window) == ("root", 0, 258_400)
    assert (session.first_ts, session.last_ts) == (START, START + 9_200_000)


def test_the_first_prompt_is_the_title() -> None:
    session = parse("repeated_count").session[0]
    assert (session.title, session.title_rank) == ("Fix the cart total", 1)


def test_a_title_holds_neither_ide_context_nor_secrets() -> None:
    assert parse("prompts").session[0].title == "Add a retry with •••"


def test_a_file_of_another_program_is_no_session(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"type":"user","message":{"content":"hi"}}\n{"type":"message","message":{}}\n')
    rows = read(CODEX, Source("codex", str(tmp_path), str(path)), None, None, Work()).rows
    assert rows == Rows()


def test_a_file_without_meta_is_named_by_the_uuid_in_its_name(tmp_path: Path) -> None:
    path = tmp_path / f"rollout-2026-03-04T05-00-00-{OWN}9.jsonl"
    path.write_text('{"timestamp":"2026-03-04T05:00:00Z","type":"compacted","payload":{}}\n')
    rows = read(CODEX, Source("codex", str(tmp_path), str(path)), None, None, Work()).rows
    assert rows.session[0].thread == f"codex:{OWN}9"


# Requests


def test_a_repeated_count_is_one_request() -> None:
    rows = parse("repeated_count")
    assert [split(row) for row in rows.request] == [
        (1000 - 800, 800, 50, 20),
        (1500 - 1100, 1100, 40, 10),
    ]
    assert rows.problem == []


def test_a_request_is_keyed_by_session_epoch_total_and_last() -> None:
    key = parse("repeated_count").request[1].key
    assert key == f"{OWN}1:0:2500,1900,0,90,30:1500,1100,0,40,10"
    assert compared(key) == "2500,1900,0,90,30:1500,1100,0,40,10"


def test_a_counter_that_starts_again_loses_and_doubles_nothing() -> None:
    rows = parse("counter_starts_again")
    assert [row.output_tokens for row in rows.request] == [50, 7, 9]
    assert [row.key.split(":")[1] for row in rows.request] == ["0", "1", "1"]


def test_a_stale_count_between_newer_ones_adds_nothing() -> None:
    rows = parse("stale_count")
    assert [row.output_tokens for row in rows.request] == [50, 40, 30]
    assert sum(row.output_tokens or 0 for row in rows.request) == 120  # the final total


def test_equal_counts_after_a_reset_to_zero_are_two_requests() -> None:
    assert len(parse("counter_reset_to_zero").request) == 2


def test_totals_alone_are_subtracted_from_each_other() -> None:
    assert [split(row) for row in parse("totals_only").request] == [
        (200, 800, 50, 20),
        (1500 - 1100, 1900 - 800, 90 - 50, 30 - 20),
    ]


def test_without_totals_an_equal_count_in_a_row_is_a_repetition() -> None:
    rows = parse("last_only")
    assert [row.output_tokens for row in rows.request] == [50, 40]
    assert rows.request[0].key == f"{OWN}1:{START + 2 * SECOND}::1000,800,0,50,20"


def test_odd_counts_are_unknown_and_lose_no_request() -> None:
    cached, negative, written = parse("odd_counts").request
    assert (cached.input_tokens, cached.cache_read_tokens) == (0, 1400)  # more than the input
    assert (negative.input_tokens, negative.output_tokens, negative.partial) == (1000, None, True)
    assert (written.input_tokens, written.cache_write_5m_tokens) == (500 - 200 - 100, 100)
    assert not written.partial


def test_oddities_are_counted_by_reason() -> None:
    reasons = {problem.reason: problem.n for problem in parse("odd_counts").problem}
    assert reasons["cached tokens exceed input"] == 1
    assert reasons["output_tokens is not a count"] == 1


def test_a_count_lasts_from_what_it_answers_to_its_last_item() -> None:
    first, second = parse("repeated_count").request
    # The prompt at 0.5 s, its call at 4 s; the call's output at 6 s, the message at 9 s.
    assert (first.started_ts, first.ended_ts, first.duration_ms) == (
        START + SECOND // 2,
        START + 4 * SECOND,
        3500,
    )
    assert (second.started_ts, second.duration_ms) == (START + 6 * SECOND, 3000)


def test_the_first_request_of_a_task_has_its_time_to_first_token() -> None:
    first, second = parse("repeated_count").request
    assert (first.first_ms, first.first_kind) == (1500, "ttft")
    assert (second.first_ms, second.first_kind) == (None, None)


def test_the_model_is_that_of_the_context_before_else_of_the_first_after() -> None:
    before, after = parse("model_named_later").request
    assert (before.model, before.flags) == ("gpt-5.4", "model_assumed")
    assert (after.model, after.flags, after.provider) == ("gpt-5.4", "", "openai")


def test_a_message_and_its_event_are_one_and_belong_to_the_next_count() -> None:
    assert [row.messages for row in parse("repeated_count").request] == [1, 1]


def test_messages_after_the_last_count_belong_to_the_last_request() -> None:
    assert [row.messages for row in parse("trailing_message").request] == [1, 1 + 2]


def test_a_session_without_usage_is_one_row_of_unknown_usage() -> None:
    (row,) = parse("no_usage").request
    assert (row.key, row.n, row.messages) == (f"{OWN}1:unmetered", 0, 2)
    assert (row.input_tokens, row.output_tokens, row.partial) == (None, None, True)


def test_usage_records_count_where_there_is_no_token_count() -> None:
    rows = parse("usage_records_only")
    assert [split(row) for row in rows.request] == [(200, 800, 50, 20), (400, 1100, 40, 10)]


def test_usage_records_beside_token_counts_count_nothing() -> None:
    rows = parse("usage_records_beside_counts")
    assert [split(row) for row in rows.request] == [(200, 800, 50, 20), (400, 1100, 40, 10)]
    assert rows.request[0].started_ts == START + SECOND // 2  # the prompt, not the record


def test_token_counts_take_the_place_of_usage_records_before_them() -> None:
    rows = parse("usage_records_before_counts")
    assert [split(row) for row in rows.request] == [(200, 800, 50, 20), (400, 1100, 40, 10)]
    assert [row.messages for row in rows.request] == [3, 1]  # two records' messages and its own


counted = st.integers(0, 3)
usages = st.builds(Usage, counted, counted, st.none(), counted, counted)
streams = st.lists(st.tuples(st.none() | usages, st.none() | usages), max_size=12)


@given(streams, st.integers(0, 12))
def test_any_stream_of_counts_is_accounted_as_the_law_says(
    stream: list[tuple[Usage | None, Usage | None]], cut: int
) -> None:
    account, found = Account(Meter()), []
    for number, (total, last) in enumerate(stream):
        if number == cut:
            account = Account(account.save())  # as a later read goes on
        delta = account.take(total, last, None, number)
        if delta is not None:
            found.append(delta.parts)
    assert found == by_law([(vector(total), vector(last)) for total, last in stream])


Vector = tuple[int, int, int, int, int]


def vector(usage: Usage | None) -> Vector | None:
    if usage is None:
        return None
    read, output = usage.cached_input_tokens, usage.output_tokens
    return (usage.input_tokens, read, 0, output, usage.reasoning_output_tokens)


def by_law(stream: list[tuple[Vector | None, Vector | None]]) -> list[Vector]:
    """The accounting rule, written down a second time."""
    emitted: list[Vector] = []
    prev: Vector | None = None
    seen: set[tuple[Vector, Vector | None]] = set()
    before: tuple[Vector | None, Vector | None] | None = None
    for total, last in stream:
        same, before = (total, last) == before, (total, last)
        if total is None:
            emitted += [last] if last is not None and not same and any(last) else []
            continue
        if total == prev:
            continue
        if not any(total):
            seen, prev = set(), total
            continue
        if (total, last) in seen:
            continue
        seen.add((total, last))
        down = prev is not None and (total[0] < prev[0] or total[3] < prev[3])
        base = None if down and last in (None, total) else prev
        zero = (0, 0, 0, 0, 0)
        grown = [max(0, new - old) for new, old in zip(total, base or zero, strict=True)]
        delta = last if last is not None else (grown[0], grown[1], grown[2], grown[3], grown[4])
        prev = total
        emitted += [delta] if any(delta) else []
    return emitted


# Forks and sub-agents


def test_copied_lines_are_told_by_their_old_clocks() -> None:
    rows = parse("fork_replays_parent")
    session = rows.session[0]
    assert (session.kind, session.parent) == ("fork", f"codex:{OWN}1")
    assert [row.native for row in rows.request] == [False, False, True]
    assert [row.native for row in rows.turn] == [False, True]
    assert [row.native for row in rows.tool_call] == [False]


def test_a_fork_begins_and_is_titled_with_its_own_work() -> None:
    session = parse("fork_replays_parent").session[0]
    assert session.title == "Now the invoice"
    assert (session.first_ts, session.last_ts) == (START + 105 * SECOND, START + 108_100_000)


def test_a_fork_adds_what_it_did_itself() -> None:
    own = [row for row in parse("fork_replays_parent").request if row.native]
    assert sum(row.output_tokens or 0 for row in own) == 150 - 90  # its total less the parent's


def test_a_fork_without_clocks_begins_after_what_equals_its_parent() -> None:
    child, parent = parse("fork_without_clocks"), parse("parent_without_clocks")
    line, estimated = native_line_of(counts(child), counts(parent), [])
    assert [row.line >= line for row in child.request] == [False, False, True]
    assert not estimated


def test_an_earlier_sibling_stands_in_for_a_missing_parent() -> None:
    child, sibling = parse("fork_without_clocks"), parse("parent_without_clocks")
    assert native_line_of(counts(child), None, [counts(sibling)]) == (
        child.request[1].line + 1,
        True,
    )
    assert native_line_of(counts(child)[:1], None, [counts(sibling)]) == (0, False)  # one is chance


def test_a_child_that_shares_nothing_begins_at_its_start() -> None:
    child, parent = parse("subagent"), parse("parent_without_clocks")
    assert native_line_of(counts(child), counts(parent), []) == (0, False)


def test_a_second_file_of_the_parent_changes_no_comparison() -> None:
    child, parent = parse("fork_without_clocks"), counts(parse("parent_without_clocks"))
    doubled = sorted([*parent, *parent])
    assert native_line_of(counts(child), doubled, []) == native_line_of(counts(child), parent, [])


def test_a_burst_of_copied_counts_is_the_last_resort() -> None:
    rows = parse("fork_without_clocks")
    burst_end = rows.request[1].line + 1  # two counts within 0.1 s, the next 12 s later
    assert rows.session[0].native_line == -1 - burst_end


def test_without_a_copied_meta_a_burst_is_the_files_own_work() -> None:
    own = Descent(burst=3, burst_line=9)
    copied = Descent(burst=3, burst_line=9, foreign=True)
    assert (own.native_line(20), copied.native_line(20)) == (-1, -1 - (9 + 1))


@pytest.mark.parametrize(("late", "is_own"), [(2 * SECOND, True), (2 * SECOND + 1, False)])
def test_a_clock_is_own_within_two_seconds_of_its_envelope(late: int, is_own: bool) -> None:
    descent = Descent(created=START)
    assert descent.clock(START + SECOND, START + SECOND + late, 7) is is_own


def test_cache_reads_and_writes_are_parts_of_input() -> None:
    tokens = tokens_of((100, 40, 10, 9, 3))
    assert tokens == {
        "input_tokens": 100 - 40 - 10, "cache_read_tokens": 40, "cache_write_5m_tokens": 10,
        "output_tokens": 9, "reasoning_tokens": 3,
    }  # fmt: skip


def test_a_sub_agents_own_file_is_side_work_of_its_parent() -> None:
    rows = parse("subagent")
    session, request = rows.session[0], rows.request[0]
    assert (session.kind, session.parent) == ("subagent", f"codex:{OWN}1")
    assert (session.agent, session.agent_id) == ("explorer", f"{OWN}4")
    assert (request.side, request.agent, request.agent_id) == (True, "explorer", f"{OWN}4")
    assert (request.messages, request.turn, rows.turn) == (0, None, [])
    assert rows.tool_call[0].side


# Turns


def test_a_prompt_and_its_response_item_are_one_turn() -> None:
    (turn,) = parse("repeated_count").turn
    assert (turn.ts, turn.ended_ts) == (START + SECOND // 2, START + 9_200_000)
    assert (turn.duration_ms, turn.native) == (9200, True)


def test_a_prompt_typed_while_a_task_runs_is_a_turn_of_its_own() -> None:
    turns = parse("prompts").turn
    assert [turn.duration_ms for turn in turns] == [None, None, 3000]  # one task, two prompts


def test_an_interruption_is_an_intervention() -> None:
    turn = parse("prompts").turn[-1]
    assert (turn.interrupted, turn.intervention) == (True, True)


def test_prompts_are_response_items_where_there_are_no_events() -> None:
    rows = parse("no_usage")
    assert [turn.ts for turn in rows.turn] == [START + SECOND // 2, START + 3 * SECOND]
    assert rows.session[0].title == "Rename the module"


def test_items_no_event_confirmed_are_no_prompts() -> None:
    (turn,) = parse("injected_before_the_prompt").turn
    assert turn.ts == START + SECOND // 2  # at its start stand the program's own words


def test_consecutive_api_errors_are_one_and_a_request_recovers_it() -> None:
    (turn,) = parse("api_errors").turn
    assert (turn.api_errors, turn.api_errors_recovered) == (2, 1)
    assert (turn.compacted, turn.intervention) == (True, True)


# Lines


def test_a_broken_line_costs_itself_and_half_an_emoji_nothing() -> None:
    rows = parse("broken_lines")
    assert [(problem.kind, problem.line) for problem in rows.problem] == [("unreadable", 6)]
    assert (rows.tool_call[0].outcome, rows.tool_call[0].duration_ms) == ("ok", 2000)
    assert len(rows.request) == 1


def test_items_without_envelope_are_read() -> None:
    rows = parse("items_without_envelope")
    assert rows.session[0].thread == f"codex:{OWN}6"
    assert (rows.session[0].branch, rows.session[0].title) == ("dev", "Fix it")
    assert (rows.tool_call[0].outcome, rows.request[0].messages) == ("ok", 1)


@pytest.mark.parametrize("payload", ["[]", '"text"', "7"])
def test_a_payload_of_another_shape_is_a_problem(tmp_path: Path, payload: str) -> None:
    path = tmp_path / "x.jsonl"
    line = '{"timestamp":"2026-03-04T05:00:00Z","type":"turn_context","payload":'
    path.write_text(f"{line}{payload}}}\n")
    rows = read(CODEX, Source("codex", str(tmp_path), str(path)), None, None, Work()).rows
    assert [problem.kind for problem in rows.problem] == ["unreadable"]
