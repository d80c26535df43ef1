from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.lsp import frames
from sightline.lsp.frames import FrameError, encode, framed, parse, read_frame

FRAME = framed(b'{"a":1}')


def read(data: bytes) -> bytes | None:
    return read_frame(io.BytesIO(data))


def test_what_is_framed_is_read() -> None:
    stream = io.BytesIO(FRAME + framed(b"{}"))
    assert [read_frame(stream), read_frame(stream)] == [b'{"a":1}', b"{}"]
    assert read_frame(stream) is None


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\n\n",
        b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2 \r\nX-Other: 3\r\n\r\n",
        b'Content-Type: application/json; charset="UTF-8"\r\nContent-Length: 2\r\n\r\n',
        b"Content-Length: 2\r\nContent-Type: application/json; charset=utf8\r\n\r\n",
        b"Content-Length: 2\r\nContent-Type: application/json\r\n\r\n",
    ],
)
def test_headers_are_read_in_any_usual_form(header: bytes) -> None:
    assert read(header + b"{}") == b"{}"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\r\n{}", "no length"),
        (b"Content-Type: x\r\n\r\n{}", "no length"),
        (b"Content-Length: -2\r\n\r\n{}", "no number"),
        (b"Content-Length: 0x2\r\n\r\n{}", "no number"),
        (b"Content-Length: \xc2\xb2\r\n\r\n{}", "no number"),
        (b"Content-Length:\r\n\r\n{}", "no number"),
        (b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "two lengths"),
        (b"Content-Length: 2\r\nContent-Type: a; charset=latin-1\r\n\r\n{}", "charset"),
        (b"Content-Length 2\r\n\r\n{}", "no header"),
        (b"Content-Length: 2", "cut off"),
        (b"Content-Length: 2\r\n", "end of input inside a header"),
        (b"Content-Length: 3\r\n\r\n{}", "end of input inside a message"),
        (b"Content-Length: 1073741825\r\n\r\n{}", "longer"),
        (b"Content-Length: 33554433\r\n\r\n{}", "end of input inside a message"),
        (b"X: " + b"y" * 4096, "too long"),
        ((b"X: " + b"y" * 4000 + b"\n") * 5, "too long"),
    ],
)
def test_a_stream_out_of_step_is_an_error_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        read(data)


def test_a_message_over_the_limit_is_skipped_and_the_next_one_read() -> None:
    length = frames.MOST_BODY + 1
    stream = io.BytesIO(b"Content-Length: %d\r\n\r\n%b%b" % (length, bytes(length), FRAME))
    assert read_frame(stream) == b""
    assert read_frame(stream) == b'{"a":1}'


@given(st.binary(max_size=200))
def test_any_bytes_are_frames_an_end_or_an_error(data: bytes) -> None:
    stream = io.BytesIO(FRAME + data)
    assert read_frame(stream) == b'{"a":1}'
    try:
        while read_frame(stream) is not None:
            pass
    except FrameError as error:
        assert str(error)  # noqa: PT017 - either way is right, but an error says why


@given(st.integers(0, len(FRAME) - 1), st.binary(max_size=3))
def test_a_changed_frame_never_shifts_into_another_message(at: int, instead: bytes) -> None:
    data = FRAME[:at] + instead + FRAME[at + 1 :]
    try:
        body = read(data)
    except FrameError:
        return
    assert body is None or body in data


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b"[Infinity]", b"-Infinity", b"'a'"])
def test_what_is_not_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse(body)


def test_a_million_brackets_are_a_recursion_error() -> None:
    with pytest.raises(RecursionError):
        parse(b"[" * 1_000_000)


def test_a_number_that_is_not_finite_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode({"result": float("nan")})


def test_a_length_counts_bytes_and_half_a_character_is_sent() -> None:
    body = encode({"title": "\U0001f600 \ud83d"})
    assert framed(body).startswith(b"Content-Length: %d\r\n\r\n" % len(body))
    assert parse(body) == {"title": "\U0001f600 \ud83d"}
