"""Daily, model, history, overview and status: one number on every page, whatever the engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Home
from places import CORPUS, PLACES, disagreements, files_of, last_instant, lay_out, told
from sightline.store import Index


def test_all_pages_agree_over_the_sessions_of_all_engines(every_engine: Index) -> None:
    pages = told(every_engine, last_instant(every_engine))
    with every_engine.reading() as connection:
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
