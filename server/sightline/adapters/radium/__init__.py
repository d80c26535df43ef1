"""Radium: session reports, the state of sessions, and the telemetry they are summed up from.

Read from the source of Unicorn/Radium (`crates/radium-core`, 2025-12); no real report is public.
All lies in `<workspace>/.radium`:

- `_internals/sessions/<id>.json`, the report (`<id>.tmp.<uuid>` is one being written): totals by
  model. `model_usage` and `engine_usage` are two views of one sum, so one of them counts. Whether
  cached tokens are part of input is not known: both are shown as recorded, as is the cost.
- `sessions/<id>/`, the state: `session.json`, `messages.jsonl`, `tools.jsonl`.
- `monitoring.db`: `agents` and `telemetry`. It names no sessions: an agent's id is
  `<session>-<agent>`, in newer versions its `plan_id` is the session.

One spend in several places has one key, `<session>:<model>`, and the report's row outranks the
sum over telemetry, which alone tells of a session that never came to a report. Calls are numbered
within the session, in every place alike: real reports say 0 calls, so `tools.jsonl` counts, else
telemetry, whose calls have no result; calls that only a report counts are `(not named)`.

What its reports state badly: `api_time` is 100 ms a call; `agent_active_time` adds up parallel
agents, and is 0 for agents that never ended; lines miss the session's first commit and are 0 / 0
without a repository, which is then no statement. They name no files.

The home folder and projects in which the user used Sightline are searched by themselves; the
setting `paths.radium` adds others.
"""

from __future__ import annotations

from sightline.adapters.base import Adapter, late
from sightline.adapters.radium.places import folders, wanted

RADIUM = Adapter(
    engine="radium",
    title="Radium",
    colour="charts.red",
    version=2,
    folders=folders,
    wanted=wanted,
    in_projects=".radium",
    parser=late("sightline.adapters.radium.logs:parser"),
    document=late("sightline.adapters.radium.report:document"),
    database=late("sightline.adapters.radium.monitoring:database"),
    provider="",
    capabilities=frozenset({"tok", "cache", "dur", "tdur", "tres", "code", "subagents", "cost"}),
)

__all__ = ["RADIUM"]
