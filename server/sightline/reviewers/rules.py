"""What a finding of a rule means: phase, severity, minutes. The table is `rules.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sightline.records import MINUTES, Phase, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sightline.reviewers.base import File, Found

ANY = "*"
OWN_FILE = "rules.toml"


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What the findings of a rule mean."""

    phase: Phase
    severity: Severity
    minutes: int | None = None
    tests: bool = True
    """Whether it holds in tests, too."""

    @property
    def takes(self) -> int:
        """Minutes to put one right; 0: it does not count."""
        return MINUTES[self.severity] if self.minutes is None else self.minutes


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding with its meaning."""

    reviewer: str
    rule: str
    message: str
    name: str
    line: int
    phase: Phase
    severity: Severity
    minutes: int


@dataclass(frozen=True, slots=True)
class RuleTable:
    """Rules by tool and prefix."""

    tools: Mapping[str, Mapping[str, Rule]]
    problem: str | None = None
    """Why a file of the user's was left out."""

    @classmethod
    def load(cls, folder: Path | None = None) -> RuleTable:
        """Our table, with the user's on top where the folder has one that can be read."""
        shipped = resources.files("sightline.reviewers").joinpath(OWN_FILE).read_text("utf-8")
        tools = _rules(tomllib.loads(shipped))
        if folder is None:
            return cls(tools)
        try:
            more = _rules(tomllib.loads((folder / OWN_FILE).read_text("utf-8")))
        except FileNotFoundError:
            return cls(tools)
        except (OSError, ValueError, msgspec.ValidationError) as error:
            return cls(tools, f"{OWN_FILE} in the data folder is left out: {error}")
        for tool, rules in more.items():
            tools[tool] = {**tools.get(tool, {}), **rules}
        return cls(tools)

    def rule(self, tool: str, rule: str, category: str | None) -> Rule:
        """The meaning of a rule: its longest prefix, its category, what holds for any."""
        own = self.tools.get(tool, self.tools[ANY])
        prefixes = [prefix for prefix in own if prefix != ANY and rule.startswith(prefix)]
        if prefixes:
            return own[max(prefixes, key=len)]
        by_category = own.get(f"category:{category}")
        if by_category is not None:
            return by_category
        return own[ANY] if ANY in own else self.tools[ANY][ANY]

    def issues(self, tool: str, found: list[Found], files: Mapping[str, File]) -> list[Issue]:
        """Those findings that count: in lines under review, and by rules that hold there."""
        issues = []
        for place in found:
            file = files.get(place.name)
            rule = self.rule(tool, place.rule, place.category)
            if file is None or not file.has(place.line) or rule.takes == 0:
                continue
            if file.is_test and not rule.tests:
                continue
            issues.append(
                Issue(tool, place.rule, place.message, place.name, place.line,
                      rule.phase, rule.severity, rule.takes)
            )  # fmt: skip
        return issues


def _rules(table: dict[str, Any]) -> dict[str, dict[str, Rule]]:
    return msgspec.convert(table, dict[str, dict[str, Rule]])
