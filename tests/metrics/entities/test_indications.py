"""Indications count from the days of their registrations, whenever they were entered."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.metrics.entities.test_rules import folded, held
from tests.metrics.facts.telling import Teller

ENTERED = date(2026, 1, 5)


def form(kind: str, registered_on: str | None, status: str = "registered") -> dict[str, object]:
    return {"kind": kind, "status": status, "registered_on": registered_on}


def tell(teller: Teller, indication, verb: str, day: date, *forms: dict[str, object]) -> None:
    protected = any(each["status"] == "registered" for each in forms)
    told = {"region_path": "37.3708.370828.", "protected": protected, "forms": list(forms)}
    teller.tell(f"indication.{verb}", indication, day, **told)


@pytest.fixture
def teller() -> Teller:
    return Teller("trademark")


def marks(facts, day: date) -> object:
    known = held(facts, day)
    return None if known is None else known["registered_marks"]


def test_a_mark_counts_from_its_registration_and_not_from_its_entry(teller: Teller):
    forms = (form("product_indication", "2016-11-04"), form("collective_mark", "2019-05-14"))
    tell(teller, uuid4(), "registered", ENTERED, *forms)
    facts = folded(teller)
    assert marks(facts, date(2016, 11, 3)) is None
    assert [marks(facts, day) for day in (date(2016, 11, 4), date(2019, 5, 13))] == [0, 0]
    assert [marks(facts, day) for day in (date(2019, 5, 14), ENTERED, date(2030, 1, 1))] == [1, 1, 1]


def test_a_corrected_day_leaves_nothing_of_the_wrong_one(teller: Teller):
    indication = uuid4()
    tell(teller, indication, "registered", ENTERED, form("collective_mark", "2011-05-14"))
    corrected = ENTERED + timedelta(days=30)
    tell(teller, indication, "form_corrected", corrected, form("collective_mark", "2019-05-14"))
    facts = folded(teller)
    assert marks(facts, date(2019, 5, 13)) is None
    assert marks(facts, date(2019, 5, 14)) == 1


def test_a_form_recorded_later_counts_from_its_own_day_too(teller: Teller):
    indication = uuid4()
    first = form("collective_mark", "2019-05-14")
    tell(teller, indication, "registered", ENTERED, first)
    later = ENTERED + timedelta(days=30)
    tell(teller, indication, "form_recorded", later, first, form("certification_mark", "2021-02-01"))
    facts = folded(teller)
    assert [marks(facts, day) for day in (date(2019, 5, 14), date(2021, 1, 31))] == [1, 1]
    assert marks(facts, date(2021, 2, 1)) == 2


def test_an_ended_form_counts_until_the_day_on_which_its_end_was_told(teller: Teller):
    indication = uuid4()
    tell(teller, indication, "registered", ENTERED, form("collective_mark", "2019-05-14"))
    cancelled = form("collective_mark", "2019-05-14", "cancelled")
    ended = ENTERED + timedelta(days=90)
    tell(teller, indication, "form_corrected", ended, cancelled)
    tell(teller, indication, "corrected", ended + timedelta(days=90), cancelled)
    facts = folded(teller)
    assert marks(facts, ended - timedelta(days=1)) == 1
    assert marks(facts, ended) is None
    assert marks(facts, date(2019, 5, 14)) == 1


def test_an_application_protects_nothing(teller: Teller):
    tell(teller, uuid4(), "registered", ENTERED, form("collective_mark", None, "filed"))
    assert folded(teller) == []
