"""Reading and writing frames: JSON behind headers, on a stream that may hold anything."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn, Protocol

MOST_LINE = 4096
MOST_HEADER = 16384
MOST_BODY = 32 * 1024 * 1024
"""Bytes of a message that are taken."""
MOST_DRAINED = 1024 * 1024 * 1024
"""Bytes of a message that are read and thrown away."""
DRAIN = 65536

_HEADER = re.compile(rb"([A-Za-z0-9-]+):[ \t]*(.*?)[ \t]*\r?\n", re.DOTALL)
_CHARSET = re.compile(rb"charset=\"?([^\";\s]*)", re.IGNORECASE)


class FrameError(Exception):
    """The stream is out of step and cannot be repaired."""


class Stream(Protocol):
    """What frames are read from."""

    def readline(self, size: int = -1, /) -> bytes:
        """Bytes to the end of a line, at most `size`."""

    def read(self, size: int = -1, /) -> bytes:
        """Exactly `size` bytes, fewer only at the end."""


def read_frame(stream: Stream) -> bytes | None:
    """The next body: None at a clean end, nothing (`b""`) when it was too long and skipped."""
    length, seen = None, 0
    while line := stream.readline(MOST_LINE):
        seen += len(line)
        if not line.endswith(b"\n") or seen > MOST_HEADER:
            raise FrameError("header too long or cut off")
        if not line.strip():
            return _body(stream, length)
        length = _length(line, length)
    if seen:
        raise FrameError("end of input inside a header")
    return None


def _length(line: bytes, known: int | None) -> int | None:
    """The body's length, as far as the headers tell after this line."""
    header = _HEADER.fullmatch(line)
    if header is None:
        raise FrameError("a line that is no header")
    name, value = header[1].lower(), header[2]
    if name == b"content-length":
        if not value.isdigit():
            raise FrameError("a length that is no number")
        if known is not None and known != int(value):
            raise FrameError("two lengths")
        return int(value)
    charset = _CHARSET.search(value) if name == b"content-type" else None
    if charset is not None and charset[1].lower() not in {b"utf-8", b"utf8"}:
        raise FrameError("a charset other than utf-8")
    return known


def _body(stream: Stream, length: int | None) -> bytes:
    if length is None:
        raise FrameError("no length")
    if length > MOST_DRAINED:
        raise FrameError("a message longer than can be skipped")
    if length > MOST_BODY:
        return _drained(stream, length)
    body = stream.read(length)
    if len(body) < length:
        raise FrameError("end of input inside a message")
    return body


def _drained(stream: Stream, length: int) -> bytes:
    while length:
        piece = stream.read(min(length, DRAIN))
        if not piece:
            raise FrameError("end of input inside a message")
        length -= len(piece)
    return b""


def parse(body: bytes) -> Any:
    """A body's JSON: UTF-8 only, without NaN and Infinity; ValueError or RecursionError if not."""
    return json.loads(body.decode("utf-8"), parse_constant=_refuse)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def encode(message: dict[str, Any]) -> bytes:
    """A message as JSON; ValueError where a number is not finite."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii")


def framed(body: bytes) -> bytes:
    """A body with its header."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
