"""Laws over the registry: whatever engine is added keeps them without a line here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from conftest import Home
from sightline.adapters import ADAPTERS
from sightline.adapters.base import CAPABILITIES, Adapter, Environment, Source, Work, read

SESSIONS = Path(__file__).parent / "sessions"
EVERY = pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.engine)


@EVERY
def test_it_can_read_one_form_at_least(adapter: Adapter) -> None:
    assert adapter.parser or adapter.document or adapter.database


@EVERY
def test_it_names_what_it_records_by_known_words(adapter: Adapter) -> None:
    assert adapter.capabilities <= set(CAPABILITIES)


@EVERY
def test_its_folders_lie_below_the_home_it_is_given(adapter: Adapter, tmp_path: Path) -> None:
    for folder in adapter.folders(Environment(tmp_path, {})):
        assert folder.is_relative_to(tmp_path)


@EVERY
def test_an_empty_file_and_noise_are_no_error(adapter: Adapter, tmp_path: Path) -> None:
    names = ("x.jsonl", "x.json", "x.db")
    for name, content in [(n, c) for n in names for c in (b"", b"\0" * 99, b"[]", b"\xff{\n{}\n")]:
        path = tmp_path / name
        path.write_bytes(content)
        reading = read(
            adapter, Source(adapter.engine, str(tmp_path), str(path)), None, None, Work()
        )
        assert reading.rows.request == []


@EVERY
def test_it_has_sessions_of_its_own(adapter: Adapter) -> None:
    engine = {"roo": "cline", "kilo": "cline"}.get(adapter.engine, adapter.engine)
    assert any((SESSIONS / engine).iterdir())


def test_engines_have_names_of_their_own() -> None:
    engines = [adapter.engine for adapter in ADAPTERS]
    assert len(set(engines)) == len(engines)
    assert all(PurePosixPath(engine).name == engine and ":" not in engine for engine in engines)


def test_engines_do_not_take_each_others_files(home: Home) -> None:
    home.claude("aaaa")
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT DISTINCT engine FROM source").fetchall()
    assert found == [("claude_code",)]
