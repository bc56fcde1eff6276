"""The optimisation by itself: even, covering, never against a conflict, the same whatever the order (V07)."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.review.matching import rules
from services.review.matching.rules import Parameters, Seat, Wanted, draw

FIELDS = ("brand_building", "ecommerce_operation", "product_planning", "online_marketing")
PARAMETERS = Parameters(FIELDS, "a seed")


def seats(count: int, *, room: int = 40) -> list[Seat]:
    return [Seat(UUID(int=n), frozenset({FIELDS[n % 4]}), room) for n in range(1, count + 1)]


def cases(count: int, *, need: int = 3) -> list[Wanted]:
    return [Wanted(UUID(int=1000 + n), need) for n in range(count)]


def test_V07_the_load_is_shared_evenly_and_the_fields_are_covered():
    found = draw(cases(20), seats(12), PARAMETERS)
    assert set(found.loads.values()) == {5}
    assert all(choice.adds_field for choice in found.choices)
    assert found.unmet == {}


def test_V07_nobody_is_drawn_against_a_conflict():
    barred = frozenset(seat.id for seat in seats(10))
    wanted = [Wanted(UUID(int=1000), 3, barred), *cases(30)[1:]]
    found = draw(wanted, seats(12), PARAMETERS)
    assert {choice.expert for choice in found.choices if choice.application.int == 1000}.isdisjoint(barred)
    assert found.unmet == {UUID(int=1000): 1}


def test_a_draw_does_not_depend_on_the_order_of_its_inputs():
    assert draw(cases(9), seats(8), PARAMETERS) == draw(cases(9)[::-1], seats(8)[::-1], PARAMETERS)


def test_another_seed_draws_others_at_the_same_cost():
    one = draw(cases(9), seats(24), PARAMETERS)
    other = draw(cases(9), seats(24), Parameters(FIELDS, "another seed"))
    assert {(c.application, c.expert) for c in one.choices} != {
        (c.application, c.expert) for c in other.choices
    }
    assert round(one.objective) == round(other.objective)


def test_earlier_assignments_count_towards_the_load():
    busy = Seat(UUID(int=1), frozenset({FIELDS[0]}), 30, load=10)
    found = draw(cases(6), [busy, *seats(9)[1:]], PARAMETERS)
    assert found.loads[busy.id] == 10


def test_without_room_anywhere_every_seat_stays_empty():
    found = draw(cases(2), seats(3, room=0), PARAMETERS)
    assert found.choices == []
    assert found.unmet == {case.id: 3 for case in cases(2)}


def test_a_round_larger_than_a_block_hands_its_loads_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "BLOCK", 5)
    found = draw(cases(20), seats(12), PARAMETERS)
    assert found.unmet == {}
    assert max(found.loads.values()) - min(found.loads.values()) <= 1


@settings(max_examples=25, deadline=None)
@given(
    rooms=st.lists(st.integers(0, 6), min_size=1, max_size=8),
    needs=st.lists(st.integers(0, 3), max_size=8),
    bars=st.data(),
)
def test_no_room_is_exceeded_and_nobody_sits_twice(rooms: list[int], needs: list[int], bars: st.DataObject):
    panel = [Seat(UUID(int=n), frozenset({FIELDS[n % 4]}), room) for n, room in enumerate(rooms)]
    ids = st.sets(st.sampled_from([seat.id for seat in panel]))
    wanted = [Wanted(UUID(int=1000 + n), need, frozenset(bars.draw(ids))) for n, need in enumerate(needs)]
    found = draw(wanted, panel, PARAMETERS)
    pairs = Counter((choice.application, choice.expert) for choice in found.choices)
    taken = Counter(choice.expert for choice in found.choices)
    filled = Counter(choice.application for choice in found.choices)
    assert all(times == 1 for times in pairs.values())
    assert all(taken[seat.id] <= seat.room for seat in panel)
    assert all(
        choice.expert not in case.barred
        for case in wanted
        for choice in found.choices
        if choice.application == case.id
    )
    assert all(filled[case.id] + found.unmet.get(case.id, 0) == case.need for case in wanted)
