"""The session metadata record: its file, its index, tracked events, and where all of it lies."""

from __future__ import annotations
