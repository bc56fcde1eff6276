"""Only additions inside v1: `python -m shared.app.compatibility old.json new.json` names every break."""

import json
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from shared.app.schemachange import Comparison, Direction, Schema

_METHODS = ("get", "put", "post", "delete", "patch")


def breaks_between(old: Schema, new: Schema) -> list[str]:
    """What a client written against `old` would stumble over in `new`."""
    return list(chain.from_iterable(_of_path(old, new, path) for path in old.get("paths", {})))


def _of_path(old: Schema, new: Schema, path: str) -> Iterator[str]:
    after = new.get("paths", {}).get(path)
    if after is None:
        yield f"{path}: removed"
        return
    before = old["paths"][path]
    for method in _METHODS:
        if method in before:
            place = f"{method.upper()} {path}"
            if method not in after:
                yield f"{place}: removed"
            else:
                yield from _of_operation(old, new, (before[method], after[method]), place)


def _of_operation(old: Schema, new: Schema, pair: tuple[Schema, Schema], place: str) -> Iterator[str]:
    before, after = pair
    if before.get("operationId") != after.get("operationId"):
        yield f"{place}: operationId was {before.get('operationId')} and is {after.get('operationId')}"
    if _scopes(after) - _scopes(before):
        yield f"{place}: needs the scope {', '.join(sorted(_scopes(after) - _scopes(before)))}"
    yield from _of_parameters(Comparison(old, new, "request"), before, after, place)
    yield from _of_body(old, new, pair, place)
    yield from _of_responses(old, new, pair, place)


def _of_parameters(comparison: Comparison, before: Schema, after: Schema, place: str) -> Iterator[str]:
    olds, news = _parameters(before), _parameters(after)
    for key, parameter in olds.items():
        if key not in news:
            yield f"{place}: parameter {key[1]} removed"
        else:
            yield from comparison.breaks(
                parameter.get("schema", {}), news[key].get("schema", {}), f"{place} parameter {key[1]}"
            )
    for key, parameter in news.items():
        if parameter.get("required") and not olds.get(key, {}).get("required"):
            yield f"{place}: parameter {key[1]} is now required"


def _of_body(old: Schema, new: Schema, pair: tuple[Schema, Schema], place: str) -> Iterator[str]:
    before, after = (operation.get("requestBody") for operation in pair)
    if after is None:
        if before is not None:
            yield f"{place}: no body is taken any more"
    elif before is None:
        if after.get("required"):
            yield f"{place}: a body is now required"
    else:
        if after.get("required") and not before.get("required"):
            yield f"{place}: the body is now required"
        yield from _of_content(old, new, (before, after), f"{place} body", direction="request")


def _of_responses(old: Schema, new: Schema, pair: tuple[Schema, Schema], place: str) -> Iterator[str]:
    before, after = (operation.get("responses", {}) for operation in pair)
    for status, response in before.items():
        if not status.startswith("2"):
            continue
        if status not in after:
            yield f"{place}: {status} is no longer answered"
        else:
            contents = (response, after[status])
            yield from _of_content(old, new, contents, f"{place} {status}", direction="response")


def _of_content(
    old: Schema, new: Schema, pair: tuple[Schema, Schema], place: str, *, direction: Direction
) -> Iterator[str]:
    before, after = (holder.get("content", {}) for holder in pair)
    for media, described in before.items():
        if media not in after:
            yield f"{place}: {media} removed"
        else:
            schemas: tuple[Any, Any] = (described.get("schema", {}), after[media].get("schema", {}))
            yield from Comparison(old, new, direction).breaks(*schemas, place)


def _parameters(operation: Schema) -> dict[tuple[str, str], Schema]:
    return {(each["in"], each["name"]): each for each in operation.get("parameters", ())}


def _scopes(operation: Schema) -> set[str]:
    named = (chain.from_iterable(need.values()) for need in operation.get("security", ()))
    return set(chain.from_iterable(named))


def main(arguments: list[str]) -> int:
    """Compare two files; 1 and the list of breaks when there are any."""
    old, new = (json.loads(Path(name).read_text("utf-8")) for name in arguments)
    found = breaks_between(old, new)
    sys.stderr.write("".join(f"{each}\n" for each in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
