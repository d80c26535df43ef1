"""Where an engine's sessions lie, and how one file becomes records: one adapter an engine."""

from __future__ import annotations

from sightline.adapters.amp import AMP
from sightline.adapters.antigravity import ANTIGRAVITY
from sightline.adapters.base import Adapter
from sightline.adapters.claude_code import CLAUDE_CODE
from sightline.adapters.cline import CLINE, KILO, ROO
from sightline.adapters.codex import CODEX
from sightline.adapters.copilot_chat import COPILOT_CHAT
from sightline.adapters.copilot_cli import COPILOT_CLI
from sightline.adapters.cursor import CURSOR
from sightline.adapters.droid import DROID
from sightline.adapters.gemini_cli import GEMINI_CLI
from sightline.adapters.goose import GOOSE
from sightline.adapters.native import NATIVE
from sightline.adapters.opencode import OPENCODE
from sightline.adapters.pi import PI
from sightline.adapters.ptah import PTAH
from sightline.adapters.qwen import QWEN
from sightline.adapters.radium import RADIUM
from sightline.adapters.rulecatch import RULECATCH

ADAPTERS: tuple[Adapter, ...] = (
    CLAUDE_CODE,
    CODEX,
    COPILOT_CHAT,
    COPILOT_CLI,
    GEMINI_CLI,
    NATIVE,
    OPENCODE,
    PTAH,
    RADIUM,
    CLINE,
    ROO,
    KILO,
    QWEN,
    PI,
    AMP,
    DROID,
    CURSOR,
    GOOSE,
    ANTIGRAVITY,
    RULECATCH,
)
