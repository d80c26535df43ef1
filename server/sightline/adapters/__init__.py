"""Where an engine's sessions lie, and how one file becomes records: one adapter an engine."""

from __future__ import annotations

from sightline.adapters.base import Adapter
from sightline.adapters.claude_code import CLAUDE_CODE
from sightline.adapters.codex import CODEX
from sightline.adapters.gemini_cli import GEMINI_CLI

ADAPTERS: tuple[Adapter, ...] = (CLAUDE_CODE, CODEX, GEMINI_CLI)
