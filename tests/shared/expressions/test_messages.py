"""Each fault and each reason has a sentence in both languages, filled with what it knows."""

from shared.expressions import Fault, ReasonCode
from shared.messages.catalogue import LANGUAGES, Catalogue
from shared.workflow import ActionNotAllowed


def test_every_fault_and_reason_has_its_message() -> None:
    catalogue = Catalogue.load()
    assert catalogue.gaps([*Fault, *ReasonCode, ActionNotAllowed.code]) == []


def test_a_message_names_the_place() -> None:
    for language in LANGUAGES:
        params = {"line": 3, "column": 14, "name": "sales"}
        detail = Catalogue.load().render(Fault.UNKNOWN_NAME, language, params).detail
        assert "3" in detail
        assert "14" in detail
        assert "sales" in detail
