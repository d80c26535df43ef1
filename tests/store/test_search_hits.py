"""G1, G6: what queries find among six sessions; the sessions are told in searched.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conftest import Home
from searched import found, searched
from sightline.store import Index

ALL = "cache dark login menu mystery talk"

HITS: tuple[tuple[str, str], ...] = (
    # The examples of the documents.
    ("agent:backend-developer model:claude-opus-4-7 after:2026-03-01 cost:>1", "login"),
    ("quality:<70 outputTokens:>5000", ""),
    ("outputTokens:>5000", "login"),
    ('agent:frontend-developer "dark mode" after:2026-03-15', "dark"),
    ("has:error", "login"),
    ("before:2026-01-01", "cache"),
    ("cost:1..5 -tag:wip (engine:codex OR engine:claude_code)", ""),
    ("cost:1..5 -tag:wip (engine:codex OR engine:native)", "login"),
    # Words and phrases: titles, projects, branches, paths; no case, no diacritics.
    ("", ALL),
    ("cafe", "menu"),
    ("CAFÉ MENU", "menu"),
    ('"mode dark"', ""),
    ("mode dark", "dark"),
    ("senor", "mystery"),
    ("theme/dark.ts", "dark"),
    ("feature/dark", "dark"),
    ("shop", "login"),
    ('"“tab”"', "mystery"),
    ("-café", "cache dark login mystery talk"),
    # Names: whole or up to a sign, patterns, exact in quotes.
    ("model:claude-opus-4-7", "dark login"),
    ('model:"claude-opus-4-7"', "login"),
    ("model:claude-opus-4", "dark login"),
    ("model:claude-opus-4-", ""),
    ("model:claude-opu", ""),
    ("model:*opus*", "dark login"),
    ("model:CLAUDE", "cache dark login"),
    ("model:gpt-5", "menu"),
    ("model:gpt-5.5,mystery-1", "menu mystery"),
    ("-model:claude", "menu mystery talk"),
    ("provider:anthropic", "dark login"),
    ("-provider:anthropic", "menu talk"),
    ("engine:native", "dark login mystery talk"),
    ("project:app", "cache dark mystery"),
    ('project:"app"', "cache dark"),
    ("project:/home/dev", "cache menu"),
    ("branch:main", "cache login menu"),
    ("-branch:main", "dark"),
    ("branch:feature", "dark"),
    ("tool:Bash", "login"),
    ("-tool:bash", "cache dark menu mystery talk"),
    ("helper:codex", "login"),
    ("lang:typescript,python", "dark login"),
    ("title:login", "login"),
    ('title:"DARK MODE"', "dark"),
    ("id:native:lo", "login"),
    ("id:019cb700", "menu"),
    ("file:login", "login"),
    ("file:*.ts", "dark"),
    ("file:src/*.ts", "dark"),
    ("file:theme/*", "dark"),
    ("file:rc/*", ""),
    # States and flags.
    ("source:native", "dark login mystery talk"),
    ("source:claude-cli", "cache"),
    ("source:imported", "menu"),
    ("status:running", "mystery"),
    ("is:running", "mystery"),
    ("-is:running engine:native", "dark login talk"),
    ("status:active,running", ALL),
    ("is:fork", ""),
    ("has:helper", "login"),
    ("has:interrupted", "cache"),
    ("has:unpriced", "mystery"),
    ("has:denied,error", "login"),
    # Numbers: unknown never matches, and neither does its negation.
    ("cost:>1", "login"),
    ("cost:$0.5..$3", "dark login"),
    ("-cost:>0", "talk"),
    ("cost:0.8721", "dark"),
    ("quality:>0", ""),
    ("-quality:>0", ""),
    ("quality:>0 OR tool:Edit", "dark"),
    ("inputTokens:>=41.25k", "dark"),
    ("outputTokens:..30", "cache menu mystery talk"),
    ("cacheWriteTokens:5120", "dark"),
    ("tokens:>1M", ""),
    ("requests:0", "talk"),
    ("toolCalls:3", "login"),
    ("errors:>0", "login"),
    ("linesAdded:>=10 linesRemoved:<4", "dark"),
    ("files:1", "dark login"),
    ("files:1..1", "dark login"),  # both ends are inside
    ("files:1..", "dark login"),
    ("files:..1", ALL),
    ("success:100%", "cache dark"),
    ("success:>0.6", "cache dark login"),
    ("success:60%..70%", "login"),
    ("-success:<90%", "cache dark"),
    ("cacheHit:>0", "cache dark"),
    ("duration:>10m", ""),
    ("duration:>=90s", "login"),
    ("duration:1", "mystery"),
    ("active:>1h", ""),
    # Days, in UTC; now is noon of 2026-04-22.
    ("after:2026-04", "dark mystery"),
    ("after:today", "mystery"),
    ("after:2d", "dark mystery"),
    ("before:2026", "cache"),
    ("on:yesterday", "dark"),
    ("on:2026", "dark login menu mystery talk"),
    ("created:2026-02", "talk"),
    ("created:<=2026-01-15", "cache menu"),
    ("created:>2026-01-15", "dark login mystery talk"),
    ("updated:3mo..today", "dark login mystery talk"),
    ("updated:..2026-01", "cache menu"),
    # What users and plugins keep: labels exactly, values like names.
    ("x-my-plugin:ticket:JIRA-4821", "dark"),
    ("x-my-plugin:ticket:jira", "dark"),
    ("x-my-plugin:ticket:JIRA-4822", ""),
    ("x-my-plugin:ticket", "dark"),
    ("-x-my-plugin:ticket", "cache login menu mystery talk"),
    ("x-p:n:1.0", "dark"),
    ("tag:ui", "dark"),
    ("tag:UI", ""),
    ("tag:u", ""),
    ("-tag:wip", "cache login menu mystery talk"),
    ("has:tag", "dark"),
    ("is:pinned", "dark"),
    ("wip", "dark"),
    # How it all goes together.
    ("cafe OR login", "login menu"),
    ("cafe OR login -tool:Bash", "menu"),
    ("(cafe OR login) -tool:Bash", "menu"),
    ("NOT (cafe OR login)", "cache dark mystery talk"),
    ("--login", "login"),
    ("login AND has:error", "login"),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache"))
    yield searched(home)
    for opened in home.opened:
        opened.close()


@pytest.mark.parametrize(("query", "expected"), HITS, ids=[query for query, _ in HITS])
def test_a_query_finds(index: Index, query: str, expected: str) -> None:
    assert " ".join(sorted(found(index, query))) == expected


def test_days_are_those_of_the_scopes_zone(index: Index) -> None:
    # 05:00 UTC of the 15th is 00:00 in New York and 19:00 of the 14th in Honolulu.
    assert found(index, "on:2026-01-15", timeZone="America/New_York") == {"menu"}
    assert found(index, "on:2026-01-14", timeZone="Pacific/Honolulu") == {"menu"}


def test_a_query_and_the_other_filters_must_all_hold(index: Index) -> None:
    assert found(index, "branch:main", engines=["codex"]) == {"menu"}
    assert found(index, "branch:main", range={"from": "2026-03-01", "to": "2026-03-31"}) == {
        "login"
    }


def test_an_answer_without_a_query_forgets_the_one_before(index: Index) -> None:
    assert found(index, "login") == {"login"}
    assert found(index, "") == set(ALL.split())
