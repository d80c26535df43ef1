from __future__ import annotations

import re
from pathlib import Path

import pytest

from builders import prompt, reply
from conftest import Home
from sightline.adapters.base import Environment, Source, Work, read
from sightline.adapters.base.intake import Intake
from sightline.adapters.claude_code import CLAUDE_CODE
from sightline.adapters.claude_code.parser import ClaudeParser
from sightline.adapters.claude_code.usage import has_placeholders
from sightline.records import Request, Rows

SESSIONS = Path(__file__).parents[1] / "sessions" / "claude_code"
SID = "5e551000-0000-4000-8000-00000000000a"
SECOND = 1_000_000
NINE = 1_772_614_800 * SECOND
"""2026-03-04T09:00:00Z, when every fixture begins."""


def parse(name: str) -> Rows:
    source = Source("claude_code", str(SESSIONS), str(SESSIONS / f"{name}.jsonl"))
    return read(CLAUDE_CODE, source, None, None, Work()).rows


def requests(name: str) -> dict[str, Request]:
    return {row.key: row for row in parse(name).request}


def test_lines_of_one_response_are_one_request() -> None:
    first, second = parse("response_on_several_lines").request
    assert (first.key, first.variant, second.key) == ("msg_a", "req_msg_a", "msg_b")
    assert first.output_tokens == 77  # the largest of 1, 1, 42 and 77
    assert (first.input_tokens, first.cache_read_tokens) == (3, 12_000)
    assert (first.cache_write_5m_tokens, first.cache_write_1h_tokens) == (200, 600)  # of 800
    assert first.rank == 3 + 12_000 + 200 + 600 + 77


def test_a_request_lasts_from_what_it_answers_to_its_last_line() -> None:
    first, second = parse("response_on_several_lines").request
    assert (first.started_ts, first.ts) == (NINE, NINE + 4 * SECOND)
    assert (first.first_ms, first.first_kind, first.duration_ms) == (4000, "first_block", 8000)
    assert second.started_ts == NINE + 9 * SECOND  # the second tool result
    assert second.duration_ms == 2000


def test_two_request_ids_stay_two_variants_of_which_one_is_a_message() -> None:
    rows = parse("one_id_two_request_ids").request
    assert [row.variant for row in rows] == ["req_1", "req_2", ""]
    assert [row.messages for row in rows] == [1, 0, 0]


def test_output_without_stop_reason_is_partial_from_version_2_on() -> None:
    assert parse("placeholder_output").request[0].partial
    assert not parse("recorded_cost_of_old_versions").request[0].partial  # 1.0.40


def test_an_unknown_version_may_write_placeholders() -> None:
    found = {version: has_placeholders(version) for version in (None, "odd", "1.0.99", "2.0.0")}
    assert found == {None: True, "odd": True, "1.0.99": False, "2.0.0": True}


def test_a_complete_line_makes_the_request_complete() -> None:
    assert not requests("response_on_several_lines")["msg_a"].partial


def test_recorded_cost_is_exact_nano_dollars() -> None:
    rows = parse("recorded_cost_of_old_versions")
    assert rows.request[0].recorded_cost_nano == 12_345_679  # 0.0123456789 · 10⁹, half-even
    assert rows.request[1].recorded_cost_nano is None  # `true` is no amount
    assert [problem.reason for problem in rows.problem] == ["a cost that is no amount"]


@pytest.mark.parametrize(
    ("key", "short", "long"),
    [
        ("msg_split", 60, 40),
        ("msg_unsplit", 100, 0),  # without a split all are five-minute writes
        ("msg_mismatch", 70, 30),  # max(20, 100 - 30)
        ("msg_absent", 0, 0),
    ],
)
def test_cache_writes_are_split_by_how_long_they_live(key: str, short: int, long: int) -> None:
    row = requests("cache_writes")[key]
    assert (row.cache_write_5m_tokens, row.cache_write_1h_tokens) == (short, long)


def test_cache_writes_that_do_not_add_up_are_an_anomaly() -> None:
    (problem,) = parse("cache_writes").problem
    assert (problem.kind, problem.line, problem.n) == ("anomaly", 4, 1)


