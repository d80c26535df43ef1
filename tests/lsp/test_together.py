"""Several windows and a terminal over one cache: no error, and the same numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from builders import encoded, prompt, reply
from editor import HANG, Editor, variables_of

if TYPE_CHECKING:
    from conftest import Home

FIELDS = ("requests", "inputTokens", "outputTokens", "cacheReadTokens", "costUsd", "sessions")


def terminal(home: Home) -> Any:
    """What a terminal answers; it must say nothing on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", "sightline", "stats", "daily", "--json"],
        env=variables_of(home.path, home.cache), capture_output=True, timeout=HANG, check=True,
    )  # fmt: skip
    assert done.stderr == b""
    return json.loads(done.stdout)["total"]


def chosen(total: dict[str, Any]) -> dict[str, Any]:
    return {name: total[name] for name in FIELDS}


def test_two_servers_and_a_terminal_agree_while_a_session_grows(home: Home) -> None:
    path = home.claude("aaaa1111", prompt("p", 0), reply("m0", 1))
    editors = [Editor(variables_of(home.path, home.cache)) for _ in range(2)]
    try:
        for editor in editors:
            editor.initialize()
        for number in range(1, 5):
            with path.open("ab") as file:
                file.write(encoded(reply(f"m{number}", number + 1)))
            answers = [chosen(terminal(home))]
            for editor in editors:
                while editor.ask("sightline/daily")["total"]["requests"] != number + 1:
                    editor.heard("sightline/changed")
                answers.append(chosen(editor.ask("sightline/daily")["total"]))
            assert answers == [answers[0]] * 3
    finally:
        for editor in editors:
            editor.close()
