"""N7: no connection and no open port, whatever is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import sys
REACHES_OUT = {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}
def watch(event, _):
    if event in REACHES_OUT:
        raise SystemExit(f"{event} was called")
sys.addaudithook(watch)
from sightline.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "line", ["stats daily", "stats export", "report overview --json", "doctor"]
)
def test_no_command_reaches_out(tmp_path: Path, line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *line.split(), "--sample", "-q"],
        env={**os.environ, "HOME": str(tmp_path), "SIGHTLINE_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_what_reaches_out_would_be_seen(tmp_path: Path) -> None:
    reaching = WATCHED.replace(
        "from sightline", "__import__('socket').create_server(('', 0))\nfrom x"
    )
    done = subprocess.run(
        [sys.executable, "-c", reaching], capture_output=True, text=True, timeout=60, check=False
    )
    assert "socket.bind was called" in done.stderr
