"""`sightline`: reads the command line, runs one verb, and turns failures into exit codes."""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys
from types import ModuleType
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


class _End:
    """The end of a process of ours: all that is to be done is done, and nothing is taken apart."""

    code: int | None = None
    """The exit code, once it is known."""

    def leave(self) -> None:
        """Be gone at once; to free every object takes as long as a short question."""
        if self.code is not None:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(self.code)


def run(arguments: list[str] | None = None) -> int:
    """Do what the command line says; the answer is the exit code."""
    if arguments is not None:
        return _run(arguments)
    end = _End()
    # Registered before all others, it is called after them.
    atexit.register(end.leave)
    end.code = _run(sys.argv[1:])
    return end.code


def _run(arguments: list[str]) -> int:
    _look_for_no_plugins()
    options = options_of(arguments)
    try:
        return _perform(options)
    except BrokenPipeError:
        # Nobody reads any more; the interpreter must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except (KeyboardInterrupt, StoppedError):
        return INTERRUPTED
    except RuntimeError as error:
        # So says the database when Ctrl-C ends a question.
        if str(error) != "Query interrupted":
            raise
        return INTERRUPTED
    except (SightlineError, OSError) as error:
        for line in error.lines if isinstance(error, InvalidQueryError) else (_said(error),):
            warn(escaped(line))
        return _code(error)


def _look_for_no_plugins() -> None:
    """Let pydantic take nothing of other packages, which takes as long as the question.

    Told by its variable to look for none, it still loads what it would look with.
    """
    loader = ModuleType("pydantic.plugin._loader")
    vars(loader)["get_plugins"] = tuple
    sys.modules.setdefault(loader.__name__, loader)


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
