"""Every operation has an example, made by a test that is there, and each fits its schema."""

import copy
import json
import re
from typing import Any

import pytest

from shared.app.contract import contract_path
from shared.app.illustrated import EXAMPLES
from tests.architecture.tree import ROOT, built_services
from tests.examples.choosing import faults_of
from tests.examples.operations import all_of, contract
from tests.examples.steady import MOBILE

SERVICES = built_services()


def examples_of(service: str) -> dict[str, Any]:
    file = contract_path(f"services.{service}").with_name(EXAMPLES)
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


def faults(document: dict[str, Any], examples: dict[str, Any]) -> list[str]:
    """What is wrong with the examples of a contract, each fault on a line."""
    known = all_of(document)
    lost = [f"{name}: no such operation" for name in examples.keys() - known.keys()]
    bare = [f"{name}: no example" for name in known.keys() - examples.keys()]
    unfit = [
        f"{name}: {fault}"
        for name, each in examples.items()
        if name in known
        for fault in faults_of(known[name], each)
    ]
    return sorted([*lost, *bare, *unfit])


@pytest.mark.parametrize("service", SERVICES)
def test_P01_every_operation_has_an_example_that_fits(service):
    assert faults(contract(service), examples_of(service)) == [], f"make examples SERVICE={service}"


@pytest.mark.parametrize("service", SERVICES)
def test_the_test_that_made_an_example_is_there(service):
    for name, example in examples_of(service).items():
        file, _, test = example["test"].partition("::")
        function = test.partition("[")[0].rpartition("::")[2]
        assert f"def {function}(" in (ROOT / file).read_text("utf-8"), f"{service}: {name}"


@pytest.mark.parametrize("service", SERVICES)
def test_the_contract_shows_each_example_beside_its_schema(service):
    """Whatever has one; what has none is named above."""
    examples, known = examples_of(service), all_of(contract(service))
    for name in sorted(examples.keys() & known.keys()):
        for media_type, said in known[name].tells(examples[name]["status"]).items():
            if media_type == examples[name].get("told_as"):
                assert said.get("example") == examples[name].get("told"), name
        for said in known[name].asks.values():
            assert "example" in said, name


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_is_shown_as_a_caller_meets_it(service):
    document = contract(service)
    shown = document["components"]["examples"]
    for name, operation in all_of(document).items():
        for status, response in operation.described["responses"].items():
            for problem in response["content"].values() if status >= "400" else ():
                assert problem["examples"].keys() >= {*response.get("x-codes", ())}, f"{name}: {status}"
                told = [shown[code]["value"] for code in problem["examples"]]
                assert {each["status"] for each in told} == {int(status)}, f"{name}: {status}"
                assert {each["code"] for each in told} == problem["examples"].keys(), f"{name}: {status}"
    judge = next(iter(all_of(document).values()))
    problem = document["components"]["schemas"]["Problem"]
    assert [fault for each in shown.values() for fault in judge.faults(problem, each["value"])] == []


@pytest.mark.parametrize("service", SERVICES)
def test_nobody_is_called_by_a_number_of_an_example(service):
    told = contract_path(f"services.{service}").with_name(EXAMPLES).read_text("utf-8")
    assert [each for each in MOBILE.findall(told) if not each.startswith("1380000")] == []
    assert re.findall(r"(?<!\w)[1-6]\d{5}(?:19|20)\d{9}[\dX](?!\w)", told) == [], "numbers of identity cards"


def test_what_is_missing_or_does_not_fit_is_named():
    document, examples = contract("trademark"), examples_of("trademark")
    broken = copy.deepcopy(examples)
    del broken["read_head"], broken["register_indication"]["asked"]["name"]
    broken["list_changes"]["told"]["items"][0]["time"] = "yesterday"
    broken["enter_mark"] |= {"asked_as": "text/csv", "status": 202}
    broken["fly_away"] = broken["show_mark"]
    found = faults(document, broken)
    assert [each.partition(":")[0] for each in found] == [
        "enter_mark",
        "enter_mark",
        "enter_mark",
        "fly_away",
        "list_changes",
        "read_head",
        "register_indication",
    ]
