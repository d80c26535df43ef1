"""An editor reduced to a pipe: what it writes is written as it is, what it reads is checked."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from itertools import count
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "sightline", "lsp"]
HANG = 20
"""Seconds after which something is taken to hang, on a busy machine too."""

Message = dict[str, Any]


def variables_of(home: Path, cache: Path) -> dict[str, str]:
    """The whole environment of a server over this home."""
    return {
        "PATH": os.environ["PATH"], "HOME": str(home), "SIGHTLINE_CACHE_DIR": str(cache),
        "SIGHTLINE_DATA_DIR": str(home / "data"), "TZ": "UTC",
    }  # fmt: skip


def framed(message: object) -> bytes:
    """A message as it goes over the pipe."""
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Editor:
    """Starts a server and talks to it."""

    def __init__(
        self, variables: dict[str, str], command: list[str] | None = None, *, reads: bool = True
    ) -> None:
        self.process = subprocess.Popen(
            command or COMMAND, env=variables, cwd=variables["HOME"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.said: list[Message] = []
        """Notifications and requests of the server, in order."""
        self.log = bytearray()
        self._numbers = count(1)
        self._received: queue.Queue[Message | None] = queue.Queue()
        self._threads = [threading.Thread(target=self._keep_log)]
        self._threads[0].start()
        if reads:
            self.read()

    def read(self) -> None:
        """Begin to take what the server writes."""
        self._threads.append(threading.Thread(target=self._read))
        self._threads[-1].start()

    def write(self, data: bytes) -> None:
        """Write these bytes."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def send(self, message: object) -> None:
        """Write a message in a frame."""
        self.write(framed(message))

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def begin(self, method: str, **params: Any) -> int:
        """Send a request; the answer is its id."""
        number = next(self._numbers)
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return number

    def next_reply(self) -> Message:
        """The next reply, to whatever it is."""
        while True:
            message = self._next()
            if "method" not in message:
                return message
            self.said.append(message)

    def reply(self, number: int) -> Message:
        """The reply to this request; it is the next one, or there is none."""
        message = self.next_reply()
        assert message["id"] == number
        return message

    def ask(self, method: str, **params: Any) -> Any:
        """What a request results in."""
        return self.reply(self.begin(method, **params))["result"]

    def command(self, name: str, token: str | None = None, **argument: Any) -> int:
        """Begin a server command."""
        more = {} if token is None else {"workDoneToken": token}
        return self.begin(
            "workspace/executeCommand",
            command=f"sightline.server.{name}", arguments=[argument], **more,
        )  # fmt: skip

    def heard(self, method: str) -> Any:
        """The params of the next message of this method that the server sends by itself."""
        while True:
            message = self._next()
            self.said.append(message)
            if message.get("method") == method:
                return message["params"]

    def initialize(self, **params: Any) -> Any:
        """Be a client that is ready; the answer is the result of `initialize`."""
        result = self.ask("initialize", **{"capabilities": {}, "processId": None, **params})
        self.tell("initialized")
        return result

    def peak_bytes(self) -> int:
        """The most memory the server ever had resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024

    def ended(self) -> int:
        """The exit code, once the server is gone by itself."""
        code = self.process.wait(HANG)
        for thread in self._threads:
            thread.join(HANG)
        return code

    def close(self) -> None:
        """End the server, whatever state it is in."""
        self.process.kill()
        self.ended()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            with contextlib.suppress(BrokenPipeError):
                pipe.close()

    def _next(self) -> Message:
        message = self._received.get(timeout=HANG)
        assert message is not None, f"the server ended: {self.log.decode()}"
        return message

    def _read(self) -> None:
        """Take frames; anything that is none ends up as a failure in the test."""
        assert self.process.stdout is not None
        while header := self.process.stdout.readline():
            name, _, length = header.partition(b": ")
            if name != b"Content-Length" or self.process.stdout.readline() != b"\r\n":
                self._received.put({"id": "broken frame", "header": header})
                return
            self._received.put(json.loads(self.process.stdout.read(int(length))))
        self._received.put(None)

    def _keep_log(self) -> None:
        assert self.process.stderr is not None
        while piece := os.read(self.process.stderr.fileno(), 65536):
            self.log.extend(piece)
