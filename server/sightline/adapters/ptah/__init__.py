"""Ptah: session records inside workspaces, and the state in which Ptah names Claude sessions.

Read from its documentation and from the source of Hive-Academy/ptah-extension; no session record
of it is public, since no released version writes one.

- Documented: `<workspace>/.ptah/sessions/{*.json, active/*.json, archive/*.json}`, a record with
  its fields at the top or under `metadata`, and `messages`, whose shape is not documented; see
  `documented`. `index.json` beside them repeats fields for lists and only adds a missing title.
- Real: `workspace-state.json` with the key `ptah.sessionMetadata`; see `state`. Its sessions are
  Claude Code's, whose transcripts hold the usage; totals stated there are always 0.
- Where a Claude transcript of the same or a linked id is read, that one counts: each request of
  a record names it in `says`.

The home folder and projects in which the user used Sightline are searched by themselves; the
setting `paths.ptah` adds others.
"""

from __future__ import annotations

from sightline.adapters.base import Adapter, late
from sightline.adapters.ptah.places import folders, wanted

PTAH = Adapter(
    engine="ptah",
    title="Ptah",
    colour="charts.purple",
    version=3,
    folders=folders,
    wanted=wanted,
    in_projects=".ptah",
    document=late("sightline.adapters.ptah.reading:document"),
    provider="anthropic",
    capabilities=frozenset({"tok", "cache", "cost", "subagents"}),
)

__all__ = ["PTAH"]
