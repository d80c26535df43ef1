"""What is answered when a request fails: a code and one sentence, never a trace or a path."""

from __future__ import annotations

import json
import logging
from itertools import count
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sightline.errors import SightlineError, StoppedError

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
CANCELLED = -32800
REQUEST_FAILED = -32803

CANCELLED_TEXT = "Request cancelled"

log = logging.getLogger(__name__)
_numbers = count(1)

Model = TypeVar("Model", bound=BaseModel)


class RefusedError(Exception):
    """A request that is answered with this code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def validated(model: type[Model], values: Any, within: str = "") -> Model:
    """Parameters out of JSON; refused with the place of each fault, counted from `within`."""
    try:
        # As JSON, since that refuses what Python's strings may hold but no text can: half a pair.
        return model.model_validate_json(json.dumps(values))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        places = [_place((within, *fault["loc"]) if within else fault["loc"]) for fault in faults]
        said = "; ".join(
            f"{place}: {fault['msg']}" for place, fault in zip(places, faults, strict=True)
        )
        raise RefusedError(INVALID_PARAMS, said) from None


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "params"


def refusal(error: BaseException, about: str) -> RefusedError:
    """The answer to a failure; what nobody foresaw gets a number that the log has too."""
    match error:
        case RefusedError():
            return error
        case StoppedError():
            return RefusedError(CANCELLED, CANCELLED_TEXT)
        case SightlineError():
            return RefusedError(REQUEST_FAILED, str(error))
        case _:
            return RefusedError(INTERNAL_ERROR, f"Internal error {noted(error, about)}")


def noted(error: BaseException, about: str) -> str:
    """Log an unforeseen failure; the answer is its number, such as `E17`."""
    number = f"E{next(_numbers)}"
    log.error("%s %s in %s", number, type(error).__name__, about)
    log.debug("%s", number, exc_info=error)
    return number
