"""G2: what was said in sessions is found where the index knows nothing of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from builders import prompt, reply, tool_result, tool_use
from conftest import NOW, Ask, Home
from sightline.adapters.base.spoken import spoken
from sightline.errors import StoppedError
from sightline.reports.content import SearchContentParams, SearchContentPart, stream
from sightline.reports.report import Context
from sightline.settings import SearchSettings, Settings
from sightline.store import Index


def day(number: int) -> dict[str, Any]:
    return {"timestamp": f"2026-03-{number:02d}T10:00:00.000Z"}


def said(text: str) -> list[dict[str, str]]:
    return [{"type": "text", "text": text}]


@pytest.fixture
def index(home: Home) -> Index:
    """Three sessions, the newest last; each is titled by a first prompt that says nothing."""
    home.claude(
        "first", prompt("p1", 0, "Hello", **day(1)),
        reply("m1", 1, content=said("The quick brown fox\njumps over the café"), **day(1)),
    )  # fmt: skip
    home.claude(
        "second", prompt("p2", 0, "Hello again", **day(2)), prompt("q2", 0, "A red Fox", **day(2)),
        reply("m2", 1, content=[tool_use("t", "Bash", command="echo hidden")], **day(2)),
        tool_result("t", 2, **day(2)) | {"toolUseResult": {"stdout": "hidden"}},
        reply("n2", 3, content=[{"type": "thinking", "thinking": "secretly"}], **day(2)),
    )  # fmt: skip
    home.claude(
        "third", prompt("p3", 0, "Hello there", **day(3)),
        reply("m3", 1, content=said("An écrevisse of “Ångström”"), **day(3)),
        reply("o3", 1, content=said("fox " + "x" * 300 + " brown"), **day(3)),
    )  # fmt: skip
    opened = home.index()
    opened.refresh()
    return opened


def found(index: Index, ask: Ask, query: str, **more: Any) -> list[str]:
    answer = ask(index, "searchContent", query=query, **more)
    return [hit.id.removeprefix("claude_code:") for hit in answer.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("fox", ["third", "second", "first"]),
        ("FOX brown", ["third", "first"]),
        ('"brown fox"', ["first"]),
        ('"fox jumps"', ["first"]),
        ("cafe", ["first"]),
        ("CAFÉ", ["first"]),
        ("ecrevisse", ["third"]),
        ("angstrom", ["third"]),
        ("“ångström”", ["third"]),
        ("fox -brown", ["second"]),
        ("fox OR cafe", ["third", "second", "first"]),
        ("fox -tool:Bash", ["third", "first"]),
        ("fox tool:Bash", ["second"]),
        ("fox model:nothing", []),
        ("fox quality:>5", []),
        ("fox OR (cafe quality:>5)", ["third", "second", "first"]),
        ("(fox OR tool:Bash) quick", ["first"]),
        ("again red", ["second"]),  # one from the title, one from a message
        ("hidden", []),
        ("secretly", []),
        ("has:error", []),
        ("", []),
    ],
)
def test_messages_are_searched(index: Index, ask: Ask, query: str, expected: list[str]) -> None:
    assert found(index, ask, query) == expected


def test_a_hit_shows_what_was_found_and_its_line(index: Index, ask: Ask) -> None:
    (hit,) = ask(index, "searchContent", query="cafe").hits
    assert hit.excerpt == "The quick brown fox jumps over the café"
    assert hit.excerpt[hit.start : hit.end] == "café"
    assert (hit.line, hit.title) == (2, "Hello")


def test_a_long_message_is_cut_around_what_was_found(index: Index, ask: Ask) -> None:
    (hit,) = ask(index, "searchContent", query='"xx brown"').hits
    assert hit.excerpt == "…" + "x" * 80 + "xx brown"
    assert hit.excerpt[hit.start : hit.end] == "xx brown"


def test_the_scope_limits_where_is_searched(index: Index, ask: Ask) -> None:
    assert found(index, ask, "fox", range={"from": "2026-03-02", "to": "2026-03-02"}) == ["second"]
    assert found(index, ask, "fox", engines=["codex"]) == []
    assert found(index, ask, "fox", limit=1) == ["third"]
    assert ask(index, "searchContent", query="fox", limit=1).truncated


def test_switched_off_it_says_so_and_reads_nothing(home: Home, ask: Ask, index: Index) -> None:
    off = home.index(Settings(time_zone="UTC", search=SearchSettings(content=False)))
    answer = ask(off, "searchContent", query="fox")
    assert (answer.hits, answer.total) == ((), 0)
    assert answer.hint == "Searching what was said is switched off (setting search.content)."


def test_a_query_that_cannot_be_read_searches_nothing(index: Index, ask: Ask) -> None:
    answer = ask(index, "searchContent", query="fox modle:x")
    assert (answer.total, len(answer.query_errors)) == (0, 1)


def test_parts_come_in_order_and_the_answer_has_none_of_them(index: Index) -> None:
    context = Context(index, index.settings, lambda: NOW)
    parts: list[SearchContentPart] = []
    params = SearchContentParams(query="fox", partial_result_token="t")
    answer = stream(context, params, parts.append, lambda: False)
    assert [hit.id[12:] for part in parts for hit in part.hits] == ["third", "second", "first"]
    assert [(part.searched, part.total) for part in parts] == [(1, 3), (2, 3), (3, 3)]
    assert (answer.hits, answer.searched) == ((), 3)


def test_a_search_ends_when_told_to(index: Index) -> None:
    context = Context(index, index.settings, lambda: NOW)
    told: list[SearchContentPart] = []
    with pytest.raises(StoppedError):
        stream(context, SearchContentParams(query="fox"), told.append, lambda: bool(told))
    assert len(told) == 1


def test_a_file_that_has_gone_is_passed_over(index: Index, ask: Ask, home: Home) -> None:
    next(home.path.rglob("second.jsonl")).unlink()
    assert found(index, ask, "fox") == ["third", "first"]


@pytest.mark.parametrize(("indent", "name"), [(2, "chat.json"), (2, "c.jsonl"), (None, "c.jsonl")])
def test_a_document_is_searched_whatever_its_name(
    home: Home, ask: Ask, indent: int | None, name: str
) -> None:
    told = {"type": "user", "id": "u1", "content": [{"text": "An owl"}], **day(1)}
    chat = {"sessionId": "s1", "kind": "main", "projectHash": "p", "messages": [told],
            "startTime": told["timestamp"], "lastUpdated": told["timestamp"]}  # fmt: skip
    path = home.path / ".gemini" / "tmp" / "p" / "chats" / f"session-{name}"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(chat, indent=indent))
    opened = home.index()
    opened.refresh()
    assert [hit.id for hit in ask(opened, "searchContent", query='"n owl"').hits] == [
        "gemini_cli:s1"
    ]


def test_lines_that_cannot_be_decoded_are_passed_over(home: Home, ask: Ask) -> None:
    damaged = b'{"type": "user", "message": {"role": "user", "content": "a fox'
    latin = b'{"type": "user", "message": {"role": "user", "content": "a f\xffx owl"}}'
    home.claude("a", prompt("p", 0, "Hello"), damaged, latin, reply("m", 1, content=said("owl")))
    opened = home.index()
    opened.refresh()
    assert found(opened, ask, "fox") == []
    assert found(opened, ask, "owl") == ["a"]


@pytest.mark.parametrize(
    ("record", "texts"),
    [
        ({"type": "user", "message": {"role": "user", "content": "a"}}, ["a"]),
        ({"type": "user", "isMeta": True, "message": {"role": "user", "content": "a"}}, []),
        (
            {
                "type": "response_item",
                "payload": {"type": "message", "role": "user", "content": [
                    {"type": "input_text", "text": "a"}, {"type": "output_text", "text": "b"},
                ]},
            },
            ["a", "b"],
        ),
        ({"type": "event_msg", "payload": {"type": "agent_message", "message": "a"}}, ["a"]),
        ({"payload": {"type": "function_call_output", "output": "a"}}, []),
        ({"payload": {"type": "message", "role": "developer", "content": "a"}}, []),
        (
            {"messages": [{"type": "user", "content": "a"}, {"type": "gemini", "content": "b"}]},
            ["a", "b"],
        ),
        ({"message": {"role": "model", "parts": [{"text": "a"}, {"text": "b", "thought": True}]}},
         ["a"]),
        ({"type": "user.message", "data": {"content": "a"}}, ["a"]),
        ({"requests": [{"message": {"text": "a"}, "response": [
            {"value": "b"}, {"kind": "progress", "value": "c"}]}]}, ["a", "b"]),
        ([{"type": "say", "say": "text", "text": "a"},
          {"type": "say", "say": "api_req_started", "text": "b"}], ["a"]),
        ({"type": "text", "text": "a", "messageID": "m"}, ["a"]),
        ({"requests": [{"prompt": "a", "completion": "b", "timestamp": 1}]}, ["a", "b"]),
        ({"step_index": 0, "type": "USER_INPUT", "content": "a"}, ["a"]),
        ({"type": "PLANNER_RESPONSE", "thinking": "b", "content": "a"}, ["a"]),
        ({"step_index": 1, "type": "EPHEMERAL_MESSAGE", "content": "b"}, []),
        ({"role": "toolResult", "content": [{"type": "text", "text": "a"}]}, []),
        ({"type": ["odd"], "role": 5, "content": {"text": None}}, []),
        ("text", []),
    ],
)  # fmt: skip
def test_what_is_said_in_a_record(record: object, texts: list[str]) -> None:
    assert list(spoken(record)) == texts


def test_a_record_nested_without_end_says_nothing() -> None:
    deep: Any = {"role": "user", "content": "a"}
    for _ in range(100):
        deep = [deep]
    assert list(spoken(deep)) == []
    assert list(spoken({"role": "user", "content": deep})) == []
