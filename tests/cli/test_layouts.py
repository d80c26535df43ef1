from __future__ import annotations

from seed_layouts import MODEL, SESSION
from sightline.cli import forms, render, tables
from sightline.reports.payload.daily import DailyPayload, DayRow, DayTotals
from sightline.reports.payload.rows import ModelRow
from sightline.reports.payload.session import AgentNode, SessionPayload
from sightline.reports.payload.sessions import SessionRow
from sightline.reports.payload.tables import EngineRow
from sightline.text import ASCII, Figures

SEED_HISTORY = """\
Recent Session Summaries

Session ID                    Duration            Tool Calls      Success Rate    Cost
─────────────────────────────────────────────────────────────────────────────────────
3c6ddcd3-85b6-48f1-88e1...   4h 9m               231             92.6%          $0.1250
"""


def test_session_summary_is_the_seeds(seed_session: SessionPayload, figures: Figures) -> None:
    """L10: to the character."""
    assert _text(render.session_summary(seed_session, figures)) == SESSION


def test_model_table_is_the_seeds(
    pro: ModelRow, lite: ModelRow, all_models: ModelRow, figures: Figures
) -> None:
    """L11, L2: to the character."""
    title = "Aggregated Model Usage (All Sessions)"
    assert _text(render.model_table(title, (lite, pro), all_models, figures)) == MODEL


def test_history_is_the_seeds(seed_row: SessionRow, figures: Figures) -> None:
    """L13: to the character."""
    assert _text(render.history((seed_row,), figures)) == SEED_HISTORY


def test_engine_table_ends_with_its_performance(figures: Figures) -> None:
    """L12, L3: usage, then how fast."""
    row = _engine(api_time_ms=4_182_000, tool_time_ms=6_215_000, ttft_p50_ms=1_240.0)
    lines = render.engine_table("Engines", (row,), row, figures)
    assert lines[2].startswith("Engine                         Requests  Input Tokens")
    assert _text(lines[-4:]) == (
        "Performance\n"
        "Engine                         API Time      Tool Time   Success Rate       TTFT p50\n"
        + "─"
        * 84
        + "\n"
        "Codex                         1h 9m 42s     1h 43m 35s          92.6%          1.2 s\n"
    )


def test_daily_columns_are_as_wide_as_needed(figures: Figures) -> None:
    """L20: widths as needed."""
    day = DayRow(date="2026-03-01", **_day(1_234, 0.5).model_dump())
    payload = DailyPayload(timezone="UTC", days=(day,), total=_day(1_234, 0.5))
    lines = tables.daily_table(payload, figures)
    assert lines[0] == (
        "Date        Sessions  Messages  Requests  Input  Cached  Written  Output  Reasoning"
        "     Cost"
    )
    assert lines[2] == (
        "2026-03-01         1         2         3  1,234       5        6       7          8"
        "  $0.5000"
    )
    assert lines[-1].startswith("TOTAL       ")
    assert {len(line) for line in lines} == {len(lines[0])}


def test_days_in_json_have_the_names_of_the_specification() -> None:
    """L16: under exactly these names, and how sure tokens are."""
    day = DayRow(date="2026-03-01", **_day(1_234, 0.5).model_dump())
    found = forms.payload(DailyPayload(timezone="UTC", days=(day,), total=_day(1_234, 0.5)))
    assert list(found) == ["timezone", "days", "total"]
    assert list(found["days"][0]) == [
        "date", "sessions", "messages", "requests", "inputTokens", "cacheReadTokens",
        "cacheWriteTokens", "outputTokens", "reasoningTokens", "costUsd", "costLabel",
        "tokensLabel", "unpricedRequests",
    ]  # fmt: skip


def test_unknown_success_is_a_dash(seed_session: SessionPayload, figures: Figures) -> None:
    """L15: unknown is a dash."""
    tools = tuple(
        tool.model_copy(update={"successes": 0, "failures": 0, "success_rate": None})
        for tool in seed_session.tools
    )
    unknown = seed_session.model_copy(update={"tools": tools, "success_rate": None})
    lines = render.session_summary(unknown, figures)
    assert lines[2:4] == [
        "Tool Calls:                 231 ( ✓ — x — )",
        "Success Rate:               —",
    ]


