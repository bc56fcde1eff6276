"""What a change of a JSON schema takes away from those who send by it, or from those who read by it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Direction = Literal["request", "response"]
Schema = Mapping[str, Any]

_LOWER_IS_TIGHTER = ("maxLength", "maxItems", "maximum", "exclusiveMaximum", "maxProperties")
_HIGHER_IS_TIGHTER = ("minLength", "minItems", "minimum", "exclusiveMinimum", "minProperties")
_EXACT = ("pattern", "format", "multipleOf", "const")


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side; `breaks` yields what a caller of the old one would stumble over."""

    old: Schema
    new: Schema
    direction: Direction
    seen: set[tuple[str, str]] = field(default_factory=set)

    def breaks(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        """The breaks between two schemas of this direction."""
        pair = (str(before.get("$ref")), str(after.get("$ref")))
        if "None" not in pair:
            if pair in self.seen:
                return
            self.seen.add(pair)
        before, after = _resolved(self.old, before), _resolved(self.new, after)
        if _variants(before) or _variants(after):
            yield from self._of_variants(before, after, place)
            return
        yield from self._of_type(before, after, place)
        yield from self._of_values(before, after, place)
        yield from self._of_members(before, after, place)
        if "items" in before and "items" in after:
            yield from self.breaks(before["items"], after["items"], f"{place}[]")

    def _of_variants(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        """Whatever could be sent must still find a place; whatever may be read must have been foreseen."""
        olds, news = _variants(before) or [before], _variants(after) or [after]
        asked, offered = (olds, news) if self.direction == "request" else (news, olds)
        for one in asked:
            found = (self._fits(one, other) for other in offered)
            if not any(found):
                yield f"{place}: {_named(one)} fits none of the alternatives"

    def _fits(self, one: Schema, other: Schema) -> bool:
        old, new = (one, other) if self.direction == "request" else (other, one)
        return not list(Comparison(self.old, self.new, self.direction, set(self.seen)).breaks(old, new, ""))

    def _of_type(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        old, new = _types(before), _types(after)
        narrow, wide = (old, new) if self.direction == "request" else (new, old)
        if wide and not (narrow and narrow <= wide):
            yield f"{place}: the type was {sorted(old)} and is {sorted(new)}"

    def _of_values(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        if self.direction == "response":
            if before.get("format") != after.get("format"):
                yield f"{place}: the format was {before.get('format')} and is {after.get('format')}"
            return
        yield from _narrowed(before, after, place)

    def _of_members(self, before: Schema, after: Schema, place: str) -> Iterator[str]:
        olds, news = before.get("properties", {}), after.get("properties", {})
        closed = after.get("additionalProperties") is False
        for name in olds:
            if name in news:
                yield from self.breaks(olds[name], news[name], f"{place}.{name}")
            elif self.direction == "response" or closed:
                yield f"{place}.{name}: removed"
        needed, was = set(after.get("required", ())), set(before.get("required", ()))
        if self.direction == "request":
            yield from (f"{place}.{name}: is now required" for name in sorted(needed - was))
            if closed and before.get("additionalProperties", True) is not False and before.get("type"):
                yield f"{place}: other members are no longer taken"
        else:
            yield from (f"{place}.{name}: may now be absent" for name in sorted((was - needed) & set(news)))


def _narrowed(before: Schema, after: Schema, place: str) -> Iterator[str]:
    """Values that could be sent and are no longer taken."""
    if "enum" in after:
        gone = sorted({str(v) for v in before.get("enum", ["(any)"])} - {str(v) for v in after["enum"]})
        if gone:
            yield f"{place}: no longer allowed: {', '.join(gone)}"
    for name in (*_LOWER_IS_TIGHTER, *_HIGHER_IS_TIGHTER, *_EXACT):
        if name in after and _tighter(name, before.get(name), after[name]):
            yield f"{place}: {name} was {before.get(name, 'open')} and is {after[name]}"


def _tighter(name: str, old: Any, new: Any) -> bool:
    if old is None or name in _EXACT:
        return bool(old != new)
    return bool(new < old if name in _LOWER_IS_TIGHTER else new > old)


def _resolved(document: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def _variants(schema: Schema) -> list[Schema]:
    return list(schema.get("anyOf") or schema.get("oneOf") or ())


def _types(schema: Schema) -> set[str]:
    kind = schema.get("type")
    named = {kind} if isinstance(kind, str) else set(kind or ())
    return named | {"integer"} if "number" in named else named


def _named(schema: Schema) -> str:
    return str(schema.get("$ref", schema.get("type", "an alternative"))).rpartition("/")[2]
