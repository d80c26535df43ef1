"""Starts the sidecar of the VSIX: an older Python reads this file far enough to refuse."""

# Written so that an old Python can read it.
# ruff: noqa: INP001, PTH100, PTH118, PTH120, UP031, UP036
import os
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("Sightline needs CPython 3.11 or newer, not %s\n" % sys.version.split()[0])
    sys.exit(3)

# At module level: processes that the sidecar spawns import this file again.
sys.pycache_prefix = os.environ.get("SIGHTLINE_PYCACHE")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))

if __name__ == "__main__":
    from sightline.cli.main import run

    sys.exit(run())
