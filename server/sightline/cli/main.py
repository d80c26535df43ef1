"""`sightline`: reads the command line, runs one verb, and turns failures into exit codes."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from typing import TYPE_CHECKING

from sightline.cli.arguments import options_of
from sightline.cli.exits import DONE, FAILED, INTERRUPTED, NO_SESSION, USAGE
from sightline.cli.terminal import warn
from sightline.errors import (
    AmbiguousSessionError,
    InvalidQueryError,
    InvalidScopeError,
    SightlineError,
    StoppedError,
    UnknownSessionError,
)
from sightline.text import escaped

if TYPE_CHECKING:
    from sightline.cli.arguments import Options


def run(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the answer is the exit code."""
    # No plugin of another package is looked for: that takes as long as the question.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if arguments is None:
        # The process is ours: at its end nothing is looked through, as all memory goes back.
        atexit.register(gc.freeze)
    options = options_of(sys.argv[1:] if arguments is None else arguments)
    try:
        return _perform(options)
    except BrokenPipeError:
        # Nobody reads any more; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, StoppedError):
        return INTERRUPTED
    except (SightlineError, OSError) as error:
        for line in error.lines if isinstance(error, InvalidQueryError) else (_said(error),):
            warn(escaped(line))
        return _code(error)


def _said(error: Exception) -> str:
    """A sentence; of the system's errors what is wrong with which file."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.strerror}: {os.fsdecode(error.filename)}"
    return str(error)


def _perform(options: Options) -> int:
    # Each door is imported when it is opened: a report needs no language server, help needs none.
    if options.verb == "lsp":
        server = importlib.import_module("sightline.lsp.server")
        return int(server.main() or DONE)
    # What is imported stays: looking through it again and again takes as long as the question.
    gc.set_threshold(100_000)
    verbs = importlib.import_module("sightline.cli.verbs")
    return int(verbs.perform(options))


def _code(error: Exception) -> int:
    if isinstance(error, UnknownSessionError | AmbiguousSessionError):
        return NO_SESSION
    return USAGE if isinstance(error, InvalidScopeError) else FAILED
