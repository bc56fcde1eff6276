"""An application's form against its edition's JSON Schema (2020-12), and the merge of a change into it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from shared.errors import FieldError

UNFINISHED = frozenset({"missing", "too_short", "too_few"})
"""Faults of a form that is still being filled in; a draft may carry them, a submission may not."""

_LENGTHS = {"minLength": "too_short", "maxLength": "too_long", "minItems": "too_few", "maxItems": "too_many"}
_BOUNDS = {"minimum": "≥ {}", "maximum": "≤ {}", "exclusiveMinimum": "> {}", "exclusiveMaximum": "< {}"}
_PLAIN = {"type": "wrong_type", "pattern": "pattern_mismatch"}


def form_faults(schema: Mapping[str, Any], form: Mapping[str, Any]) -> list[FieldError]:
    """Everything in the form that the schema refuses, at pointers below `/form`, in a stable order."""
    found = Draft202012Validator(dict(schema)).iter_errors(dict(form))
    faults = [fault for error in found for fault in _faults(error)]
    return sorted(faults, key=lambda fault: (fault.pointer or "", fault.code))


def _faults(error: ValidationError) -> Iterator[FieldError]:
    pointer = _pointer(error.absolute_path)
    keyword, bound = str(error.validator), error.validator_value
    if keyword == "required":
        name = next(name for name in bound if name not in error.instance and f"'{name}'" in error.message)
        yield FieldError("missing", pointer=f"{pointer}/{_escaped(name)}")
    elif keyword == "additionalProperties":
        known = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
        for name in sorted(set(error.instance) - set(known)):
            yield FieldError("unknown_member", pointer=f"{pointer}/{_escaped(name)}")
    elif keyword in _LENGTHS:
        side = "min_length" if keyword.startswith("min") else "max_length"
        yield FieldError(_LENGTHS[keyword], pointer=pointer, params={side: bound})
    elif keyword in _BOUNDS:
        yield FieldError("out_of_range", pointer=pointer, params={"bound": _BOUNDS[keyword].format(bound)})
    elif keyword == "enum":
        expected = "、".join(str(each) for each in bound)
        yield FieldError("not_in_list", pointer=pointer, params={"expected": expected})
    else:
        yield FieldError(_PLAIN.get(keyword, "invalid_value"), pointer=pointer)


def _pointer(path: Iterable[object]) -> str:
    return "".join(["/form", *(f"/{_escaped(str(part))}" for part in path)])


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def merged(form: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396: members given replace, null removes, objects merge below."""
    result = dict(form)
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        elif isinstance(value, Mapping):
            below = result.get(name)
            result[name] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[name] = value
    return result


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Pointers of the form's members whose value differs."""
    names = sorted({*before, *after})
    absent = object()
    return [_pointer([name]) for name in names if before.get(name, absent) != after.get(name, absent)]


def outside(pointers: Iterable[str], opened: Collection[str] | None) -> list[FieldError]:
    """What of a change lies outside the members that a correction has opened; None: all are open."""
    if opened is None:
        return []
    return [FieldError("field_not_open", pointer=each) for each in pointers if each not in opened]
