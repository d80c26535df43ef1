"""What is said below the fields of a class, for what is generated from it.

Read when it is generated: pydantic would read every form's source whenever a program starts.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap


def docstrings(form: type) -> dict[str, str]:
    """The text below each field of a class, its own and those of the classes it extends."""
    found: dict[str, str] = {}
    for base in reversed(form.__mro__):
        if base.__module__.startswith("sightline."):
            found |= _own(base)
    return found


def _own(form: type) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(form))).body
    assert isinstance(body, ast.ClassDef)
    return {
        field.target.id: inspect.cleandoc(ast.literal_eval(text.value))
        for field, text in itertools.pairwise(body.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
    }
