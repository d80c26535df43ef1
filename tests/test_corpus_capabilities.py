"""Over real session files: what an engine records is known for it, what it does not is unknown.

By the capability matrix of the adapters, which follows that of the formats.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import Ask, Home
from places import lay_out
from sightline.adapters import ADAPTERS
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.query import Filter, total

pytestmark = pytest.mark.corpus
FOLDERS = {
    "claude_code": "claude", "codex": "codex", "gemini_cli": "gemini",
    "copilot_chat": "copilot-chat", "copilot_cli": "copilot-cli", "opencode": "opencode",
    "cline": "cline", "pi": "pi", "amp": "amp", "droid": "droid", "qwen": "qwen",
    "cursor": "cursor", "antigravity": "antigravity", "radium": "radium",
}  # fmt: skip
PLACED = {"gemini_cli": "chats", "copilot_chat": "", "copilot_cli": ""}
"""Engines whose files are known by where they lie, which the corpus does not keep."""
METRICS = {
    "tok": ("input_tokens", "output_tokens", "total_tokens"),
    "cache": ("cache_read_tokens", "cache_write_tokens", "cache_hit_rate"),
    "dur": ("api_time", "ttlt"),
    "tdur": ("tool_duration",),
    "tres": ("tool_successes", "tool_failures", "tool_success_rate", "errors"),
    "code": ("lines_added", "lines_removed", "files_changed"),
    "appr": ("tool_denied",),
}
LAID_OUT = ("amp", "droid", "qwen", "cursor", "antigravity")
UNSEEN = {
    ("cline", "tdur"): "the one task there is ran no command, and others have no end of their own",
    ("droid", "tok"): "tokens are in settings files, which are not there",
    ("droid", "cache"): "likewise",
    ("antigravity", "code"): "edited files are named, without their lines",
    ("radium", "dur"): "the API time of sessions is stated, that of requests is not",
    ("radium", "tdur"): "calls are stated as a number, none by itself",
    ("radium", "code"): "lines are stated without files",
}
"""What these files of an engine do not show, and why."""
CASES = [
    (engine, capability)
    for engine in FOLDERS
    for capability in METRICS
    if (engine, capability) not in UNSEEN
]
FIRST = {
    "claude_code": {"first_block"}, "codex": {"ttft"}, "gemini_cli": {"first_thought"},
    "opencode": {"first_thought"}, "cline": {"first_thought"}, "copilot_cli": set(),
}  # fmt: skip
"""The first sign of life of each engine, and no other."""
CAPABILITIES = {adapter.engine: adapter.capabilities for adapter in ADAPTERS}


@pytest.fixture(scope="module")
def index(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """All of the corpus, each engine's files in a folder named for it."""
    home = Home(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("cache"))
    paths = {}
    for engine in LAID_OUT:
        lay_out(home, engine, corpus / engine, sorted((corpus / engine).rglob("*.json*")))
    for path in (corpus / "radium").glob("*.json"):
        target = home.path / ".radium" / "_internals" / "sessions" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for engine, name in FOLDERS.items():
        if engine in (*LAID_OUT, "radium"):
            continue
        paths[engine] = [str(corpus / name)]
        if engine in PLACED:
            folder = home.path / engine
            paths[engine] = [str(folder)]
            for number, path in enumerate(sorted((corpus / name).rglob("*.json*"))):
                target = folder / PLACED[engine] / f"{number}{path.suffix}"
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    index = home.index(Settings(time_zone="UTC", paths=paths))
    index.refresh()
    yield index
    index.close()


@pytest.mark.parametrize(("engine", "capability"), CASES, ids=str)
def test_a_metric_is_known_where_the_engine_records_it(
    index: Index, engine: str, capability: str
) -> None:
    with index.reading() as connection:
        found = total(connection, METRICS[capability], Filter(engines=(engine,)))
    values = {name: found[name] for name in METRICS[capability]}
    known = {name: value is not None for name, value in values.items()}
    assert known == dict.fromkeys(known, capability in CAPABILITIES[engine]), values


@pytest.mark.parametrize("engine", FIRST)
def test_a_first_sign_of_life_is_of_one_kind(index: Index, engine: str) -> None:
    kinds = ("ttft", "first_block", "first_thought")
    with index.reading() as connection:
        found = total(connection, kinds, Filter(engines=(engine,)))
    assert {name for name in kinds if found[name] is not None} == FIRST[engine]


@pytest.mark.parametrize("engine", FOLDERS)
@pytest.mark.parametrize("report", ["overview", "performance", "sessions", "daily", "models",
    "engines", "tools", "files", "blocks", "branches", "status"])  # fmt: skip
def test_every_report_is_answered_for_each_engine_alone(
    index: Index, ask: Ask, report: str, engine: str
) -> None:
    scope = {} if report == "status" else {"engines": [engine]}
    assert ask(index, report, **scope).model_dump(mode="json")
