"""A18, G4: what could stand at a cursor; `|` is the cursor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import Ask, Home
from searched import searched
from sightline.store import Index


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache"))
    yield searched(home)
    for opened in home.opened:
        opened.close()


def completed(index: Index, ask: Ask, text: str, **scope: object) -> list[str]:
    """The query with each completion in its place."""
    before, _, after = text.partition("|")
    query = before + after
    answer = ask(index, "completeQuery", query=query, cursor=len(before), scope=scope)
    return [query[: item.start] + item.insert + query[item.end :] for item in answer.items]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ti|", ["title:"]),
        ("cost:>1 ti|", ["cost:>1 title:"]),
        ("ti|t:x", ["title:x"]),
        ("-tit|", ["-title:"]),
        ("(tit|)", ["(title:)"]),
        ("AN| b", ["AND  b"]),
        ("branch:|", ["branch:main", "branch:feature/dark"]),
        ("branch:f|", ["branch:feature/dark"]),
        ("branch:main,f|", ["branch:main,feature/dark"]),
        ('branch:"f|', ["branch:feature/dark"]),
        ("model:op|us x", ["model:claude-opus-4-7 x", "model:claude-opus-4-7[1m] x"]),
        ("provider:|", ["provider:anthropic", "provider:openai"]),
        ("tool:|", ["tool:Bash", "tool:Edit", "tool:WebFetch"]),
        ("helper:|", ["helper:codex"]),
        ("project:men|", ["project:menu"]),
        ("is:r|", ["is:running"]),
        ("has:|sub", ["has:" + flag for flag in (
            "error", "denied", "interrupted", "review", "violation", "subagent", "helper", "tag",
            "problem", "unpriced",
        )]),
        ("cost:|", ["cost:>", "cost:>=", "cost:<", "cost:<=", "cost:.."]),
        ("cost:5|", []),
        ("on:y|", ["on:yesterday"]),
        ("title:|", []),
        ('"dark m|ode"', []),
        ('"dark|', []),
        ("zzzz|", []),
    ],
)  # fmt: skip
def test_completions(index: Index, ask: Ask, text: str, expected: list[str]) -> None:
    assert completed(index, ask, text) == expected


def test_behind_a_phrase_all_fields_can_stand(index: Index, ask: Ask) -> None:
    found = completed(index, ask, '"dark mode"|')
    assert found[0] == '"dark mode"agent:'
    assert len(found) > 40


def test_values_are_those_of_the_scope_with_their_frequency(index: Index, ask: Ask) -> None:
    scope = {"engines": ["native"], "range": {"preset": "all"}}
    items = ask(index, "completeQuery", query="branch:", scope=scope).items
    assert [(item.label, item.count) for item in items] == [("feature/dark", 1), ("main", 1)]
    first, *_ = ask(index, "completeQuery", query="tool:").items
    assert (first.label, first.count) == ("Bash", 3)


def test_a_value_that_would_be_read_otherwise_is_quoted(home: Home, ask: Ask) -> None:
    from builders import prompt, reply

    home.claude("a", prompt("p", 0, gitBranch="fix (it), now"), reply("m", 1))
    index = home.index()
    index.refresh()
    assert completed(index, ask, "branch:|") == ['branch:"fix (it), now"']


def test_a_query_is_parsed_into_its_canonical_text_or_errors(index: Index, ask: Ask) -> None:
    assert ask(index, "parseQuery", query="NOT a AND b").canonical == "-a b"
    answer = ask(index, "parseQuery", query="a modle:x")
    assert answer.canonical is None
    (error,) = answer.errors
    assert (error.start, error.end, error.suggestion) == (2, 7, "model")
