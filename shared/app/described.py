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
METHODS = ("get", "put", "post", "delete", "patch")


def describe(document: Schema) -> None:
    """Completes a document in place."""
    document["info"].update(ABOUT)
    tags = {tag for operation in operations(document) for tag in operation["tags"]}
    document["tags"] = [{"name": tag} for tag in sorted(tags)]
    for operation in operations(document):
        for parameter in operation.get("parameters", ()):
            _complete(parameter)
    _drop_unused(document)
    _rename_namesakes(document)
    for schema in _schemas(document):
        if schema.get("type") == "integer":
            schema.setdefault("format", "int64")


def operations(document: Schema) -> Iterator[Schema]:
    """Every operation of a document."""
    for path in document["paths"].values():
        yield from (path[method] for method in METHODS if method in path)


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


def _rename_namesakes(document: Schema) -> None:
    """Models of one name in several modules: told apart by their noun, in the title too."""
    schemas = document["components"]["schemas"]
    new = {name: _with_noun(name) for name in schemas if "__" in name.rstrip("_")}
    for old, name in new.items():
        schemas[name] = schemas.pop(old) | {"title": name}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    for place in _references(document):
        name = place["$ref"].rpartition("/")[2]
        place["$ref"] = f"#/components/schemas/{new[name]}" if name in new else place["$ref"]


def _with_noun(name: str) -> str:
    """`services__review__decisions__schemas__Outcome` is an outcome of decisions: `DecisionsOutcome`."""
    *modules, own = name.split("__")
    noun = modules[2]
    return "".join(part.title() for part in noun.split("_")) + own


def _references(place: Any) -> Iterator[Schema]:
    if isinstance(place, dict):
        if isinstance(place.get("$ref"), str):
            yield place
        for below in place.values():
            yield from _references(below)
    elif isinstance(place, list):
        for below in place:
            yield from _references(below)


def _named(place: Any) -> Iterator[str]:
    return (each["$ref"].rpartition("/")[2] for each in _references(place))