def test_no_tool_call_is_none_that_failed(seed_session: SessionPayload, figures: Figures) -> None:
    row = seed_session.session.model_copy(update={"tool_calls": 0})
    idle = seed_session.model_copy(update={"session": row, "tools": (), "success_rate": None})
    lines = render.session_summary(idle, figures)
    assert lines[2] == "Tool Calls:                 0 ( ✓ 0 x 0 )"


def test_unknown_times_are_dashes(seed_session: SessionPayload, figures: Figures) -> None:
    row = seed_session.session.model_copy(update={"duration_ms": None})
    nothing = {"session": row, "api_ms": None, "tool_ms": None, "agent_active_ms": None}
    lines = render.session_summary(seed_session.model_copy(update=nothing), figures)
    assert lines[7:11] == [
        "Wall Time:                  —",
        "Agent Active:               —",
        "  » API Time:               — (—)",
        "  » Tool Time:              — (—)",
    ]


def test_savings_follow_when_the_cache_was_read(
    seed_session: SessionPayload, figures: Figures
) -> None:
    """L10: the savings highlight."""
    assert _savings(seed_session, 0.0312, figures) == [
        "",
        "Savings Highlight: 17,000 (0.1%) of input tokens were served from",
        "cache, reducing costs by $0.0312.",
    ]


def test_savings_without_a_price_name_no_amount(
    seed_session: SessionPayload, figures: Figures
) -> None:
    assert _savings(seed_session, None, figures)[-1] == "cache, reducing costs."


def test_a_cache_that_cost_more_than_it_saved_says_so(
    seed_session: SessionPayload, figures: Figures
) -> None:
    assert _savings(seed_session, -0.5, figures)[-1] == "cache, raising costs by $0.5000."


def test_verbose_adds_whose_session_it_was(seed_session: SessionPayload, figures: Figures) -> None:
    """L1: -v."""
    lines = render.session_details(seed_session, figures)
    assert "Title:                      Tide tables" in lines
    assert "Cost:                       $0.1250" in lines
    assert lines[14] == ("shell    231         92.6%      17       0  320 ms  1.2 s  1m 5s")


def test_verbose_tells_agents_as_a_tree(seed_session: SessionPayload, figures: Figures) -> None:
    """X4: own cost and that with all it started; a helper is shown beside the sums."""
    base = AgentNode(
        depth=0, name="main", kind="main", session=None, requests=20, tokens=9_000, own_cost=0.3,
        own_cost_label="priced", total_cost=0.42, total_cost_label="priced", duration_ms=None,
        outcome=None,
    )  # fmt: skip
    below: dict[str, object] = {"depth": 1, "name": "Explore", "kind": "subagent", "requests": 4}
    helper = base.model_copy(update={**below, "name": "codex", "kind": "helper", "own_cost": None})
    shown = seed_session.model_copy(
        update={"agents": (base, base.model_copy(update=below), helper)}
    )
    assert _text(render.session_details(shown, figures)).split("\n\n")[-1] == (
        "Agent             Requests  Tokens  Took      Own    Total\n"
        "──────────────────────────────────────────────────────────\n"
        "main                    20   9,000     —  $0.3000  $0.4200\n"
        "  Explore                4   9,000     —  $0.3000  $0.4200\n"
        "  codex (helper)         4   9,000     —        —  $0.4200\n"
    )


def test_a_wide_name_is_cut_and_a_number_never(
    pro: ModelRow, all_models: ModelRow, figures: Figures
) -> None:
    """L15: names are cut."""
    wide = pro.model_copy(update={"model": "m" * 40, "input_tokens": 10**15})
    row = render.model_table("", (wide,), all_models, figures)[4]
    assert row.startswith("m" * 29 + "…      168 1,000,000,000,000,000 ")


def test_a_wide_name_is_cut_by_cells(pro: ModelRow, figures: Figures) -> None:
    row = pro.model_copy(update={"model": "模" * 20})
    line = render.model_table("", (row,), row, figures)[4]
    assert line.startswith("模" * 14 + "…" + "  " + "     168")


