"""What a recording does not hold is not lost: with a file, other operations keep their examples."""

import json
from typing import Any

from tests.examples.__main__ import Recorded, examples_of, found_in
from tests.examples.operations import all_of, contract

KNOWN, KEPT = all_of(contract("identity")), examples_of("identity")


def recorded(name: str) -> Recorded:
    """What a test was answered, as a plug-in has written it down."""
    shown: dict[str, Any] = KEPT[name]
    told = json.dumps(shown["told"], ensure_ascii=False)
    exchange = {
        "service": "identity",
        "operation": name,
        "test": "tests/identity/test_x.py::test_x",
        "nth": 1,
    }
    spoken = {
        "asked": "",
        "asked_as": "",
        "status": shown["status"],
        "told": told,
        "told_as": shown["told_as"],
    }
    return {name: [{**exchange, **spoken, "at": 1_700_000_000.0}]}


def test_operations_that_a_file_does_not_tell_of_keep_their_examples():
    found = found_in(KNOWN, recorded("read_clock"), KEPT, KEPT)
    assert found.keys() == KEPT.keys()
    assert found["read_clock"]["test"] == "tests/identity/test_x.py::test_x"
    assert found["list_people"] == KEPT["list_people"]


def test_what_no_longer_fits_its_operation_and_what_is_no_operation_any_more_goes():
    bent = {**KEPT, "list_people": {**KEPT["list_people"], "status": 418}, "fly_away": KEPT["read_clock"]}
    assert KEPT.keys() - found_in(KNOWN, {}, {}, bent).keys() == {"list_people"}


def test_after_a_run_an_operation_that_no_test_called_has_none():
    assert found_in(KNOWN, recorded("read_clock"), KEPT, {}).keys() == {"read_clock"}