@pytest.mark.parametrize(
    ("key", "output"),
    [
        ("msg_0", None), ("msg_1", None), ("msg_2", None), ("msg_3", None), ("msg_4", None),
        ("msg_5", None), ("msg_6", 8), ("msg_list", None), ("msg_none", None),
    ],
)  # fmt: skip
def test_an_odd_count_is_unknown_and_its_request_partial(key: str, output: int | None) -> None:
    row = requests("odd_counts")[key]
    assert row.output_tokens == output
    assert row.partial == (output is None)


def test_odd_counts_are_anomalies_and_null_is_not() -> None:
    (problem,) = parse("odd_counts").problem
    assert problem.n == 5  # negative, fraction, text, boolean, beyond 2⁵³


def test_odd_values_beside_the_counts_cost_nothing() -> None:
    row = requests("odd_counts")["msg_wide"]
    assert (row.input_tokens, row.output_tokens, row.web_searches) == (1, 1, 0)
    assert not row.partial


def test_speed_tier_and_region_are_kept_where_they_have_a_price() -> None:
    rows = requests("fast_mode_and_iterations")
    fast, plain = rows["msg_fast"], rows["msg_plain"]
    assert (fast.speed, fast.tier, fast.region) == ("fast", "priority", "us")
    assert (plain.speed, plain.tier, plain.region) == (None, None, None)
    assert fast.web_searches == 2


def test_several_iterations_make_a_request_partial() -> None:
    assert requests("fast_mode_and_iterations")["msg_two"].partial


def test_a_single_iteration_is_the_request(home: Home) -> None:
    line = reply("m", 1)
    line["message"]["usage"]["iterations"] = [{"input_tokens": 100}]
    home.claude("a", prompt("p", 0), line)
    assert home.totals("requests", "input_tokens") == {"requests": 1, "input_tokens": 100}
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        assert connection.execute("SELECT partial FROM request").fetchall() == [(False,)]


def test_searches_that_an_earlier_line_states_count(home: Home) -> None:
    first, last = reply("m", 1, 5), reply("m", 2, 90)
    first["message"]["usage"]["server_tool_use"] = {"web_search_requests": 2}
    home.claude("a", prompt("p", 0), first, last)
    sent, said = 100 * 5_000 + 1000 * 500 + 50 * 6_250, 90 * 25_000
    assert home.totals("cost") == {"cost": sent + said + 2 * 10_000_000}  # 1 cent a search


def test_the_nearest_ancestor_no_model_wrote_is_the_start() -> None:
    rows = requests("request_times")
    assert rows["msg_a"].first_ms == 4000  # its parent is the prompt, not the hook line between
    assert rows["msg_a"].duration_ms == 9000


def test_without_a_known_parent_the_latest_input_is_the_start() -> None:
    assert requests("request_times")["msg_b"].first_ms == 5000  # 25 - 20


def test_times_that_cannot_be_are_unknown() -> None:
    rows = requests("request_times")
    assert (rows["msg_c"].started_ts, rows["msg_c"].duration_ms) == (None, None)  # 30 before 40
    assert rows["msg_d"].duration_ms is None  # 1,900 s are more than 30 minutes


def test_a_timestamp_without_zone_is_utc_and_an_anomaly() -> None:
    rows = parse("request_times")
    assert rows.request[-1].ts == NINE + 3000 * SECOND
    assert [problem.reason for problem in rows.problem] == ["a timestamp without zone"]


def test_web_searches_are_successful_results_where_the_provider_does_not_count() -> None:
    rows = requests("web_searches")
    assert rows["msg_a"].web_searches == 2  # the third failed
    assert rows["msg_b"].web_searches == 3  # counted by the provider


def test_records_without_ids_are_requests_of_their_own() -> None:
    rows = parse("no_ids").request
    assert rows[0].key == "uuid:00000000-0000-4000-8000-000000000002"
    assert rows[1].key.startswith("line:")
    assert [row.output_tokens for row in rows] == [1, 2]


def test_a_damaged_line_costs_itself_only() -> None:
    rows = parse("damaged_lines")
    assert [row.output_tokens for row in rows.request] == [5, 6, 7]
    assert [problem.line for problem in rows.problem] == [4, 6, 7]
    assert {problem.kind for problem in rows.problem} == {"unreadable"}


