"""The gate over contracts: what is added passes, what is taken away or narrowed is named."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from shared.app.compatibility import breaks_between, main

Document = dict[str, Any]

OLD: Document = {
    "paths": {
        "/things": {
            "post": {
                "operationId": "make_thing",
                "security": [{"lupin": ["review:thing:write"]}],
                "parameters": [
                    {"in": "query", "name": "kind", "schema": {"enum": ["round", "square"]}},
                    {"in": "header", "name": "X", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/MakeThing"}}}
                },
                "responses": {
                    "201": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ThingOut"}}}
                    },
                    "409": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "MakeThing": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 40},
                    "kind": {"type": "string", "enum": ["round", "square"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/MakeThing"}},
                    "size": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
                },
            },
            "ThingOut": {
                "type": "object",
                "required": ["id", "state"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "state": {"type": "string", "enum": ["draft"]},
                    "made_on": {"type": "string", "format": "date"},
                    "inside": {"$ref": "#/components/schemas/ThingOut"},
                    "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                },
            },
        }
    },
}


def changed(change: Callable[[Document, Document, Document], object]) -> Document:
    """The document after a change to its operation, its request or its response."""
    new = deepcopy(OLD)
    schemas = new["components"]["schemas"]
    change(new["paths"]["/things"]["post"], schemas["MakeThing"], schemas["ThingOut"])
    return new


ADDITIONS = {
    "nothing": lambda _o, _r, _a: None,
    "an optional parameter": lambda o, _r, _a: o["parameters"].append({"in": "query", "name": "q"}),
    "an optional member": lambda _o, r, _a: r["properties"].update(note={"type": "string"}),
    "a longer name": lambda _o, r, _a: r["properties"]["name"].update(maxLength=80),
    "another kind to send": lambda _o, r, _a: r["properties"]["kind"]["enum"].append("oval"),
    "a required member less": lambda _o, r, _a: r.update(required=[]),
    "another member to read": lambda _o, _r, a: a["properties"].update(note={"type": "string"}),
    "another state to read": lambda _o, _r, a: a["properties"]["state"]["enum"].append("closed"),
    "an alternative less to read": lambda _o, _r, a: a["properties"]["either"]["anyOf"].pop(),
    "an alternative more to send": lambda _o, r, _a: r["properties"]["size"]["anyOf"].append(
        {"type": "string"}
    ),
    "another refusal": lambda o, _r, _a: o["responses"].update({"412": {}}),
    "a refusal less": lambda o, _r, _a: o["responses"].pop("409"),
    "no scope": lambda o, _r, _a: o.update(security=[]),
}

BREAKS = {
    "operationId was make_thing": lambda o, _r, _a: o.update(operationId="create_thing"),
    "parameter kind removed": lambda o, _r, _a: o["parameters"].pop(0),
    "parameter q is now required": lambda o, _r, _a: o["parameters"].append(
        {"in": "query", "name": "q", "required": True}
    ),
    "parameter kind is now required": lambda o, _r, _a: o["parameters"][0].update(required=True),
    "no longer allowed: square": lambda o, _r, _a: o["parameters"][0]["schema"]["enum"].pop(),
    "needs the scope review:thing:decide": lambda o, _r, _a: o.update(
        security=[{"lupin": ["review:thing:decide"]}]
    ),
    "201 is no longer answered": lambda o, _r, _a: o["responses"].pop("201"),
    "application/json removed": lambda o, _r, _a: o["responses"]["201"].update(content={}),
    "the body is now required": lambda o, _r, _a: o["requestBody"].update(required=True),
    "no body is taken": lambda o, _r, _a: o.pop("requestBody"),
    ".name: removed": lambda _o, r, _a: r["properties"].pop("name"),
    ".kind: is now required": lambda _o, r, _a: r.update(required=["name", "kind"]),
    "no longer allowed: round": lambda _o, r, _a: r["properties"]["kind"].update(enum=["square"]),
    "maxLength was 40 and is 20": lambda _o, r, _a: r["properties"]["name"].update(maxLength=20),
    "minLength was open and is 2": lambda _o, r, _a: r["properties"]["name"].update(minLength=2),
    "pattern was open": lambda _o, r, _a: r["properties"]["name"].update(pattern="^a"),
    ".name: the type was": lambda _o, r, _a: r["properties"]["name"].update(type="integer"),
    ".size: null fits none": lambda _o, r, _a: r["properties"]["size"]["anyOf"].pop(),
    ".size: integer fits none": lambda _o, r, _a: r["properties"]["size"]["anyOf"][0].update(minimum=2),
    ".id: removed": lambda _o, _r, a: a["properties"].pop("id"),
    ".id: may now be absent": lambda _o, _r, a: a.update(required=["state"]),
    ".id: the type was": lambda _o, _r, a: a["properties"]["id"].update(type=["string", "null"]),
    ".made_on: the format was date": lambda _o, _r, a: a["properties"]["made_on"].update(format="date-time"),
    ".either: boolean fits none": lambda _o, _r, a: a["properties"]["either"]["anyOf"].append(
        {"type": "boolean"}
    ),
}


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_addition_passes(name):
    assert breaks_between(OLD, changed(ADDITIONS[name])) == []


@pytest.mark.parametrize("name", BREAKS)
def test_P05_what_is_taken_away_is_named(name):
    found = breaks_between(OLD, changed(BREAKS[name]))
    assert any(name in each for each in found), found


def test_a_path_or_a_method_that_is_gone_is_named():
    assert breaks_between(OLD, {"paths": {}}) == ["/things: removed"]
    assert breaks_between(OLD, {"paths": {"/things": {}}}) == ["POST /things: removed"]


def test_the_command_fails_with_the_list(tmp_path, capsys):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(OLD))
    new.write_text(json.dumps({"paths": {}}))
    assert main([str(old), str(old)]) == 0
    assert main([str(old), str(new)]) == 1
    assert "/things: removed" in capsys.readouterr().err
