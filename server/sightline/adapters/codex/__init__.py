"""Codex (CLI, IDE extension, `codex exec`): rollout files, one session each.

Seen: 0.40, 0.99, 0.137 to 0.142. A line is `{timestamp, type, payload}`; until mid-2025 the
payload stood alone, which is read too.

- The first session_meta is the identity; a resume repeats it, a fork copies its parent's.
- `token_count` carries a running total and the last request's part; it is repeated, starts
  anew, and comes after the tool outputs of its request (0.40: before them). `usage` holds the
  rules. A request's key is `<session>:<epoch>:<total>:<last>`, the last two comma lists of `NAMES`;
  `forks.compared` cuts `<total>:<last>` from its end. Without a total the key is
  `<session>:<instant>::<last>`, of a usage record `<session>:<response id>::<last>`.
- Cached input and cache writes are part of input, reasoning is part of output.
- A fork begins with its parent's lines under new timestamps: see `forks`.
- 0.40 has no task events, no turn ids and no `patch_apply_end`; `apply_patch` is a heredoc there.
- A shell that outlives its call answers "Process running with session ID"; `write_stdin` polls
  it. The first call stays open until a poll sees the end; a poll itself has ended.
- `agent_message` and `user_message` repeat response items. Where a file lacks them the items
  count instead. A prompt typed while a task runs is a turn of its own; the task's recorded
  duration belongs to a turn only if it is the task's only prompt.
- Lines of megabytes occur (`base_instructions`, `replacement_history`).

Three rows depend on what a later line may take back: a session without any usage
(`<session>:unmetered`), calls known by usage records, prompts known by response items. Where an
earlier read handed such a row out, it comes again with `native` false and no content.
- A session may lie in several files (live and archived, or cut), which are one stream: `streams`.
- Older releases name threads in `session_index.jsonl` beside the folders of rollouts; a rollout
  is looked at again when its name changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, Joining, late

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment


def _folders(environment: Environment) -> list[Path]:
    homes = environment.folders("CODEX_HOME") or [environment.home / ".codex"]
    return [home / name for home in homes for name in ("sessions", "archived_sessions")]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".jsonl")


CODEX = Adapter(
    engine="codex",
    title="Codex",
    colour="charts.green",
    version=5,
    folders=_folders,
    wanted=_wanted,
    parser=late("sightline.adapters.codex.parser:CodexParser"),
    resume="codex resume",
    provider="openai",
    capabilities=frozenset({"tok", "cache", "first", "dur", "tdur", "tres", "code", "branch"})
    | {"subagents", "appr"},
    native_line=late("sightline.adapters.codex.forks:native_line_of"),
    counted_on=late("sightline.adapters.codex.forks:counted_on"),
    joining=Joining(
        late("sightline.adapters.codex.streams:order_of"),
        late("sightline.adapters.codex.streams:joined"),
    ),
    called=late("sightline.adapters.codex.names:name_of_file"),
)
