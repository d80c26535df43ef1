"""The log on stderr: ids, counts, sizes and durations, never values or text of sessions."""

from __future__ import annotations

import logging
from types import TracebackType

_LEVELS = {"verbose": logging.DEBUG, "messages": logging.INFO}
_OURS = logging.getLogger("sightline")

ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class _Formatter(logging.Formatter):
    """Names an exception by its type; its text and traceback only at DEBUG."""

    def formatException(self, ei: ExceptionInfo) -> str:  # noqa: N802 - the base class's name
        if _OURS.isEnabledFor(logging.DEBUG):
            return super().formatException(ei)
        return ei[0].__name__ if ei[0] is not None else ""


def start() -> None:
    """Log to stderr; libraries that would log whole messages stay silent."""
    logging.raiseExceptions = False
    handler = logging.StreamHandler()
    handler.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("pygls", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def set_level(trace: str | None) -> None:
    """As much as the editor's trace setting asks for."""
    _OURS.setLevel(_LEVELS.get(trace or "", logging.WARNING))