def test_rows_of_equal_tokens_are_ordered_by_name(pro: ModelRow) -> None:
    other = pro.model_copy(update={"model": "a-model"})
    assert [row.model for row in render.by_tokens((pro, other))] == ["a-model", pro.model]


def test_a_lower_bound_is_marked(seed_row: SessionRow, figures: Figures) -> None:
    """L15: `≥` before a lower bound."""
    row = seed_row.model_copy(update={"cost_label": "at_least"})
    assert render.history((row,), figures)[-1].endswith("92.6%          ≥ $0.1250")


def test_tokens_of_which_some_are_unknown_are_a_lower_bound(
    pro: ModelRow, seed_session: SessionPayload, figures: Figures
) -> None:
    """L15: `≥` before tokens too, in their columns."""
    row = pro.model_copy(update={"tokens_label": "at_least"})
    assert render.model_table("", (row,), row, figures)[4] == (
        "gemini-3-pro-preview                168   ≥ 31,056,954       ≥ 44,268       ≥ 12,000"
        "  $0.1250"
    )
    shown = seed_session.model_copy(update={"models": (row,)})
    assert render.session_summary(shown, figures)[-1] == (
        "gemini-3-pro-preview          168   ≥ 31,056,954       ≥ 44,268"
    )


def test_ascii_signs_keep_the_layout(seed_session: SessionPayload) -> None:
    lines = render.session_summary(seed_session, Figures(ASCII))
    assert lines[2] == "Tool Calls:                 231 ( v 214 x 17 )"
    assert lines[9] == "  > API Time:               1h 9m 42s (40.2%)"
    assert lines[13] == "-" * 63
    assert "\n".join(lines).isascii()


def test_a_hostile_id_cannot_steer_the_terminal(
    seed_session: SessionPayload, figures: Figures
) -> None:
    """L15: control characters are shown escaped."""
    hostile = seed_session.model_copy(update={"native_id": "a\x1b[31m\u202eb\nc"})
    lines = render.session_summary(hostile, figures)
    assert lines[1] == "Session ID:                 a\\x1b[31m\\u202eb\\x0ac"


def test_hostile_names_in_tables_are_escaped_and_stay_in_their_column(
    pro: ModelRow, seed_row: SessionRow, figures: Figures
) -> None:
    row = pro.model_copy(update={"model": "m\x1b[2J"})
    assert render.model_table("", (row,), row, figures)[4].startswith(
        "m\\x1b[2J".ljust(30) + "      168"
    )
    session = seed_row.model_copy(update={"id": "codex:a\u202eb"})
    assert render.history((session,), figures)[-1].startswith("a\\u202eb".ljust(29) + "4h 9m")


def _savings(payload: SessionPayload, saved: float | None, figures: Figures) -> list[str]:
    parts = payload.parts.model_copy(update={"cache_read_tokens": 17_000})
    rate = 17_000 / (31_117_343 + 17_000)  # read of all input
    changes = {"parts": parts, "cache_hit_rate": rate, "cache_savings": saved}
    return render.session_summary(payload.model_copy(update=changes), figures)[16:]


def _engine(**changes: float | None) -> EngineRow:
    row = EngineRow(
        engine="codex",
        title="Codex",
        sessions=1,
        cache_write_tokens=0,
        requests=3,
        tokens=12,
        tokens_label="exact",
        input_tokens=10,
        output_tokens=2,
        cache_read_tokens=5,
        cost=None,
        cost_label="unknown",
        api_time_ms=None,
        tool_time_ms=None,
        success_rate=0.926,
        ttft_p50_ms=None,
    )
    return row.model_copy(update=changes)


def _day(sent: int, cost: float) -> DayTotals:
    return DayTotals(
        sessions=1,
        messages=2,
        requests=3,
        input_tokens=sent,
        cache_read_tokens=5,
        cache_write_tokens=6,
        output_tokens=7,
        reasoning_tokens=8,
        cost_usd=cost,
        cost_label="priced",
        tokens_label="exact",
        unpriced_requests=0,
    )


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
