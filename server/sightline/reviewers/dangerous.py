"""Doors left open: markup and shell commands put together from variables, code made from text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.reviewers.base import Found, Reviewer, ends_with
from sightline.reviewers.detecting import built_in, numbered, over_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.reviewers.base import File

_SCRIPT = (".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".html")
_PYTHON = (".py",)
_CONSTANT = r"(?!\s{0,4}(?:\"[^\"]{0,200}\"|'[^']{0,200}'|`[^`$]{0,200}`)\s{0,4}(?:;|\)|,|$))"

_SCRIPT_FORMS = (
    ("inner-html", "Markup is made from a value: `{0}`",
     re.compile(rf"\.((?:inner|outer)HTML)\s{{0,4}}\+?=(?!=){_CONSTANT}")),
    ("inner-html", "Markup is made from a value: `{0}`",
     re.compile(rf"\.(insertAdjacentHTML)\s{{0,4}}\([^,\n]{{1,40}},{_CONSTANT}")),
    ("document-write", "Markup is made from a value: `{0}`",
     re.compile(rf"\b(document\.write(?:ln)?)\s{{0,4}}\({_CONSTANT}")),
    ("inner-html", "Markup is made from a value: `{0}`",
     re.compile(r"\b(dangerouslySetInnerHTML)\s{0,4}[=:]")),
    ("inner-html", "Markup is made from a value: `{0}`", re.compile(r"\s(v-html)=")),
    ("eval", "Code is made from text: `{0}`",
     re.compile(rf"(?<![\w.$])(eval|new\s{{1,4}}Function)\s{{0,4}}\({_CONSTANT}(?!\s{{0,4}}\))")),
    ("shell-string", "A shell command is put together from variables: `{0}`",
     re.compile(r"(?<![\w.$])((?:child_process\.|cp\.)?(?:exec|execSync|spawn|spawnSync))\s{0,4}\(\s{0,4}"
                r"(?:`[^`\n]{0,300}\$\{|\"[^\"\n]{0,300}\"\s{0,4}\+|'[^'\n]{0,300}'\s{0,4}\+)")),
)  # fmt: skip
_PYTHON_FORMS = (
    ("shell-string", "A shell command is put together from variables: `{0}`",
     re.compile(r"\b(os\.system|os\.popen|subprocess\.getoutput)\s{0,4}\(\s{0,4}"
                r"(?:f[\"']|[\"'][^\"'\n]{0,300}[\"']\s{0,4}(?:%|\+|\.format))")),
    ("shell-string", "A shell command is put together from variables: `{0}`",
     re.compile(r"\b(subprocess\.\w{2,12})\s{0,4}\(\s{0,4}(?:f[\"']|[\"'][^\"'\n]{0,300}[\"']"
                r"\s{0,4}(?:%|\+|\.format))[^\n]{0,400}shell\s{0,2}=\s{0,2}True")),
    ("eval", "Code is made from text: `{0}`",
     re.compile(rf"(?<![\w.])(eval|exec)\({_CONSTANT}(?!\))")),
)  # fmt: skip
_COMMENT = re.compile(r"\s*(?:#|//|\*|/\*)")


def detect(file: File) -> Iterator[Found]:
    """A finding a form and line; comments are not code."""
    forms = _PYTHON_FORMS if file.name.lower().endswith(_PYTHON) else _SCRIPT_FORMS
    for number, line in numbered(file.text):
        if _COMMENT.match(line):
            continue
        for rule, said, form in forms:
            if match := form.search(line):
                yield Found(rule, said.format(match[1]), file.name, number)
                break


DANGEROUS = Reviewer(
    name="dangerous",
    title="Dangerous calls",
    phases=("security",),
    measures=(),
    suits=ends_with(*_SCRIPT, *_PYTHON),
    find=built_in,
    run=over_files(detect),
)
