"""The top row and the AI Sessions page: each block of the specification, from one made-up day."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import SESSIONS, Ask, Home
from places import lay_out
from sightline.reports.rows import short_names

TOTALS = (
    "totalSessions totalTokens totalCost totalActiveTimeMs totalInputTokens totalOutputTokens"
    " tokensPerMinute linesPerHour costPerLine totalLinesAdded totalLinesRemoved"
    " codeAcceptanceRate totalToolCalls toolSuccessRate totalErrors errorRecoveryRate totalTurns"
    " userInterventionRate netLinesChanged"
)
ROWS = {
    "daily": "date sessions messages requests inputTokens outputTokens cost linesAdded"
    " linesRemoved",
    "models": "model engine requests cost tokens",
    "tools": "tool calls successRate avgDurationMs",
    "projects": "project path sessions requests activeTimeMs linesAdded cost",
    "files": "file path language edits linesAdded linesRemoved cost",
    "languages": "language linesAdded linesRemoved cost",
}
CURSOR = Path(__file__).parents[1] / "sessions" / "cursor" / "conversation.jsonl"
OPUS = 100 * 5000 + 1000 * 500 + 50 * 6250  # nano-USD of a reply's input; output at 25,000 a token
HAIKU = 100 * 1000 + 1000 * 100 + 50 * 1250  # output at 5,000 a token


def edit(path: str, lines: list[str], second: float) -> list[Any]:
    id_ = f"e{second}"
    result = {"filePath": f"/home/dev/app/{path}", "structuredPatch": [{"lines": lines}]}
    use = tool_use(id_, "Edit", file_path=path)
    return [
        reply(f"m{second}", second, content=[use]),
        tool_result(id_, second + 1, toolUseResult=result),
    ]


@pytest.fixture
def page(home: Home, ask: Ask) -> Any:
    """Yesterday: two projects, two models, a failed call that was repeated, an unpriced model."""
    shell = [reply("s1", 20, content=[tool_use("b1", "Bash", command="make")])]
    shell += [tool_result("b1", 22, failed=True)]
    shell += [reply("s2", 23, content=[tool_use("b2", "Bash", command="make")])]
    shell += [tool_result("b2", 27)]
    home.claude(
        "one", prompt("p1", 0), *edit("a.py", ["+x", "+y", "-z"], 1), *edit("b.ts", ["+x"], 5),
        *shell, prompt("p2", 60), reply("h1", 61, 40, model="claude-haiku-4-5"),
    )  # fmt: skip
    web = {"cwd": "/home/dev/web"}
    home.claude("two", prompt("p3", 100, **web), reply("u1", 101, 7, model="made-up-1", **web),
                project="-home-dev-web")  # fmt: skip
    index = home.index()
    index.refresh()
    return ask(index, "overview", range={"preset": "7d"})


@pytest.fixture
def analytics(page: Any) -> Any:
    return page.analytics


def kpi(page: Any, name: str) -> Any:
    return next(card for card in page.kpis if card.metric == name)


def test_the_cards_stand_in_their_order(page: Any) -> None:
    """DK1, DK2, DK3, DK4, DK5, DK6: sessions, messages, tokens, cost, quality, duration."""
    assert [card.metric for card in page.kpis] == [
        "sessions", "messages", "total_tokens", "cost", "quality", "avg_duration",
    ]  # fmt: skip
    assert kpi(page, "sessions").value == 2
    assert kpi(page, "messages").value == 3 + 6  # prompts and responses, no tool results
    assert kpi(page, "total_tokens").value == 6 * 100 + 4 * 10 + 40 + 7
    assert kpi(page, "cost").note == "+1 unpriced"
    read, written = page.analytics.total_cache_read_tokens, page.analytics.total_cache_write_tokens
    every = page.analytics.total_input_tokens + read + written
    assert kpi(page, "total_tokens").details == (f"All input: {every:,}.",)
    assert kpi(page, "avg_duration").value == pytest.approx((61 + 1) / 2 / 60)
    assert kpi(page, "avg_duration").details == ("Median: 0.5 min.", "Longest: 1.0 min.")


def test_the_filters_have_all_agents_there_are(page: Any) -> None:
    assert page.agents == ("main",)


def test_the_headline_cards(analytics: Any) -> None:
    """DA1: sessions, tokens, cost, loss, active time."""
    assert (analytics.total_sessions, analytics.total_tokens) == (2, 687)
    nano = 4 * (OPUS + 10 * 25_000) + HAIKU + 40 * 5_000
    assert analytics.total_cost == nano / 1e9
    assert analytics.labels["totalCost"] == "at_least"
    assert analytics.total_active_time_ms == 61_000 + 1_000


def test_tokens_by_kind(analytics: Any) -> None:
    """DA3: input and output, and what the cache did."""
    assert (analytics.total_input_tokens, analytics.total_output_tokens) == (600, 87)
    assert analytics.total_cache_read_tokens == 6 * 1000
    assert analytics.cache_hit_rate == 6000 / (6 * 1150)


def test_productivity(analytics: Any) -> None:
    """DA4: tokens by the minute, lines by the hour, cost by the line."""
    assert analytics.tokens_per_minute == pytest.approx(687 / (62 / 60))
    assert analytics.lines_per_hour == pytest.approx(3 / (62 / 3600))
    assert analytics.cost_per_line == pytest.approx(analytics.total_cost / 3, abs=1e-9)


def test_code_and_tools(analytics: Any) -> None:
    """DA5: lines, acceptance, calls, errors and their recovery."""
    assert (analytics.total_lines_added, analytics.total_lines_removed) == (2 + 1, 1)
    assert (analytics.code_acceptance_rate, analytics.total_tool_calls) == (1.0, 4)
    assert (analytics.tool_success_rate, analytics.total_errors) == (3 / 4, 1)
    assert analytics.error_recovery_rate == 1.0  # `make` again, and it went well


def test_where_an_engine_records_no_edits_lines_are_a_lower_bound(home: Home, ask: Ask) -> None:
    """DA5, N2: of a scope that holds such an engine, and of it alone they are unknown."""
    home.claude("one", prompt("p1", 0), *edit("a.py", ["+x"], 1))
    path = home.path / ".cursor/projects/p/agent-transcripts/c.jsonl"
    path.parent.mkdir(parents=True)
    shutil.copyfile(CURSOR, path)
    index = home.index()
    index.refresh()
    every = ask(index, "overview").analytics
    assert (every.total_lines_added, every.labels["totalLinesAdded"]) == (1, "at_least")
    assert every.labels["netLinesChanged"] == "estimated"
    alone = ask(index, "overview", engines=["cursor"]).analytics
    assert (alone.total_lines_added, alone.labels["totalLinesAdded"]) == (None, "unknown")
    exact = ask(index, "overview", engines=["claude_code"]).analytics
    assert "totalLinesAdded" not in exact.labels


def test_conversation(analytics: Any) -> None:
    """DA6: turns, how often a person stepped in, net lines."""
    assert (analytics.total_turns, analytics.user_intervention_rate) == (3, 0)
    assert analytics.net_lines_changed == 3 - 1


def test_each_day_has_its_requests_and_cost(analytics: Any) -> None:
    """DA7, DA8: a bar a day of the range, nothing as 0."""
    assert len(analytics.daily) == 7
    assert [row.requests for row in analytics.daily] == [0, 0, 0, 0, 0, 6, 0]
    assert analytics.daily[5].cost == analytics.total_cost
    assert analytics.daily[0].cost == 0


def test_models_come_by_cost_and_the_unpriced_last(analytics: Any) -> None:
    """DA9: model, requests, cost, tokens."""
    assert [(row.model, row.requests, row.tokens) for row in analytics.models] == [
        ("claude-opus-4-7", 4, 440), ("claude-haiku-4-5", 1, 140), ("made-up-1", 1, 107),
    ]  # fmt: skip
    assert analytics.models[-1].cost is None


def test_tools_come_by_calls(analytics: Any) -> None:
    """DA10: calls, success rate, mean duration."""
    assert [(row.tool, row.calls, row.success_rate) for row in analytics.tools] == [
        ("Bash", 2, 0.5), ("Edit", 2, 1.0),
    ]  # fmt: skip
    assert analytics.tools[0].avg_duration_ms == (2000 + 4000) / 2


def test_files_come_by_changed_lines(analytics: Any) -> None:
    """DA11: the last segment, lines and cost."""
    assert [(row.file, row.lines_added, row.lines_removed) for row in analytics.files] == [
        ("a.py", 2, 1), ("b.ts", 1, 0),
    ]  # fmt: skip


def test_languages_come_by_cost(analytics: Any) -> None:
    """DA12, M5: in the names of the origin."""
    assert [row.language for row in analytics.languages] == ["python", "typescript"]


def test_projects_have_their_sessions_requests_time_lines_and_cost(analytics: Any) -> None:
    """DA13: one row a project."""
    rows = {
        row.project: (row.sessions, row.requests, row.lines_added) for row in analytics.projects
    }
    assert rows == {"app": (1, 5, 3), "web": (1, 1, 0)}


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (("/a/app", "/b/app", "/c/web"), ("a/app", "b/app", "web")),
        (("/x/a/app", "/y/a/app"), ("x/a/app", "y/a/app")),
        (("app", "/b/app"), ("app", "b/app")),
        (("C:\\a\\app", "/home/me/web/"), ("app", "web")),
    ],
)
def test_equal_names_get_a_parent_folder(paths: tuple[str, ...], names: tuple[str, ...]) -> None:
    """DA11, DA13: extended leftward until each is the only one."""
    assert tuple(short_names(paths)[path] for path in paths) == names


def test_files_languages_and_the_rest_are_the_cost(analytics: Any) -> None:
    """DA14: a turn's cost over the files it changed; what changed none is unattributed."""
    turn = 4 * (OPUS + 10 * 25_000)  # 3 + 1 changed lines
    costs = {row.file: round(row.cost * 1e9) for row in analytics.files}
    assert costs == {"a.py": turn * 3 // 4, "b.ts": turn // 4}
    rest = round(analytics.unattributed_cost * 1e9)
    assert sum(costs.values()) + rest == round(analytics.total_cost * 1e9)


def test_the_fields_are_called_as_the_seed_calls_them(page: Any) -> None:
    """DA15, A1: totals, rows and labels under exactly these names."""
    data = page.model_dump(mode="json", by_alias=True)["analytics"]
    assert set(TOTALS.split()) <= set(data)
    for name, fields in ROWS.items():
        assert set(fields.split()) <= set(data[name][0]), name
    assert set(data["labels"].values()) <= {"priced", "estimated", "at_least", "unknown"}


def test_where_only_output_is_recorded_all_input_is_unknown(home: Home, ask: Ask) -> None:
    folder = SESSIONS / "copilot_cli"
    lay_out(home, "copilot_cli", folder, [folder / "no_shutdown.jsonl"])
    index = home.index()
    index.refresh()
    (tokens,) = [kpi for kpi in ask(index, "overview").kpis if kpi.metric == "total_tokens"]
    assert tokens.value is not None
    assert (tokens.label, tokens.details) == ("at_least", ("All input: —.",))
