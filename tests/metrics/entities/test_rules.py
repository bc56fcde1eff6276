"""Facts follow from the set of events: no order of arrival and no redelivery changes them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.entities.rules import ALWAYS, FOREVER, fold
from services.metrics.facts.service import told_by
from services.metrics.feeds.rules import readers
from tests.metrics.facts.telling import START, Teller, a_title, an_organisation

DAY = date(2017, 3, 1)


def folded(teller: Teller, events=None):
    told = [told_by(each) for each in (teller.events if events is None else events)]
    return fold(told, readers(teller.feed))


def held(facts, day, known_at=None):
    """The attributes on a day, as known at a moment."""
    found = [
        fact.attributes
        for fact in facts
        if fact.valid_from <= day < fact.valid_to
        and (fact.known_to == ALWAYS if known_at is None else fact.known_from <= known_at < fact.known_to)
    ]
    assert len(found) <= 1
    return found[0] if found else None


@st.composite
def a_history(draw):
    registry = Teller("registry")
    organisation = an_organisation(registry, DAY)
    for _ in range(draw(st.integers(0, 6))):
        day = DAY + timedelta(days=draw(st.integers(-200, 200)))
        verb, facts = draw(
            st.sampled_from(
                [
                    ("moved", {"facts": {"region_code": "371202"}, "status": "active"}),
                    ("corrected", {"facts": {"size_class": "small"}, "status": "active"}),
                    ("dissolved", {"facts": {"status": "dissolved"}, "status": "dissolved"}),
                    ("reinstated", {"facts": {"status": "active"}, "status": "active"}),
                    ("certified", {"certified": True}),
                    ("split", {"facts": {}}),
                ]
            )
        )
        registry.tell(f"organisation.{verb}", organisation, day, effective_on=day.isoformat(), **facts)
    return registry


@given(a_history(), st.randoms(use_true_random=False))
def test_any_order_and_any_redelivery_fold_to_the_same_facts(registry: Teller, random):
    arrived = [*registry.events, *random.choices(registry.events, k=3)]
    random.shuffle(arrived)
    assert folded(registry, arrived) == folded(registry)


@given(a_history(), st.integers(0, 7))
def test_what_was_known_once_never_changes_afterwards(registry: Teller, count: int):
    moment = START + timedelta(seconds=count)
    then = folded(registry, registry.events[:count])
    now = folded(registry)
    for offset in range(-250, 251, 25):
        day = DAY + timedelta(days=offset)
        assert held(now, day, moment) == held(then, day, moment)


def test_a_change_that_counts_from_an_earlier_day_is_known_only_since_it_was_told():
    registry = Teller("registry")
    organisation = an_organisation(registry, DAY)
    late = registry.tell(
        "organisation.moved",
        organisation,
        date(2017, 9, 1),
        effective_on="2017-05-01",
        facts={"region_code": "371202"},
    )
    facts = folded(registry)
    june = date(2017, 6, 1)
    assert held(facts, june)["region"] == "371202"
    assert held(facts, june, late.time - timedelta(milliseconds=1))["region"] == "370828"
    assert held(facts, date(2017, 4, 1))["region"] == "370828"


def test_an_organisation_that_ended_holds_no_more_and_one_reinstated_holds_again():
    registry = Teller("registry")
    organisation = an_organisation(registry, DAY)
    for verb, status, day in (
        ("dissolved", "dissolved", "2017-06-01"),
        ("reinstated", "active", "2017-08-01"),
    ):
        facts = {"status": status}
        registry.tell(f"organisation.{verb}", organisation, DAY, effective_on=day, facts=facts, status=status)
    found = folded(registry)
    assert held(found, date(2017, 5, 31)) is not None
    assert held(found, date(2017, 7, 1)) is None
    assert held(found, date(2017, 8, 1)) is not None


@pytest.mark.parametrize("verb", ["revoked", "surrendered"])
def test_a_title_holds_from_its_first_day_until_it_ends_or_is_ended(verb: str):
    review = Teller("review")
    title = a_title(review, date(2018, 1, 1), date(2020, 12, 31))
    facts = folded(review)
    assert [(f.valid_from, f.valid_to) for f in facts] == [(date(2018, 1, 1), date(2021, 1, 1))]
    review.tell(f"title.{verb}", title, date(2019, 5, 5), state=verb)
    ended = [fact for fact in folded(review) if fact.known_to == ALWAYS]
    assert [(f.valid_from, f.valid_to) for f in ended] == [(date(2018, 1, 1), date(2019, 5, 5))]


def test_an_event_that_no_reader_knows_says_nothing():
    registry = Teller("registry")
    organisation = an_organisation(registry, DAY)
    before = folded(registry)
    registry.tell("organisation.merged", organisation, DAY, facts={"region_code": "370202"})
    assert folded(registry) == before
    assert before[0].valid_to == FOREVER
