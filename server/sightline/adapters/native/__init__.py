"""Sightline's own sessions: a record `<id>.json`, and beside it the tracked events `<id>.jsonl`.

Both lie in `<project>/.sightline/sessions`, or in `sessions` of the user's data folder where the
project's may not be written. `index.json` there repeats records and is not read.

- The record (`schema` "sightline.session/1") names the session: `record`. Its totals repeat what
  the events or a transcript say, so they are never counted. A record of another engine's session
  is a companion: it gives what a person edited and what plugins noted.
- The events are the work: `events`. Each is a line `{type, at, …}`; unknown types are kept in the
  file and ignored here, reviews are.
- `<record>.reviews/<n>.sarif` are reviews made on this machine: `reviews`. Each stands for itself:
  the newest has the findings of all before it.

The home folder, the data folder and projects in which the user used Sightline are searched by
themselves; the setting `paths.native` adds others.
"""

from __future__ import annotations

from sightline.adapters.base import Adapter, late
from sightline.adapters.native.places import FOLDER, folders, wanted

NATIVE = Adapter(
    engine="native",
    title="Sightline",
    colour="charts.foreground",
    version=2,
    folders=folders,
    wanted=wanted,
    in_projects=FOLDER,
    parser=late("sightline.adapters.native.reading:parser"),
    document=late("sightline.adapters.native.reading:document"),
    provider="",
    capabilities=frozenset(
        {"tok", "cache", "first", "dur", "tdur", "tres", "code", "appr", "branch", "subagents"}
    )
    | {"cost"},
)

__all__ = ["NATIVE"]
