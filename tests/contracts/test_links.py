"""Every answer says where it leads, and what it says can be followed: operation, parameters, members."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest

from shared.app.links import SLOT, VERSION, link
from tests.architecture.tree import built_services
from tests.examples.operations import contract, operations

SERVICES = built_services()
POINTER = re.compile(r"\$response\.body#/((?:items/0/)?\w+)")


def links(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Where each stands, its link object, and the answer that has it."""
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            for each in response.get("links", {}).values():
                yield f"{method.upper()} {path} {status}", each, response


def members(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return members(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    found = dict(schema.get("properties", {}))
    for each in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        found |= members(document, each)
    return found


def faults(document: dict[str, Any]) -> list[str]:
    """Links that cannot be followed."""
    known = {each["operationId"]: (path, each) for _, path, each in operations(document)}
    found = []
    for place, each, response in links(document):
        path, target = known.get(each["operationId"], ("", {}))
        needed = {*SLOT.findall(path)}
        needed |= {
            p["name"] for p in target.get("parameters", ()) if p["in"] == "header" and p["name"] == VERSION
        }
        if not target or needed != each["parameters"].keys():
            found.append(f"{place} -> {each['operationId']}: {sorted(needed)} is asked for")
        shown = members(document, response["content"]["application/json"]["schema"])
        for expression in each["parameters"].values():
            first, _, below = (
                POINTER.findall(expression)[0].partition("/0/") if "body" in expression else ("", "", "")
            )
            inner = members(document, shown[first]["items"]) if below else {}
            if (first and first not in shown) or (below and below not in inner):
                found.append(f"{place} -> {each['operationId']}: {expression} is not answered")
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_P01_every_link_of_a_contract_can_be_followed(service: str):
    document = contract(service)
    assert len(list(links(document))) > len(list(operations(document))) / 2
    assert faults(document) == []


def test_a_link_that_cannot_be_followed_is_seen():
    document = copy.deepcopy(contract("trademark"))
    made = document["paths"]["/trademark/v1/marks"]["post"]["responses"]["201"]["links"]
    made["show_mark"]["parameters"] = {"mark_id": "$response.body#/number_of_the_mark"}
    listed = document["paths"]["/trademark/v1/marks"]["get"]["responses"]["200"]["links"]
    listed["show_mark"]["parameters"] = {"mark": "$response.body#/items/0/id"}
    listed["fly_away"] = {"operationId": "fly_away", "parameters": {}}
    assert [each.partition(" -> ")[2].partition(":")[0] for each in faults(document)] == [
        "show_mark",
        "fly_away",
        "show_mark",
    ]


def answer(**told: Any) -> dict[str, Any]:
    schema = {"type": "object", "properties": {name: told[name] for name in told}}
    return {"content": {"application/json": {"schema": schema}}}


def test_what_is_made_leads_to_what_can_be_done_with_it_as_the_version_that_it_is():
    text = {"type": "string"}
    version = {"name": VERSION, "in": "header"}
    document = {
        "components": {"schemas": {}},
        "paths": {
            "/s/v1/kites": {
                "get": {
                    "operationId": "list_kites",
                    "responses": {
                        "200": answer(items={"type": "array", "items": {"properties": {"id": text}}})
                    },
                },
                "post": {
                    "operationId": "make_kite",
                    "responses": {"201": answer(id=text, version=text), "422": {}},
                },
            },
            "/s/v1/kites/{kite_id}": {
                "get": {
                    "operationId": "show_kite",
                    "responses": {"200": answer(id=text, maker_id=text, name=text)},
                },
                "patch": {"operationId": "mend_kite", "parameters": [version], "responses": {}},
            },
            "/s/v1/kites/{kite_id}/tails": {"get": {"operationId": "list_tails", "responses": {}}},
            "/s/v1/makers/{maker_id}": {"get": {"operationId": "show_maker", "responses": {}}},
            "/s/v1/winds/{name}": {"get": {"operationId": "show_wind", "responses": {}}},
        },
    }
    link(document)
    found = {(place, each["operationId"]): each["parameters"] for place, each, _ in links(document)}
    made, shown = "POST /s/v1/kites 201", "GET /s/v1/kites/{kite_id} 200"
    assert found == {
        ("GET /s/v1/kites 200", "show_kite"): {"kite_id": "$response.body#/items/0/id"},
        (made, "show_kite"): {"kite_id": "$response.body#/id"},
        (made, "list_tails"): {"kite_id": "$response.body#/id"},
        (made, "mend_kite"): {"kite_id": "$response.body#/id", VERSION: '"{$response.body#/version}"'},
        (shown, "list_tails"): {"kite_id": "$request.path.kite_id"},
        (shown, "show_maker"): {"maker_id": "$response.body#/maker_id"},
    }, "what is shown without its version leads to no change, and a name to nothing"
