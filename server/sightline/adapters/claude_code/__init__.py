"""Claude Code: its folders, and the adapter that reads them.

What is known of the format, seen in versions 1.0 to 2.1.2xx:

- One response is several lines with the same `message.id`, each repeating `message.usage`; only
  `output_tokens` may grow. Up to 2.1.50 the last line often still holds a placeholder, told by
  `stop_reason: null`. Tool results may lie between the lines of one response.
- Resumed and forked sessions begin with lines of another file: same `uuid`, ids and timestamps,
  `sessionId` rewritten or not. The file decides which session a line belongs to.
- Sub-agents lie in `<session>/subagents/**/agent-*.jsonl`, earlier in `agent-*.jsonl` beside the
  session; 2.1.12 to 2.1.49 repeat their messages in the parent's `progress` lines. The `usage` of
  a Task or Agent result is that of the agent's last request only, and `totalTokens` its sum.
- A result in the background says only that the work began; a `<task-notification>` ends it, told
  as queue operation, attachment and user line, an agent's with its answer in `<result>`.
- `is_error` absent is a success; its text tells a refusal of the person from a failure.
- Timestamps step back, and titles, modes and summaries have none.
- `costUSD` stands on lines up to 1.0.x; models of other vendors occur.
"""

from __future__ import annotations

from pathlib import Path

from sightline.adapters.base import Adapter, Environment, late


def _folders(environment: Environment) -> list[Path]:
    """The `projects` folders of the configured homes, else of both usual ones."""
    homes = environment.folders("CLAUDE_CONFIG_DIR")
    if not homes:
        config = environment.variables.get("XDG_CONFIG_HOME")
        base = Path(config) if config else environment.home / ".config"
        homes = [environment.home / ".claude", base / "claude"]
    return [home if home.name == "projects" else home / "projects" for home in homes]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name.endswith(".jsonl")


CLAUDE_CODE = Adapter(
    engine="claude_code",
    title="Claude Code",
    colour="charts.orange",
    version=6,
    folders=_folders,
    wanted=_wanted,
    parser=late("sightline.adapters.claude_code.parser:ClaudeParser"),
    resume="claude --resume",
    provider="anthropic",
    capabilities=frozenset(
        {"tok", "cache", "first", "dur", "tdur", "tres", "code", "appr", "branch", "subagents"}
    ),
)
