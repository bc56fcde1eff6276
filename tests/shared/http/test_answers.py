"""What an answer leaves out, and the one member that it may say is undefined."""

from collections.abc import Sequence

from shared.http.models import Answer, Quantity, Undefinable


class Reading(Undefinable):
    value: Quantity | None
    note: str | None = None
    reasons: Sequence[str]


class Plain(Answer):
    note: str | None = None


def test_an_undefined_value_is_null_and_anything_else_without_a_value_is_absent():
    undefined = Reading(value=None, reasons=["nothing_observed"])
    assert undefined.model_dump(exclude_none=True) == {"value": None, "reasons": ["nothing_observed"]}
    assert Plain().model_dump(exclude_none=True) == {}


def test_the_contract_tells_every_member_and_where_null_may_stand():
    described = Reading.model_json_schema(mode="serialization")
    assert set(described["properties"]) == {"value", "note", "reasons"}
    assert described["required"] == ["value", "reasons"]
    assert {"type": "null"} in described["properties"]["value"]["anyOf"]
    assert described["properties"]["note"]["type"] == "string"
