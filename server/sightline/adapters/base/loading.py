"""Functions whose module is loaded when they are first called."""

from __future__ import annotations

import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def late(place: str) -> Callable[..., Any]:
    """What is called like the function or class at `module:name`.

    Where an engine's sessions lie is asked at each start, how one is read only when one changed.
    """

    def called(*values: object) -> Any:
        return _found(place)(*values)

    return called


@cache
def _found(place: str) -> Any:
    return pkgutil.resolve_name(place)
