"""The threads at both ends of the pipe, over real pipes."""

from __future__ import annotations

import io
import os
import threading
from typing import TYPE_CHECKING

import pytest

from sightline.lsp.frames import framed
from sightline.lsp.streams import ROOM, Inbox, Outbox

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def test_nothing_has_room_until_a_slow_reader_reads(pipe: tuple[int, int]) -> None:
    outbox = Outbox(pipe[1], lambda: None)
    outbox.start()
    outbox.put(bytes(ROOM + 100_000))
    assert not outbox.has_room
    assert not outbox.flush(0.01)
    left = ROOM + 100_000
    while left:
        left -= len(os.read(pipe[0], 65536))
    assert outbox.flush(5)
    assert outbox.has_room


def test_a_reader_that_keeps_up_is_never_stuck(pipe: tuple[int, int]) -> None:
    outbox = Outbox(pipe[1], lambda: None)
    outbox.put(b"x")
    assert outbox.stuck_seconds() == 0
    outbox.put(bytes(ROOM))
    assert outbox.stuck_seconds() > 0


def test_frames_leave_in_order_and_whole(pipe: tuple[int, int]) -> None:
    outbox = Outbox(pipe[1], lambda: None)
    frames = [b"%d:" % number + b"x" * number * 20 for number in range(50)]
    for frame in frames:
        outbox.put(frame)
    outbox.start()
    assert outbox.flush(5)
    assert os.read(pipe[0], 100_000) == b"".join(frames)


def test_a_reader_that_is_gone_is_noticed(pipe: tuple[int, int]) -> None:
    gone = threading.Event()
    outbox = Outbox(pipe[1], gone.set)
    outbox.start()
    os.close(pipe[0])
    outbox.put(b"x")
    assert gone.wait(5)


def test_a_limited_number_of_frames_waits_for_a_receiver() -> None:
    stream = io.BytesIO(framed(b"{}") * 100)
    ended = threading.Event()
    inbox = Inbox(stream, ended.set, lambda _: None)
    inbox.start()
    assert not ended.wait(0.2)
    assert stream.tell() == len(framed(b"{}")) * 65  # 64 wait, one more was read


@pytest.mark.parametrize("data", [b"garbage", b"Content-Length: 5\r\n\r\n{}"])
def test_a_broken_stream_is_told_once(data: bytes) -> None:
    said: list[str] = []
    broken = threading.Event()

    def tell(reason: str) -> None:
        said.append(reason)
        broken.set()

    Inbox(io.BytesIO(data), lambda: said.append("ended"), tell).start()
    assert broken.wait(5)
    assert len(said) == 1
