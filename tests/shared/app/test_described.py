"""What a contract says beyond what FastAPI finds by itself."""

from typing import Any

import pytest

from shared.app.described import describe


def described(parameter: dict[str, Any], **schemas: Any) -> dict[str, Any]:
    operation = {"tags": ["things"], "parameters": [parameter], "responses": {}}
    document = {
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"get": operation}},
        "components": {"schemas": schemas},
    }
    describe(document)
    return document


def test_who_stands_behind_it_and_its_tags_are_told():
    document = described({"name": "q", "in": "query", "schema": {"type": "string"}})
    assert document["info"]["license"]["name"] == "Apache 2.0"
    assert document["tags"] == [{"name": "things"}]


def test_nothing_in_an_address_is_null():
    parameter = {"name": "q", "in": "query"}
    kinds = [{"type": "string", "maxLength": 9}, {"type": "null"}]
    described(parameter := {**parameter, "schema": {"anyOf": kinds, "title": "Q"}})
    assert parameter["schema"] == {"type": "string", "maxLength": 9, "title": "Q"}


def test_a_choice_between_kinds_stays_one():
    kinds = [{"type": "string"}, {"type": "integer"}]
    described(parameter := {"name": "q", "in": "query", "schema": {"anyOf": kinds}})
    assert [each["type"] for each in parameter["schema"]["anyOf"]] == ["string", "integer"]


@pytest.mark.parametrize(
    ("name", "says"),
    [("brand_id", "Identifier of the brand."), ("document", "Code of the document.")],
)
def test_what_an_address_is_made_of_is_said(name: str, says: str):
    described(parameter := {"name": name, "in": "path", "schema": {"type": "string"}})
    assert parameter["description"] == says


def test_whole_numbers_have_a_format_and_a_property_of_that_name_is_none():
    counted = {"type": "object", "properties": {"type": {"type": "string"}, "worth": {"type": "integer"}}}
    parameter = {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/Counted"}}
    schemas = described(parameter, Counted=counted)["components"]["schemas"]
    assert schemas["Counted"]["properties"]["worth"]["format"] == "int64"
    assert schemas["Counted"]["properties"]["type"] == {"type": "string"}


def test_what_nothing_refers_to_is_left_out_with_all_that_it_alone_needs():
    alone = {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}}
    parameter = {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/Used"}}
    document = described(parameter, Used={"type": "string"}, Alone=alone, Part={"type": "string"})
    assert set(document["components"]["schemas"]) == {"Used"}
