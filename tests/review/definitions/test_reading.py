"""A definition is read strictly, and every fault says where it stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from services.review import definitions
from services.review.definitions.errors import DefinitionNotValid
from services.review.definitions.schemas import Definition
from services.review.definitions.service import read, take
from shared.errors import FieldError

CATALOGUE = Path(definitions.__file__).parents[1] / "catalogue"
SHIPPED = sorted(CATALOGUE.glob("*.yaml"))
TEXT = (CATALOGUE / "internet_plus_brand_2017.yaml").read_text("utf-8")


def faults(text: str) -> list[FieldError]:
    with pytest.raises(DefinitionNotValid) as refused:
        read(text)
    return list(refused.value.errors)


def mended(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old} is not there once"
    return TEXT.replace(old, new)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_V01_every_shipped_definition_is_valid(path: Path):
    definition = read(path.read_text("utf-8"))
    assert Definition.of(definition.written()) == definition


def test_V02_the_2017_programme_selects_fifty_of_about_two_hundred():
    definition = read(TEXT)
    assert definition.quota.cap == 50
    assert definition.quota.candidates is not None
    assert definition.quota.candidates.about == 200


CHANGES: list[tuple[str, str, str, str]] = [
    ('weight: "0.30"', 'weight: "0.31"', "weights_not_one", "/rubric/criteria"),
    ('weight: "0.10"', 'weight: "-0.10"', "weight_not_positive", "/rubric/criteria/4/weight"),
    (
        "shandong_commerce_selection_board",
        "shandong_commerce_department",
        "bodies_not_apart",
        "/supervising_body/code",
    ),
    ("step: application,", "step: beginning,", "stage_unknown", "/stages/0/step"),
    ("step: acceptance,", "step: correction,", "definition_repeats", "/stages/3/step"),
    (
        "rule: length(brands) >= 1",
        "rule: length(marks) >= 1",
        "expression_unknown_name",
        "/eligibility/2/rule",
    ),
    (
        "rule: organisation.certified",
        "rule: organisation.kind",
        "expression_needs_boolean",
        "/eligibility/0/rule",
    ),
    ("key: brand_proof", "key: application_form", "definition_repeats", "/materials/1/key"),
    (
        "maxLength: 100, title",
        "maxLength: many, title",
        "form_schema_broken",
        "/form/schema/properties/brand_name/maxLength",
    ),
    ("order: [brand_name,", "order: [trade_name,", "form_member_unknown", "/form/ui/order/0"),
    ("tie_rule: [brand_strength,", "tie_rule: [beauty,", "tie_rule_unknown", "/quota/tie_rule/0"),
    (", earliest_submission]", "]", "tie_rule_open", "/quota/tie_rule"),
    ("per_city: 20 ", "per_city: 0 ", "quota_without_places", "/quota/per_city"),
    ("minimum_sample: 3", "minimum_sample: 4", "sample_beyond_panel", "/panel/minimum_sample"),
    ('trim: "0.2"', 'trim: "0.5"', "trim_impossible", "/panel/trim"),
    ('step: "0.5"', 'step: "0.3"', "scale_broken", "/rubric/scale"),
    (
        "role: clock, working_days: 5, reminders: [], on_lapse: close",
        "role: clock, working_days: 5, reminders: [], on_lapse: escalate",
        "stage_without_owner",
        "/stages/6/role",
    ),
    ("en: Online capability}", "}", "missing", "/rubric/criteria/1/name/en"),
    ('trim: "0.2"', "trim: 0.2", "invalid_value", "/panel/trim"),
    ("cap: 50 ", "cap: fifty ", "invalid_value", "/quota/cap"),
    ("certified_only: true", "certified_only: true\n  age: 3", "unknown_member", "/applicants/age"),
]


@pytest.mark.parametrize(("old", "new", "code", "pointer"), CHANGES, ids=[f"{c[2]}-{c[3]}" for c in CHANGES])
def test_a_fault_says_what_and_where(old: str, new: str, code: str, pointer: str):
    found = faults(mended(old, new))
    assert (code, pointer) in {(fault.code, fault.pointer) for fault in found}


def test_a_fault_in_a_text_names_its_line():
    broken = mended("minimum_sample: 3", "minimum_sample: 9")
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "minimum_sample" in text)
    assert faults(broken)[0].params["document_line"] == line


def test_all_faults_come_at_once():
    broken = mended("minimum_sample: 3", "minimum_sample: 9").replace('trim: "0.2"', 'trim: "0.7"')
    assert {fault.code for fault in faults(broken)} == {"sample_beyond_panel", "trim_impossible"}


def test_without_declaration_scoring_is_out_of_reach_and_acceptance_a_dead_end():
    kept = [line for line in TEXT.splitlines() if "step: declaration" not in line]
    found = {(fault.code, fault.params.get("step")) for fault in faults("\n".join(kept))}
    assert ("stage_unreachable", "scoring") in found
    assert ("stage_dead_end", "acceptance") in found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "definition_empty"),
        ("code: [", "definition_unreadable"),
        ("a: 1\na: 2", "definition_member_twice"),
        ("a: &x 1\nb: *x", "definition_has_anchors"),
        ("? [a]\n: 1", "definition_key_unusable"),
        ("[" * 60 + "]" * 60, "definition_too_deep"),
        ("x" * 300_001, "definition_too_long"),
        ("a: !!python/object:os.system x", "definition_unreadable"),
        ("a: 1\n---\nb: 2", "definition_unreadable"),
        ("\x00", "definition_unreadable"),
        ("just words", "invalid_value"),
    ],
)
def test_what_is_no_definition_is_refused_by_name(text: str, code: str):
    assert code in {fault.code for fault in faults(text)}


def test_members_are_judged_like_a_text(shipped_definition: dict[str, Any]):
    assert take(shipped_definition) == read(TEXT)


def test_a_reference_out_of_the_form_is_refused(shipped_definition: dict[str, Any]):
    changed = _with_form(
        shipped_definition, lambda form: form["properties"].update(x={"$ref": "https://x.test"})
    )
    with pytest.raises(DefinitionNotValid) as refused:
        take(changed)
    assert refused.value.errors[0].code == "form_schema_refers_out"


def _with_form(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    schema = {**document["form"]["schema"], "properties": dict(document["form"]["schema"]["properties"])}
    change(schema)
    return {**document, "form": {"schema": schema, "ui": document["form"]["ui"]}}