@pytest.mark.parametrize("odd", ["null", "true", "-1", "1e300", '"x"', "[]", '["x"]', "{}"])
def test_any_value_may_be_of_any_kind(odd: str) -> None:
    for name in ("tool_outcomes", "edits", "subagent_in_progress_lines", "prompts"):
        data = (SESSIONS / f"{name}.jsonl").read_text(encoding="utf-8")
        for key in sorted(set(re.findall(r'"\w+":', data))):
            value = r'(?:"[^"]*"|-?[\d.]+|true|false|null)'
            parser = ClaudeParser(Source("claude_code", "/x", f"/x/{name}.jsonl"), None)
            changed = re.sub(f"{key}{value}", f"{key}{odd}", data)
            changed_data = bytearray(changed.encode())
            Intake(parser, Work(), 0).take(changed_data, 0, len(changed_data), 0)
            assert all(row.thread for row in parser.rows().request)


def test_a_file_belongs_to_its_first_session_id_and_lines_may_say_another() -> None:
    rows = parse("resumed_copy")
    assert rows.session[0].thread == f"claude_code:{SID}"
    assert rows.session[0].background
    says = [row.says for row in rows.request]
    assert says == [f"claude_code:{SID[:-1]}b", None]


def test_a_uuid_for_a_name_decides_the_session(tmp_path: Path) -> None:
    stem = "0a0a0a0a-1b1b-4c4c-8d8d-2e2e2e2e2e2e"
    path = tmp_path / f"{stem}.jsonl"
    path.write_bytes((SESSIONS / "titles.jsonl").read_bytes())
    source = Source("claude_code", str(tmp_path), str(path))
    (session,) = read(CLAUDE_CODE, source, None, None, Work()).rows.session
    assert (session.native_id, session.kind, session.agent) == (stem, "root", "main")


def test_a_subagent_file_belongs_to_the_session_of_its_folder() -> None:
    rows = parse(f"{SID}/subagents/agent-ag9")
    (session,) = rows.session
    assert (session.thread, session.session) == (f"claude_code:{SID}",) * 2
    assert (session.kind, session.agent_id, session.agent) == ("subagent", "ag9", "Explore")
    assert {(row.side, row.agent_id) for row in rows.request} == {(True, "ag9")}
    assert {(row.side, row.agent_id) for row in rows.tool_call} == {(True, "ag9")}
    assert not rows.turn


def test_a_flat_subagent_file_belongs_to_the_session_its_lines_name() -> None:
    rows = parse("agent-ag5")
    assert rows.session[0].thread == f"claude_code:{SID}"
    assert (rows.request[0].agent, rows.request[0].messages) == ("ag5", 0)


def test_session_facts_come_from_all_lines() -> None:
    (session,) = parse("prompts").session
    assert (session.first_ts, session.last_ts) == (NINE, NINE + 18 * SECOND)
    assert (session.cwd, session.branch, session.version) == (
        "/home/ada/orchard", "main", "2.1.120",
    )  # fmt: skip


def test_the_latest_title_of_the_highest_rank_wins() -> None:
    (session,) = parse("titles").session
    assert (session.title, session.title_rank) == ("Second name", 3)


def test_the_first_prompt_is_the_title_where_nobody_gave_one() -> None:
    (session,) = parse("prompts").session
    assert (session.title, session.title_rank) == ("Plant a tree", 1)


def test_titles_alone_are_no_session() -> None:
    assert parse("titles_only") == Rows()


def test_both_usual_homes_are_searched_unless_one_is_named() -> None:
    home = Path("/home/ada")
    assert CLAUDE_CODE.folders(Environment(home)) == [
        home / ".claude" / "projects",
        home / ".config" / "claude" / "projects",
    ]
    named = {"CLAUDE_CONFIG_DIR": "/data/one, /data/two/projects"}
    assert CLAUDE_CODE.folders(Environment(home, named)) == [
        Path("/data/one/projects"), Path("/data/two/projects"),
    ]  # fmt: skip


def test_session_files_are_told_by_their_suffix() -> None:
    assert CLAUDE_CODE.wants("-home-ada/x/subagents/agent-1.jsonl")
    assert not CLAUDE_CODE.wants("-home-ada/x/agent-1.meta.json")
