"""The two roots of everything that crosses the wire, and the typed values of the API profile."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    StringConstraints,
    WithJsonSchema,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from typing_extensions import override

_EXACT = {"int", "bool", "float"}


def _make_exact(schema: Any) -> None:
    """Switch strict mode on for plain numbers and booleans below a request, other models left alone."""
    if isinstance(schema, list):
        for item in schema:
            _make_exact(item)
    elif isinstance(schema, dict):
        if schema.get("type") in _EXACT:
            schema["strict"] = True
        for key, value in schema.items():
            if key not in {"metadata", "serialization"}:
                _make_exact(value)


class StrictModel(BaseModel):
    """A request: unknown members are refused, and neither numbers nor truth values are guessed from text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    @override
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        _make_exact(schema)
        return schema


class Answer(BaseModel):
    """A response: filled from rows or models; members without a value are absent from the JSON."""

    model_config = ConfigDict(frozen=True, from_attributes=True, hide_input_in_errors=True)

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        described = handler({name: part for name, part in schema.items() if name != "serialization"})
        resolved = handler.resolve_ref_schema(described)
        for name, member in resolved.get("properties", {}).items():
            if name not in resolved.get("required", ()):
                _never_null(member)
        return described


class Undefinable(Answer):
    """An answer whose `value` is null where it is undefined, beside `reasons`; anything else is absent."""

    @model_serializer(mode="wrap")
    def _with_value(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        written: dict[str, Any] = handler(self)
        return {"value": None, **written}


def _never_null(member: dict[str, Any]) -> None:
    """An optional member is absent, not null, and its schema says so."""
    kinds = [kind for kind in member.get("anyOf", []) if kind.get("type") != "null"]
    if not kinds or len(kinds) == len(member["anyOf"]):
        return
    member.pop("default", None)
    if len(kinds) == 1:
        member.pop("anyOf")
        member.update({**kinds[0], **member})
    else:
        member["anyOf"] = kinds


# Control characters, the separators that break lines, and those that turn the direction of text.
_UNUSABLE = r"\u2028-\u202e\u2066-\u2069\ufeff"
LINE_PATTERN = rf"^[^\x00-\x1f\x7f-\x9f{_UNUSABLE}]*$"
TEXT_PATTERN = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_UNUSABLE}]*$"

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=LINE_PATTERN)
]
"""One line of text, 1 to 200 characters after trimming; narrow by `Annotated[Line, Field(max_length=40)]`."""

Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000, pattern=TEXT_PATTERN)
]
"""Running text with line breaks, 1 to 10,000 characters after trimming."""


def _decimal(places: int, digits: int) -> Any:
    pattern = rf"^-?(0|[1-9]\d{{0,{digits - 1}}})(\.\d{{1,{places}}})?$"
    shape = re.compile(pattern, re.ASCII)

    def parse(value: object) -> object:
        if isinstance(value, Decimal):
            return value
        if isinstance(value, str) and shape.fullmatch(value):
            return Decimal(value)
        raise PydanticCustomError("decimal_text", "a decimal number as a string")

    return BeforeValidator(parse, json_schema_input_type=str), WithJsonSchema(
        {"type": "string", "pattern": pattern}
    )


_money, _money_schema = _decimal(2, 16)
_score, _score_schema = _decimal(4, 8)
_quantity, _quantity_schema = _decimal(6, 20)

Money = Annotated[Decimal, _money, _money_schema]
"""Yuan as a decimal string with at most two places."""

Score = Annotated[Decimal, _score, _score_schema]
"""Points as a decimal string with at most four places."""

Quantity = Annotated[Decimal, _quantity, _quantity_schema]
"""A measured value as a decimal string with at most six places; the unit is in the member's name."""

_RFC3339 = re.compile(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)$", re.ASCII)
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)


def _instant_text(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise PydanticCustomError("instant_text", "an instant as RFC 3339 with an offset")


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("instant_text", "an instant within the calendar") from None


def _day_text(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("day_text", "a day as YYYY-MM-DD")


Instant = Annotated[AwareDatetime, BeforeValidator(_instant_text), AfterValidator(_in_utc)]
"""A moment, RFC 3339; read with any offset, written in UTC with `Z`."""

Day = Annotated[date, BeforeValidator(_day_text)]
"""A calendar day in Asia/Shanghai, `YYYY-MM-DD`."""

Version = Annotated[
    int, Field(ge=1, le=2_147_483_647, description="Rises by one with every change; goes back in `If-Match`.")
]
