"""What review reads of its siblings stands in their committed contracts, member by member."""

import json
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from services.identity.clients import registry as identity_registry
from services.review.clients import registry, registry_experts, trademark
from shared.app.contract import contract_path

Schema = dict[str, Any]

READINGS = [
    ("registry", "get", identity_registry.READ, identity_registry.OrganisationFact),
    ("registry", "post", registry.READ, registry.OrganisationFacts),
    ("registry", "get", registry_experts.READ, registry_experts.ExpertFacts),
    ("trademark", "post", trademark.READ, trademark.Holdings),
]


def faults(model: type[BaseModel], schema: Schema, schemas: Schema) -> Iterator[str]:
    """Members that the sibling does not promise, or not always where review relies on them."""
    for name, field in model.model_fields.items():
        promised = schema["properties"].get(name)
        if promised is None:
            yield f"{model.__name__}.{name}: unknown to the sibling"
            continue
        if field.is_required() and name not in schema["required"]:
            yield f"{model.__name__}.{name}: the sibling may leave it out"
        for below in models(field.annotation):
            yield from faults(below, resolved(promised, schemas), schemas)


def models(annotation: Any) -> list[type[BaseModel]]:
    """The models within an annotation: itself, of a sequence, or beside None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in {Union, UnionType} or get_args(annotation):
        return [found for each in get_args(annotation) for found in models(each)]
    return []


def resolved(schema: Schema, schemas: Schema) -> Schema:
    """The object that a reference, or the items of a list, stand for."""
    schema = schema.get("items", schema)
    return schemas[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def read(service: str, method: str, path: str) -> tuple[Schema, Schema]:
    """The schema of one item of an answer, and all schemas of the contract."""
    contract = json.loads(contract_path(f"services.{service}").read_text("utf-8"))
    schemas = contract["components"]["schemas"]
    answer = contract["paths"][path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    return resolved(resolved(answer, schemas)["properties"]["items"], schemas), schemas


@pytest.mark.parametrize(("service", "method", "path", "model"), READINGS, ids=str)
def test_P01_a_client_reads_only_what_its_sibling_promises(
    service: str, method: str, path: str, model: type[BaseModel]
):
    assert list(faults(model, *read(service, method, path))) == []


def test_a_member_that_the_sibling_does_not_promise_is_found():
    item, schemas = read("trademark", "post", trademark.READ)
    mark = schemas["HeldMark"]
    narrowed = {name: one for name, one in mark["properties"].items() if name != "kind"}
    changed = {
        **mark,
        "properties": narrowed,
        "required": [each for each in mark["required"] if each != "name"],
    }
    assert list(faults(trademark.Holdings, item, {**schemas, "HeldMark": changed})) == [
        "HeldMark.name: the sibling may leave it out",
        "HeldMark.kind: unknown to the sibling",
    ]
