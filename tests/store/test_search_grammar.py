"""G3, G5: the grammar of queries: what is read, what is wrong and where, and the canonical text."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.store.search import QueryError, parse, printed
from sightline.store.search.fields import FIELDS, Field
from sightline.store.search.parser import DEEPEST, LONGEST
from sightline.store.search.values import days

EXAMPLES = (
    "agent:backend-developer model:claude-opus-4-7 after:2026-03-01 cost:>1",
    "quality:<70 outputTokens:>5000",
    'agent:frontend-developer "dark mode" after:2026-03-15',
    "has:error",
    "before:2026-01-01",
    "cost:1..5 -tag:wip (engine:codex OR engine:claude_code)",
    "x-my-plugin:ticket:JIRA-4821",
    "model:claude-opus-4-7[1m]",
)

_WORDS = (
    "cost", "tag", "x-p:k", ":", ">", "..", ",", "-", '"', "\\", "(", ")", "5", "$1", "a b",
    "AND", "OR", "NOT", "created", "2026-03", "é", "\n", "C:\\x", "http://x", "is:fork",
)  # fmt: skip
pieces = st.lists(st.sampled_from(_WORDS) | st.text(max_size=3), max_size=12).map("".join)
spaced = st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join)


@pytest.mark.parametrize("query", EXAMPLES)
def test_an_example_is_its_own_canonical_text(query: str) -> None:
    assert printed(parse(query).tree) == query


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_example_of_every_field_can_be_read(field: Field) -> None:
    assert parse(field.example).errors == ()


@given(pieces | spaced)
def test_the_canonical_text_means_the_same(query: str) -> None:
    read = parse(query)
    assert parse(printed(read.tree)).tree == read.tree


@given(st.text() | pieces | spaced)
def test_any_text_is_read_or_has_errors_inside_it(query: str) -> None:
    read = parse(query)
    assert read.tree is None or not read.errors
    assert all(0 <= error.start < error.end <= len(query) for error in read.errors)


@pytest.mark.parametrize(
    ("loose", "canonical"),
    [
        ("a AND b", "a b"),
        ("NOT tag:wip", "-tag:wip"),
        ("- tag:wip", "-tag:wip"),
        ("((a))", "a"),
        ("a (b c)", "a (b c)"),
        ("(a b) OR c", "a b OR c"),
        ("COST:>1", "cost:>1"),
        ('title:"a \\"b\\" \\\\c"', 'title:"a \\"b\\" \\\\c"'),
        ("C:\\x http://x a:b", "C:\\x http://x a:b"),
        ("and or not", "and or not"),
        ("", ""),
        (" \u2003 ", ""),
    ],
)
def test_what_is_said_otherwise_means_the_same(loose: str, canonical: str) -> None:
    assert parse(loose).errors == ()
    assert printed(parse(loose).tree) == canonical


FAULTS = (
    ("a modle:x", "Unknown field `modle`. Did you mean `model`?", "modle", "model"),
    ("zzzzzz:1", "Unknown field `zzzzzz`.", "zzzzzz", None),
    ("cost:>cheap", "`cheap` is no number.", "cheap", None),
    ("tokens:1m", "`1m` is no number.", "1m", None),
    ("duration:5y", "`5y` is no time.", "5y", None),
    ("success:90", "`90` is no share.", "90", None),
    ("after:2026-02-30", "`2026-02-30` is no date.", "2026-02-30", None),
    ("created:1..2026", "`1` is no date.", "1", None),
    ("after:>2026", "`after` takes no `>`.", ">2026", "2026"),
    ("model:>gpt", "`model` takes no `>`.", ">gpt", "gpt"),
    ("file:../a", "`file` takes no range. In quotes it is a value.", "../a", '"../a"'),
    ("is:frok", "Unknown value `frok` of `is`. Did you mean `fork`?", "frok", "fork"),
    ('é "abc', "Unclosed quote.", '"abc', '"abc"'),
    ("(a b", "Unclosed parenthesis.", "(", None),
    ("a ) b", "Unexpected `)`.", ")", None),
    ("tag:", "`tag` has an empty value.", ":", None),
    ("cost:>", "`cost` has an empty value.", ":>", None),
    ("tag:a,", "`tag` has an empty value.", ",", None),
    ("cost:..", "`cost` has an empty range.", ":..", None),
    ("cost:>1..5", "Unexpected `..`: a range is two values.", "..", None),
    ("a AND", "Nothing after `AND`.", "AND", None),
    ("OR a", "Nothing before `OR`.", "OR", None),
    ("a AND OR b", "Nothing after `AND`.", "AND", None),
    ("a NOT", "Nothing after `NOT`.", "NOT", None),
    ("()", "Nothing between the parentheses.", "()", None),
)


@pytest.mark.parametrize(("query", "message", "place", "suggestion"), FAULTS)
def test_a_fault_has_its_place(
    query: str, message: str, place: str, suggestion: str | None
) -> None:
    (error,) = parse(query).errors
    assert (error.message, query[error.start : error.end]) == (message, place)
    assert error.suggestion == suggestion


@pytest.mark.parametrize("query", [query for query, _, _, suggestion in FAULTS if suggestion])
def test_a_suggestion_mends_the_query(query: str) -> None:
    (error,) = parse(query).errors
    assert error.suggestion is not None
    assert parse(query[: error.start] + error.suggestion + query[error.end :]).errors == ()


def test_every_fault_is_told_in_order() -> None:
    messages = [error.message for error in parse("modle:x has:eror cost:>").errors]
    assert [message.partition("`")[0] for message in messages] == [
        "Unknown field ", "Unknown value ", "",
    ]  # fmt: skip


def test_places_are_code_points() -> None:
    (error,) = parse("😀😀 modle:x").errors
    assert (error.start, error.end) == (3, 8)


def test_a_query_has_a_longest_length() -> None:
    assert parse("a" * LONGEST).errors == ()
    (error,) = parse("a" * (LONGEST + 1)).errors
    assert error == QueryError("The query is longer than 2,000 characters.", 2000, 2001)


@pytest.mark.parametrize("sign", ["(", "-", "NOT "])
def test_a_query_has_a_deepest_nesting(sign: str) -> None:
    closing = ")" * DEEPEST if sign == "(" else ""
    assert parse(sign * DEEPEST + "a" + closing).errors == ()
    (error,) = parse(sign * (DEEPEST + 1) + "a").errors[:1]
    assert error.message == "Nested deeper than 64 levels."


@pytest.mark.parametrize("part", ["(a) ", "-a ", "-(a) "])
def test_parts_beside_each_other_are_not_nested(part: str) -> None:
    assert parse(part * 2 * DEEPEST).errors == ()


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("today", "2026-03-31", "2026-04-01"), ("yesterday", "2026-03-30", "2026-03-31"),
        ("7d", "2026-03-24", "2026-03-25"), ("2w", "2026-03-17", "2026-03-18"),
        ("1mo", "2026-02-28", "2026-03-01"), ("13mo", "2025-02-28", "2025-03-01"),
        ("2026-02", "2026-02-01", "2026-03-01"), ("2026", "2026-01-01", "2027-01-01"),
    ],
)  # fmt: skip
def test_a_date_is_a_span_of_days(text: str, first: str, after: str) -> None:
    """G1, on the last of March 2026."""
    found = days(text, date(2026, 3, 31))
    assert found is not None
    assert (found.first.isoformat(), found.after.isoformat()) == (first, after)
