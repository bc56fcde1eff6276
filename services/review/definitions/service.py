"""Reads a definition from YAML or JSON and finds every fault in it at once, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic import ValidationError
from typing_extensions import override

from services.review.definitions import rules
from services.review.definitions.errors import DefinitionNotValid
from services.review.definitions.rules import Found, StageFacts
from services.review.definitions.schemas import Definition
from shared.errors import FieldError
from shared.errors.faults import Fault
from shared.http.strictjson import pointer

DEEPEST: Final = 40
LONGEST: Final = 300_000
"""Characters of a text; the shipped definitions have some ten thousand."""

_CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_member",
    "enum": "not_in_list",
    "literal_error": "not_in_list",
    "string_pattern_mismatch": "pattern_mismatch",
}

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A text as plain values, and the line on which each of them stands."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """The line of the place, or of the nearest place around it that exists."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read(text: str) -> Definition:
    """The definition in a YAML or JSON text, or DefinitionNotValid with every fault and its line."""
    return _checked(_parsed(text))


def take(document: Mapping[str, Any]) -> Definition:
    """The definition that came as JSON members, or DefinitionNotValid."""
    return _checked(Written(document))


def _checked(written: Written) -> Definition:
    try:
        definition = Definition.model_validate(written.value)
    except ValidationError as error:
        raise _refusal(written, _of_schema(error)) from None
    faults = list(_of_definition(definition))
    if faults:
        raise _refusal(written, iter(faults))
    return definition


def _refusal(written: Written, faults: Iterator[Found]) -> DefinitionNotValid:
    errors = [_located(written, found) for found in faults]
    return DefinitionNotValid(errors=errors, faults=len(errors))


def _located(written: Written, found: Found) -> FieldError:
    line = written.line(found.path)
    params = dict(found.params) if line is None else {"document_line": line, **found.params}
    return FieldError(found.code, pointer=pointer(found.path), params=params)


def _of_schema(error: ValidationError) -> Iterator[Found]:
    for fault in error.errors(include_input=False, include_url=False):
        raised = (fault.get("ctx") or {}).get("error")
        code = raised.code if isinstance(raised, Fault) else _CODES.get(fault["type"], "invalid_value")
        params = {key: str(value) for key, value in (fault.get("ctx") or {}).items() if key != "error"}
        yield Found(code, fault["loc"], params)


def _of_definition(definition: Definition) -> Iterator[Found]:
    """Every rule of rules.py, in the order in which the members stand in the document."""
    d, quota = definition, definition.quota
    if d.recognition_body.code == d.supervising_body.code:
        yield Found("bodies_not_apart", ("supervising_body", "code"))
    yield from chain(
        rules.repeated("applicants/categories", "code", [c.code for c in d.applicants.categories]),
        rules.category_faults([(c.code, c.name is not None) for c in d.applicants.categories]),
        _of_form(definition),
        rules.repeated("materials", "key", [material.key for material in d.materials]),
        rules.repeated("eligibility", "code", [rule.code for rule in d.eligibility]),
        rules.expression_faults([(rule.code, rule.rule) for rule in d.eligibility]),
        rules.stage_faults([StageFacts(s.step, s.role, s.on_lapse) for s in d.stages]),
        _of_judging(definition),
        rules.quota_faults(
            cap=quota.cap,
            per_city=quota.per_city,
            per_division=quota.per_division,
            authorities=[category.recommended_by for category in d.applicants.categories],
        ),
        rules.tie_faults(quota.tie_rule, [criterion.code for criterion in d.rubric.criteria]),
        rules.source_faults(
            [(source.at, bool(source.clause or source.reading)) for source in d.sources], d.written()
        ),
    )


def _of_judging(definition: Definition) -> Iterator[Found]:
    """The rubric, and the panel that works with it."""
    rubric, panel = definition.rubric, definition.panel
    scale = rubric.scale
    return chain(
        rules.scale_faults(minimum=scale.minimum, maximum=scale.maximum, step=scale.step),
        rules.repeated("rubric/criteria", "code", [criterion.code for criterion in rubric.criteria]),
        rules.weight_faults([criterion.weight for criterion in rubric.criteria]),
        rules.panel_faults(
            experts=panel.experts_per_application,
            sample=panel.minimum_sample,
            aggregation=panel.aggregation,
            trim=panel.trim,
        ),
    )


def _of_form(definition: Definition) -> Iterator[Found]:
    """The form is a JSON Schema 2020-12 of an object, self-contained, and the hints name its members."""
    schema = definition.form.schema_
    try:
        Draft202012Validator.check_schema(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    except SchemaError as error:
        yield Found("form_schema_broken", ("form", "schema", *error.absolute_path))
        return
    if schema.get("type") != "object":
        yield Found("form_schema_no_object", ("form", "schema", "type"))
    for path in _references(schema, ("form", "schema")):
        yield Found("form_schema_refers_out", path)
    properties = schema.get("properties", {})
    for place, name in enumerate(definition.form.ui.order):
        if name not in properties:
            yield Found("form_member_unknown", ("form", "ui", "order", place), {"name": name})
    for name in definition.form.ui.widgets:
        if name not in properties:
            yield Found("form_member_unknown", ("form", "ui", "widgets", name), {"name": name})


def _references(value: Any, path: Path) -> Iterator[Path]:
    """Places of references that lead out of the schema: a form is drawn and checked without a network."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in {"$ref", "$dynamicRef"} and not str(member).startswith("#"):
                yield (*path, name)
            yield from _references(member, (*path, name))
    elif isinstance(value, list):
        for place, member in enumerate(value):
            yield from _references(member, (*path, place))


def _parsed(text: str) -> Written:
    if len(text) > LONGEST:
        raise _place("definition_too_long", None, longest=LONGEST)
    try:
        return _loaded(_Loader(text))
    except yaml.MarkedYAMLError as error:
        raise _place("definition_unreadable", error.problem_mark) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise _place("definition_unreadable", None) from None


def _loaded(loader: "_Loader") -> Written:
    try:
        node = loader.get_single_node()
        if node is None:
            raise _place("definition_empty", None)
        lines: dict[Path, int] = {}
        return Written(_value(loader, node, (), lines=lines), lines)
    finally:
        loader.dispose()


class _Loader(yaml.SafeLoader):
    """Refuses anchors: a short text must not stand for a long one."""

    @override
    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _place("definition_has_anchors", event.start_mark)
        return super().compose_node(parent, index)


def _value(loader: _Loader, node: yaml.Node, path: Path, *, lines: dict[Path, int]) -> Any:
    if len(path) > DEEPEST:
        raise _place("definition_too_deep", node.start_mark)
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(loader, node, path, lines=lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, item, (*path, place), lines=lines) for place, item in enumerate(node.value)]
    return loader.construct_object(node)


def _mapping(
    loader: _Loader, node: yaml.MappingNode, path: Path, *, lines: dict[Path, int]
) -> dict[str, Any]:
    """Members by name; a name that comes twice is a fault, where YAML would silently take the last."""
    members: dict[str, Any] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else None
        if name is None or key.tag not in {"tag:yaml.org,2002:str", "tag:yaml.org,2002:int"}:
            raise _place("definition_key_unusable", key.start_mark)
        if name in members:
            raise _place("definition_member_twice", key.start_mark, name=name)
        members[name] = _value(loader, value, (*path, name), lines=lines)
    return members


def _place(code: str, mark: Any, **params: object) -> DefinitionNotValid:
    where = {} if mark is None else {"document_line": mark.line + 1, "document_column": mark.column + 1}
    return DefinitionNotValid(errors=[FieldError(code, params={**where, **params})], faults=1)
