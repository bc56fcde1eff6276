"""One strict reading of JSON for every body: what one parser guesses and another refuses is refused here."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from shared.errors.refusals import FieldError, Refusal
from shared.http.errors import MalformedJson, RequestInvalid

DEEPEST = 64
"""Levels of nesting; no schema of the platform comes near."""

_DIGITS = 400
"""Longest number read: Python refuses to convert integers of more than 4,300 digits with its own error."""


class _FaultError(ValueError):
    pass


def strict_json(body: bytes) -> Any:
    """The value; `MalformedJson` (400), or `RequestInvalid` (422) for NUL and lone surrogates in strings."""
    try:
        text = body.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_no_constant,
            parse_int=_bounded_int,
            parse_float=_finite,
        )
    except (ValueError, RecursionError):
        raise MalformedJson from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(value) > DEEPEST:
        raise MalformedJson
    if "\\u" in text:
        _refuse_unusable(value)
    return value


def canonical(value: Any) -> bytes:
    """Equal JSON values give equal bytes, whatever the order of members and the white space."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def unusable(text: str) -> bool:
    """Whether PostgreSQL or UTF-8 could not hold this text: NUL, or half of a surrogate pair."""
    return "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def pointer(path: tuple[str | int, ...]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _FaultError
    return found


def _no_constant(_: str) -> NoReturn:
    raise _FaultError


def _bounded_int(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise _FaultError
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise _FaultError
    return number


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level and deepest <= DEEPEST:
        deepest += 1
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
    return deepest


def _refuse_unusable(value: Any) -> None:
    faults = [FieldError("unusable_character", pointer=pointer(path)) for path in _unusable_at(value, ())]
    if faults:
        refusal: Refusal = RequestInvalid(errors=faults)
        raise refusal


def _unusable_at(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, str):
        if unusable(value):
            yield path
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unusable_at(item, (*path, index))
    elif isinstance(value, dict):
        for name, item in value.items():
            if unusable(name):
                yield path
            else:
                yield from _unusable_at(item, (*path, name))
