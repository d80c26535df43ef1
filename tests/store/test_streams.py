"""A Codex session in several files is one stream, wherever it is cut (2.3)."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from hypothesis import given

from builders import encoded, stamp
from conftest import totals_of
from families import few, homes, seeds

if TYPE_CHECKING:
    from conftest import Home
    from sightline.store import Index

Line = dict[str, Any]
NAMES = ("input_tokens", "cached_input_tokens", "output_tokens")
COUNTED = ("requests", "input_tokens", "cache_read_tokens", "output_tokens", "cost",
    "unpriced_requests")  # fmt: skip
META: Line = {"timestamp": stamp(0), "type": "session_meta",
    "payload": {"id": "s", "timestamp": stamp(0), "cwd": "/home/dev/app"}}  # fmt: skip
MODEL: Line = {
    "timestamp": stamp(1), "type": "turn_context", "payload": {"model": "gpt-5.5"},
}  # fmt: skip


def count(second: int, total: tuple[int, ...], last: tuple[int, ...] | None = None) -> Line:
    info: Line = {"total_token_usage": dict(zip(NAMES, total, strict=True))}
    if last is not None:
        info["last_token_usage"] = dict(zip(NAMES, last, strict=True))
    payload = {"type": "token_count", "info": info}
    return {"timestamp": stamp(second), "type": "event_msg", "payload": payload}


def inputs(index: Index) -> list[tuple[int, int, str | None]]:
    """Input with cache reads, output and model of what counts, in order of time."""
    index.refresh()
    with index.reading() as connection:
        return connection.execute(
            "SELECT input_tokens + cache_read_tokens, output_tokens, model FROM request"
            " WHERE native ORDER BY ts"
        ).fetchall()


def written(home: Home, name: str, *lines: Line, folder: str = "sessions") -> None:
    path = home.path / ".codex" / folder / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(META, *lines))


def test_totals_of_a_later_file_go_on_from_the_earlier_ones(home: Home) -> None:
    written(home, "a", MODEL, count(5, (100, 40, 9)))
    written(home, "b", count(9, (300, 90, 20)))
    # 300 - 100 = 200 sent, 20 - 9 = 11 said; the model is that of the file before
    assert inputs(home.index()) == [(100, 9, "gpt-5.5"), (200, 11, "gpt-5.5")]


def test_left_alone_a_later_file_counts_from_zero_again(home: Home) -> None:
    written(home, "a", MODEL, count(5, (100, 40, 9)))
    written(home, "b", count(9, (300, 90, 20)))
    index = home.index()
    index.refresh()
    (home.path / ".codex/sessions/a.jsonl").unlink()
    assert inputs(index) == [(300, 20, None)] == inputs(home.index())


def test_an_earlier_file_found_later_takes_its_part_off(home: Home) -> None:
    written(home, "b", MODEL, count(9, (300, 90, 20)))
    index = home.index()
    assert inputs(index) == [(300, 20, "gpt-5.5")]
    written(home, "a", MODEL, count(5, (100, 40, 9)))
    assert [row[:2] for row in inputs(index)] == [(100, 9), (200, 11)]


def test_what_a_later_file_repeats_of_an_earlier_one_counts_once(home: Home) -> None:
    first, reset = count(5, (100, 40, 9), (100, 40, 9)), count(6, (0, 0, 0))
    again = count(7, (60, 0, 5))
    written(home, "a", MODEL, first, reset, again)
    written(home, "b", MODEL, first, reset, again, count(9, (90, 0, 7)))
    # the later file goes on from 60 and 5, not from its own reset
    assert [row[:2] for row in inputs(home.index())] == [(100, 9), (60, 5), (90 - 60, 7 - 5)]


def test_a_live_file_and_its_archived_copy_count_once(home: Home) -> None:
    lines = [MODEL, count(5, (100, 40, 9)), count(9, (300, 90, 20))]
    written(home, "a", *lines)
    written(home, "a", *lines[:2], folder="archived_sessions")
    assert [row[:2] for row in inputs(home.index())] == [(100, 9), (200, 11)]


def test_a_stale_count_of_an_earlier_file_adds_nothing(home: Home) -> None:
    first = (100, 40, 9)
    written(home, "a", MODEL, count(5, first, first), count(6, (300, 90, 20), (200, 50, 11)))
    written(home, "b", MODEL, count(7, first, first), count(8, (350, 90, 24), (50, 0, 4)))
    assert [row[:2] for row in inputs(home.index())] == [(100, 9), (200, 11), (50, 4)]


def test_an_equal_count_without_total_at_the_seam_is_a_repetition(home: Home) -> None:
    info = {"last_token_usage": dict(zip(NAMES, (9, 0, 2), strict=True))}
    bare: Line = {"type": "event_msg", "payload": {"type": "token_count", "info": info}}
    one, two, three = (bare | {"timestamp": stamp(at)} for at in (5, 6, 9))
    written(home, "a", MODEL, one)
    written(home, "b", MODEL, two, count(8, (100, 0, 5), (100, 0, 5)), three)
    assert [row[:2] for row in inputs(home.index())] == [(9, 2), (100, 5), (9, 2)]


def test_usage_records_count_nothing_where_another_file_has_counts(home: Home) -> None:
    usage = dict(zip(NAMES, (100, 40, 9), strict=True))
    record = {"timestamp": stamp(9), "type": "token_usage_record",
              "payload": {"response_id": "r", "usage": usage}}  # fmt: skip
    written(home, "a", MODEL, count(5, (100, 40, 9)))
    written(home, "b", MODEL, record)
    assert [row[:2] for row in inputs(home.index())] == [(100, 9)]


def test_before_any_model_is_named_that_of_a_later_file_is_assumed(home: Home) -> None:
    written(home, "a", count(5, (100, 40, 9)))
    written(home, "b", MODEL, count(9, (300, 90, 20)))
    index = home.index()
    assert [row[2] for row in inputs(index)] == ["gpt-5.5", "gpt-5.5"]
    with index.reading() as connection:
        bases = connection.execute("SELECT basis FROM request ORDER BY ts").fetchall()
    assert bases == [("estimated",), ("priced",)]


def stream(seed: int) -> list[Line]:
    """Counts that grow, repeat, stand still and begin again, with and without their last part."""
    pick = random.Random(seed)
    lines, second = [MODEL], 10
    total: tuple[int, ...] = (0, 0, 0)
    for _ in range(pick.randint(2, 9)):
        second += pick.randint(1, 900)
        part = (pick.randint(500, 999), pick.randint(0, 400), pick.randint(1, 99))
        kind = pick.choice(["grows", "grows", "repeats", "begins again"])
        if kind == "repeats" and len(lines) > 1:
            lines.append(lines[-1] | {"timestamp": stamp(second)})
            continue
        is_told = pick.random() < 0.5
        total = part if kind == "begins again" else tuple(map(sum, zip(total, part, strict=True)))
        lines.append(count(second, total, part if is_told else None))
    return lines


@few
@given(seeds)
def test_wherever_a_session_is_cut_it_adds_up_to_the_same(seed: int) -> None:
    lines = stream(seed)
    cut = random.Random(seed).randint(2, len(lines))
    overlap = random.Random(seed).randint(1, cut)
    name = ".codex/sessions/{}.jsonl".format
    with homes() as make:
        found = []
        for pieces in ([lines], [lines[:cut], lines[cut:]], [lines[:cut], lines[overlap:]]):
            files = {name(n): encoded(META, *piece) for n, piece in enumerate(pieces)}
            index = make(files).index()
            index.refresh()
            found.append(totals_of(index, *COUNTED))
    assert found[0] == found[1] == found[2]
