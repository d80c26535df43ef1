"""Times are UTC microseconds whatever they are written as; one without a zone is UTC and odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from builders import encoded, prompt, reply
from sightline.adapters.base import instant

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Home

AT = 1_772_445_600_000_000
"""2026-03-02 10:00 UTC."""


@pytest.mark.parametrize(
    "written",
    ["2026-03-02T10:00:00Z", "2026-03-02T12:00:00+02:00", "2026-03-02T10:00:00.0000009Z",
     "2026-03-02T10:00:00", AT, AT // 1000, AT // 1_000_000],
)  # fmt: skip
def test_every_form_of_an_instant_is_utc_microseconds(written: object) -> None:
    assert instant(written) == AT


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
@pytest.mark.parametrize("second", [946_684_800, 4_102_444_799])  # 2000 and the end of 2099
def test_bare_numbers_are_microseconds_milliseconds_or_seconds_by_size(
    second: int, unit: int
) -> None:
    assert instant(second * unit) == second * 1_000_000


@pytest.mark.parametrize(
    "written", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00", "1970-01-01T00:00:00Z", 5, 9e16]
)
def test_an_instant_no_agent_can_have_worked_at_is_none(written: object) -> None:
    assert instant(written) is None


def oddities(home: Home) -> list[tuple[str, int]]:
    index = home.index()
    index.refresh()
    with index.reading() as connection:
        return connection.execute("SELECT reason, sum(n) FROM problem GROUP BY 1").fetchall()


def gemini(home: Home, zone: str) -> Path:
    said = f'{{"id":"p","type":"user","content":"go","timestamp":"2026-03-02T10:00:01{zone}"}}'
    path = home.path / ".gemini/tmp/x/chats/session-2026-03-02T10-00-aaaaaaaa.json"
    path.parent.mkdir(parents=True)
    path.write_text(f'{{"sessionId":"a","startTime":"2026-03-02T10:00:00Z","messages":[{said}]}}')
    return path


def test_a_time_without_zone_is_odd_in_a_document(home: Home) -> None:
    gemini(home, "")
    assert oddities(home) == [("a timestamp without zone", 1)]


def test_a_time_with_zone_is_not_odd(home: Home) -> None:
    gemini(home, "+01:00")
    assert oddities(home) == []


def test_times_without_zone_read_in_pieces_are_as_many_as_read_at_once(home: Home) -> None:
    lines = [prompt("p", 0), reply("m", 1), reply("n", 2)]
    bare = [line | {"timestamp": line["timestamp"].removesuffix("Z")} for line in lines]
    path = home.claude("11111111-0000-4000-8000-000000000001", *bare[:1])
    index = home.index()
    index.refresh()
    path.write_bytes(encoded(*bare[:2]).rstrip(b"\n"))
    index.refresh()
    path.write_bytes(encoded(*bare))
    index.refresh()
    with index.reading() as connection:
        found = connection.execute("SELECT sum(n) FROM problem").fetchall()
    assert found == [(3,)] == [(n,) for _, n in oddities(home)]
