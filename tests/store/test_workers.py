"""Workers that are killed: what they had yet to read is read all the same."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

import pytest

from builders import prompt, reply
from sightline import reading

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from conftest import Home

SESSIONS = 12
WHOLE = reading._worker


def dies_at_once(_pipe: Connection, _scratch: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_in_the_second_batch(pipe: Connection, _scratch: str) -> None:
    prices = pipe.recv()
    _, tasks = pipe.recv()
    pipe.send(reading._read_batch(tasks, prices, bool))
    pipe.recv()
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def many(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Sessions enough for a batch each, and workers however small they are."""
    monkeypatch.setattr(reading, "PARALLEL_BYTES", 0)
    monkeypatch.setattr(reading, "BATCH_BYTES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for n in range(SESSIONS):
        home.claude(f"{n:04}", prompt(f"u{n}", n), reply(f"m{n}", n + 1))
    return home


@pytest.mark.parametrize("worker", [WHOLE, dies_at_once, dies_in_the_second_batch])
def test_every_session_is_read_whatever_becomes_of_the_workers(
    many: Home, monkeypatch: pytest.MonkeyPatch, worker: Any
) -> None:
    monkeypatch.setattr(reading, "_worker", worker)
    index = many.index()
    refreshed = index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT key) FROM request").fetchone()
    assert found == (SESSIONS, SESSIONS)
    assert refreshed is not None
