"""The process around the server: its descriptors, the parent it follows, the one way out."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from sightline.lsp.streams import Outbox

WATCH_SECONDS = 0.5
FLUSH_SECONDS = 0.5
CLOSE_SECONDS = 0.3
END_SECONDS = 1.8
"""From the end of input to the end of the process, whatever it is doing."""
STUCK_SECONDS = 60
MOST_PROCESS = 2**31

log = logging.getLogger(__name__)


def harden() -> None:
    """Keep what is written to ourselves, and git deaf to what our environment says."""
    os.umask(0o077)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]


def guarded_streams() -> tuple[int, int]:
    """The real input and output; whatever else writes to 1 reaches stderr, 0 reads nothing."""
    output = os.dup(1)
    os.dup2(2, 1)
    source = os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    return source, output


class Exit:
    """The only way out: replies are flushed, then the process ends without waiting for threads."""

    def __init__(self, output: int) -> None:
        self.outbox = Outbox(output, lambda: self.leave(1))
        self.before: Callable[[], None] = _nothing
        """What to do before, if it can be done quickly."""

    def leave(self, code: int) -> NoReturn:
        """End the process soon, in any thread."""
        self._leave_within(FLUSH_SECONDS + CLOSE_SECONDS + 0.2, code)
        closing = threading.Thread(target=self.before, daemon=True)
        closing.start()
        self.outbox.flush(FLUSH_SECONDS)
        closing.join(CLOSE_SECONDS)
        logging.shutdown()
        os._exit(code)

    def end_soon(self) -> None:
        """The input is over: whatever the process is doing, it has little time left."""
        self._leave_within(END_SECONDS, 1)

    def _leave_within(self, seconds: float, code: int) -> None:
        timer = threading.Timer(seconds, os._exit, [code])
        timer.daemon = True
        timer.start()

    def broken(self, reason: str) -> None:
        """Give up on an input that cannot be read any further."""
        log.error("Input: %s", reason)
        self.leave(1)


def _nothing() -> None:
    """There is nothing to close yet."""


class ParentWatch:
    """Ends the process when the editor that started it is gone, or reads nothing for a minute."""

    def __init__(self, way_out: Exit) -> None:
        self._way_out = way_out
        self._parent = os.getppid()
        self._editor: int | None = None

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def follow(self, editor: int | None) -> None:
        """Watch this process too: the editor's, by its own word."""
        if editor is None or not 0 < editor < MOST_PROCESS:
            return
        self._editor = editor
        if sys.platform == "win32":
            threading.Thread(target=_wait_for, args=[editor], daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while not pause.wait(WATCH_SECONDS):
            if os.getppid() != self._parent or self._editor_is_gone():
                self._way_out.leave(1)
            if self._way_out.outbox.stuck_seconds() > STUCK_SECONDS:
                log.error("Output: nothing was read for %d s", STUCK_SECONDS)
                self._way_out.leave(1)

    def _editor_is_gone(self) -> bool:
        if self._editor is None or sys.platform == "win32":
            return False
        try:
            os.kill(self._editor, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False


if sys.platform == "win32":  # pragma: no cover - not tried

    def _wait_for(process: int) -> None:
        """End with this process."""
        import ctypes  # noqa: PLC0415

        kernel = ctypes.windll.kernel32
        synchronize, forever = 0x00100000, 0xFFFFFFFF
        if handle := kernel.OpenProcess(synchronize, False, process):
            kernel.WaitForSingleObject(handle, forever)
        os._exit(1)
