"""What FastAPI leaves out of a contract: who stands behind it, tags, formats, the parts of an address."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

ABOUT: Schema = {
    "contact": {"name": "Lupin", "url": "https://lupin.example/"},
    "license": {"name": "Apache 2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
}
SERVERS: list[Schema] = [
    {"url": "/", "description": "The gateway, in production as in a local run.", "x-internal": False}
]
_METHODS = ("get", "put", "post", "delete", "patch")


def describe(document: Schema) -> None:
    """Completes a document in place."""
    document["info"].update(ABOUT)
    tags = {tag for operation in operations(document) for tag in operation["tags"]}
    document["tags"] = [{"name": tag} for tag in sorted(tags)]
    for operation in operations(document):
        for parameter in operation.get("parameters", ()):
            _complete(parameter)
    _drop_unused(document)
    for schema in _schemas(document):
        if schema.get("type") == "integer":
            schema.setdefault("format", "int64")


def operations(document: Schema) -> Iterator[Schema]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _complete(parameter: Schema) -> None:
    """Nothing in an address or header can be null; what an address is made of is said."""
    schema = parameter["schema"]
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    if len(kinds) == 1 and len(kinds) < len(schema["anyOf"]):
        del schema["anyOf"]
        parameter["schema"] = kinds[0] | schema
    if parameter["in"] == "path" and "description" not in parameter:
        noun = parameter["name"].replace("_", " ")
        of = noun.removesuffix(" id")
        parameter["description"] = f"Identifier of the {of}." if of != noun else f"Code of the {noun}."


def _schemas(place: Any) -> Iterator[Schema]:
    """Every schema in a document; a property called `type` is a schema and not the type of one."""
    if isinstance(place, dict):
        if isinstance(place.get("type"), str):
            yield place
        for name, below in place.items():
            if name not in {"example", "examples", "default", "enum", "const"}:
                yield from _schemas(below)
    elif isinstance(place, list):
        for below in place:
            yield from _schemas(below)


def _drop_unused(document: Schema) -> None:
    """Schemas that were needed for those that another class took the place of."""
    schemas = document["components"]["schemas"]
    while unused := schemas.keys() - set(_named(document)):
        for name in unused:
            del schemas[name]


def _named(place: Any) -> Iterator[str]:
    if isinstance(place, dict):
        if isinstance(place.get("$ref"), str):
            yield place["$ref"].rpartition("/")[2]
        for below in place.values():
            yield from _named(below)
    elif isinstance(place, list):
        for below in place:
            yield from _named(below)
