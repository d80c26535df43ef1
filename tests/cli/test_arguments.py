from __future__ import annotations

import pytest

from sightline.cli.arguments import Options, options_of
from sightline.cli.scope import engine_of, query_of, range_of, scope_values, zone_of
from sightline.cli.verbs import VERBS, verb_named
from sightline.errors import InvalidQueryError, InvalidScopeError
from sightline.reports.payload.scope import Range


def test_an_id_may_stand_alone_or_behind_its_flag() -> None:
    """L8: ID and --session-id."""
    assert options_of(["stats", "session", "abcd"]) == options_of(
        ["stats", "session", "--session-id", "abcd"]
    )


def test_shared_flags_may_stand_before_or_behind_the_verb() -> None:
    """L8: flags of all verbs."""
    expected = Options("stats model", json=True)
    assert options_of(["--json", "stats", "model"]) == expected
    assert options_of(["stats", "--json", "model"]) == expected
    assert options_of(["stats", "model", "--json"]) == expected


def test_index_alone_refreshes() -> None:
    assert options_of(["index"]).verb == "index"
    assert options_of(["index", "clear"]).verb == "index clear"


def test_filters_are_repeatable() -> None:
    found = options_of(["stats", "daily", "--engine", "codex", "--engine", "claude_code"])
    assert found.engine == ("codex", "claude_code")


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options_of([*verb.split(), "--help"])
    assert ended.value.code == 0
    assert f"sightline {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_where_it_is_said_to_be(verb: str) -> None:
    assert verb_named(verb).__name__ in {verb, verb.replace(" ", "_"), f"{verb}_refresh"}


@pytest.mark.parametrize(
    "line",
    ["", "nonsense", "stats", "stats history -n 0", "stats history -n x", "stats model --jso"],
)
def test_a_line_that_cannot_be_read_ends_with_2(line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        options_of(line.split())
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("text", "preset", "first", "last"),
    [
        ("7d", "7d", None, None),
        ("2026-03-01..2026-03-07", None, "2026-03-01", "2026-03-07"),
        ("2026-03-01..", None, "2026-03-01", None),
        ("..2026-03-07", None, None, "2026-03-07"),
    ],
)
def test_ranges(text: str, preset: str | None, first: str | None, last: str | None) -> None:
    assert range_of(text) == Range.model_validate({"preset": preset, "from": first, "to": last})


@pytest.mark.parametrize("text", ["8d", "..", "2026-03-01", "2026-02-30..", "20260301..", "a..b"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(InvalidScopeError):
        range_of(text)


def test_from_and_to_are_a_range() -> None:
    options = Options("stats daily", from_="2026-03-01", to="2026-03-07")
    assert scope_values(options)["range"] == range_of("2026-03-01..2026-03-07")


def test_an_engine_may_be_written_as_people_do() -> None:
    names = [engine_of(text) for text in ("claude", "Claude Code", "claude-code", "codex")]
    assert names == ["claude_code"] * 3 + ["codex"]


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidScopeError, match="claude_code, codex"):
        engine_of("nobody")
    with pytest.raises(InvalidScopeError, match="Nowhere"):
        zone_of("Nowhere/City")


def test_a_query_that_cannot_be_read_is_pointed_into() -> None:
    with pytest.raises(InvalidQueryError) as raised:
        query_of("has:error modle:x")
    assert raised.value.lines == (
        "Unknown field `modle`. Did you mean `model`?",
        "  has:error modle:x",
        "            ^^^^^",
    )


def test_carets_stand_below_wide_letters_and_in_long_queries() -> None:
    with pytest.raises(InvalidQueryError) as raised:
        query_of("日本 " * 100 + "modle:x")
    _, shown, carets = raised.value.lines
    assert shown == "  " + ("日本 " * 100)[-40:] + "modle:x"
    # Of the 40 letters before it 26 are wide: 14 + 2 * 26, behind an indent of 2.
    assert carets == " " * (2 + 14 + 2 * 26) + "^^^^^"


def test_a_query_that_can_be_read_is_part_of_the_scope() -> None:
    assert scope_values(options_of(["report", "--query", "cost:>1"]))["query"] == "cost:>1"


def test_a_wrong_argument_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        options_of(["stats", "daily", "--nope", "\x1b[31m"])
    assert capsys.readouterr().err.endswith("--nope \\x1b[31m\n")


def test_help_fits_a_screen(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """L8: every command in one line of 80 columns, all of them in 40 lines."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        options_of(["--help"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) <= 40
    assert max(len(line) for line in lines) <= 80
    assert sum(line.startswith("    ") for line in lines) == 10  # a line a command
