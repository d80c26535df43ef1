"""Daily, model, history, overview and status: one number on every page, whatever the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Home
from places import PLACES, disagreements, last_instant, lay_out, told

SESSIONS = Path(__file__).parent / "sessions"
CORPUS = {
    "amp": "amp", "antigravity": "antigravity", "claude": "claude_code", "cline": "cline",
    "codex": "codex", "copilot-chat": "copilot_chat", "copilot-cli": "copilot_cli",
    "cursor": "cursor", "droid": "droid", "gemini": "gemini_cli", "opencode": "opencode",
    "pi": "pi", "ptah": "claude_code", "qwen": "qwen", "radium": "radium",
}  # fmt: skip
"""Folders of the corpus, and whose files they are."""


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.json*") if path.is_file())


def test_all_pages_agree_over_the_sessions_of_all_engines(home: Home) -> None:
    for engine in PLACES:
        lay_out(home, engine, SESSIONS / engine, files_of(SESSIONS / engine))
    index = home.index()
    index.refresh()
    pages = told(index, last_instant(index))
    with index.reading() as connection:
        engines = connection.execute("SELECT DISTINCT engine FROM session").fetchall()
    assert {engine for (engine,) in engines} == set(PLACES)
    assert pages["week status"]["requests"] > 0
    assert disagreements(pages) == []


@pytest.mark.corpus
@pytest.mark.parametrize("folder", [*CORPUS, "all"])
def test_all_pages_agree_over_the_corpus(home: Home, corpus: Path, folder: str) -> None:
    for name in CORPUS if folder == "all" else [folder]:
        lay_out(home, CORPUS[name], corpus / name, files_of(corpus / name))
    index = home.index()
    index.refresh()
    pages = told(index, last_instant(index))
    assert pages["table"]["sessions"] > 0
    assert disagreements(pages) == []
