"""The exit codes of `sightline`."""

from __future__ import annotations

DONE = 0
FAILED = 1
USAGE = 2
NO_SESSION = 3
"""No such session, or several."""
INTERRUPTED = 130
