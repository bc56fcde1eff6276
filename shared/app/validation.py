"""What pydantic found wrong, as field errors of the house: place, code and figures, never the input."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from fastapi.exceptions import RequestValidationError
from pydantic_core.core_schema import ErrorType

from shared.errors.faults import Fault
from shared.errors.refusals import FieldError, Refusal
from shared.http.errors import (
    IdempotencyKeyRequired,
    MalformedJson,
    PathUnknown,
    RequestInvalid,
    VersionRequired,
)
from shared.http.models import LINE_PATTERN, TEXT_PATTERN
from shared.http.strictjson import pointer

_CODES = {
    "missing": "missing",
    "extra_forbidden": "unknown_member",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_few",
    "too_long": "too_many",
    "string_pattern_mismatch": "pattern_mismatch",
    "enum": "not_in_list",
    "literal_error": "not_in_list",
    "union_tag_invalid": "not_in_list",
    "union_tag_not_found": "missing",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "timezone_aware": "instant_text",
}
_BUILT_IN = frozenset(get_args(ErrorType))
_FIGURES = ("min_length", "max_length", "gt", "ge", "lt", "le", "expected", "expected_tags", "actual_length")
_REQUIRED_HEADERS = {"idempotency-key": IdempotencyKeyRequired, "if-match": VersionRequired}


def refusal_of(found: RequestValidationError) -> Refusal:
    """The one refusal for all that was found; missing preconditions first; an impossible path is 404."""
    faults = found.errors()
    for fault in faults:
        where, *steps = fault["loc"]
        if where == "path":
            return PathUnknown()
        if fault["type"] == "json_invalid":
            return MalformedJson()
        if where == "header" and fault["type"] == "missing":
            required = _REQUIRED_HEADERS.get(str(steps[0]).lower())
            if required is not None:
                return required()
    return RequestInvalid(errors=list(_field_errors(faults, found.body)))


def _field_errors(faults: Any, body: object) -> Iterator[FieldError]:
    for fault in faults:
        where, *steps = fault["loc"]
        code, params = _code_of(fault)
        if where == "body":
            yield FieldError(code, pointer=pointer(_within(body, steps)), params=params)
        elif where == "header":
            yield FieldError(code, header=str(steps[0]).title(), params=params)
        else:
            yield FieldError(code, parameter=str(steps[0]) if steps else None, params=params)


def _code_of(fault: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    context = fault.get("ctx") or {}
    raised = context.get("error")
    if isinstance(raised, Fault):
        return raised.code, dict(raised.params)
    kind: str = fault["type"]
    if context.get("pattern") in {LINE_PATTERN, TEXT_PATTERN}:
        return "unusable_character", {}
    if kind not in _BUILT_IN:
        return kind, dict(context)  # a validator's own code (PydanticCustomError)
    code = _CODES.get(kind)
    if code is None:
        code = "wrong_type" if kind.endswith(("_type", "_parsing", "_from_float")) else "invalid_value"
    return code, _figures(context)


def _figures(context: Mapping[str, Any]) -> dict[str, object]:
    figures: dict[str, object] = {name: context[name] for name in _FIGURES if name in context}
    bounds = [f"{sign} {figures[name]}" for name, sign in _BOUNDS.items() if name in figures]
    if bounds:
        figures["bound"] = ", ".join(bounds)
    if "expected_tags" in figures:
        figures["expected"] = figures["expected_tags"]
    return figures


_BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}


def _within(body: object, steps: list[Any]) -> tuple[str | int, ...]:
    """The steps that exist in the body, and the last one; union branches are no part of a pointer."""
    path: list[str | int] = []
    here = body
    for index, step in enumerate(steps):
        if _holds(here, step):
            here = here[step]  # type: ignore[index] # it holds the step
        elif index < len(steps) - 1:
            continue
        elif not isinstance(here, dict):
            break
        path.append(step)
    return tuple(path)


def _holds(here: object, step: object) -> bool:
    if isinstance(here, dict):
        return step in here
    return isinstance(here, list) and isinstance(step, int) and step < len(here)
