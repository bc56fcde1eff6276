"""The status that the catalogue of errors tells is the one that the class declares."""

import pytest

from services.gateway.portal.statuses import statuses
from shared.errors.refusals import Refusal
from tests.architecture.test_messages import below
from tests.architecture.tree import ROOT, modules_of


@pytest.mark.parametrize("package", ["shared", "services.trademark"])
def test_statuses_read_from_the_source_are_those_of_the_classes(package: str):
    names = {module.__name__ for module in modules_of(package)}
    real = {
        each.code: each.status
        for each in below(Refusal)
        if each.__module__ in names and hasattr(each, "status")
    }
    read = statuses(ROOT, package.replace(".", "/"))
    kinds = {code for code, status in real.items() if code not in read}
    assert {code: status for code, status in real.items() if code in read} == read
    assert all(each.__module__ == "shared.errors.refusals" for each in below(Refusal) if each.code in kinds)
