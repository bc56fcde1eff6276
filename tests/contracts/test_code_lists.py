"""No front-end needs a table of its own: every code of every contract has a label in both languages."""

import json
from functools import cache
from typing import Any

import pytest

from shared.app.codelists import CodeShelf
from shared.app.contract import built, contract_path
from shared.codes.lists import OWN, code_lists_in
from tests.architecture.tree import built_services

SERVICES = built_services()


@cache
def shelf_of(service: str) -> CodeShelf:
    shelf: CodeShelf = built(f"services.{service}").state.code_shelf
    return shelf


def enumerations_of(service: str) -> dict[str, dict[str, Any]]:
    schemas = json.loads(contract_path(f"services.{service}").read_text("utf-8"))["components"]["schemas"]
    return {name: schema for name, schema in schemas.items() if "enum" in schema}


def list_of(service: str, name: str) -> dict[str, Any]:
    _, body = shelf_of(service).render(name)
    listed: dict[str, Any] = json.loads(body)
    return listed


@pytest.mark.parametrize("service", SERVICES)
def test_P09_every_enumeration_of_a_contract_names_the_list_that_labels_all_its_codes(service):
    for name, schema in enumerations_of(service).items():
        assert "x-code-list" in schema, f"{name}: no list is `of` it; services/{service}/code_lists.yaml"
        labelled = {item["code"] for item in list_of(service, schema["x-code-list"])["items"]}
        assert set(schema["enum"]) <= labelled, name


@pytest.mark.parametrize("service", SERVICES)
def test_P09_a_list_has_no_code_that_its_enumerations_do_not_know_and_each_is_labelled_for_people(service):
    enumerations = enumerations_of(service)
    for listed in (list_of(service, one.name) for one in shelf_of(service).summaries().items):
        known = {code for name in listed.get("of", ()) for code in enumerations.get(name, {}).get("enum", ())}
        for item in listed["items"]:
            assert not known or item["code"] in known, listed["name"]
            chinese, english = item["labels"]["zh-CN"], item["labels"]["en"]
            assert english.isascii(), (listed["name"], item)
            assert not chinese.isascii(), (listed["name"], item)


@pytest.mark.parametrize("service", SERVICES)
def test_P09_no_enumeration_is_labelled_twice_and_no_list_is_of_what_nobody_has(service):
    named = [name for one in shelf_of(service).summaries().items for name in one.of or ()]
    assert len(named) == len(set(named))
    own = code_lists_in(contract_path(f"services.{service}").with_name(OWN))
    assert {name for one in own.values() for name in one.of} <= set(enumerations_of(service))
