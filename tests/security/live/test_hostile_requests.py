"""Hostile requests on every operation: no fault of ours, always a problem in Chinese or English.

Each attack meets some operations of each service; `make fuzz` has every attack meet every operation.
"""

from collections import Counter

import pytest

from tests.security.live.hostile import ATTACKS
from tests.security.live.raids import raids
from tests.security.live.siege import Siege
from tests.security.standing import SERVICES, operations

pytestmark = [pytest.mark.journeys, pytest.mark.littering, pytest.mark.long]


@pytest.mark.parametrize("service", SERVICES)
async def test_P01_a_hostile_request_is_refused_in_so_many_words_and_leaves_no_trace(
    service: str, siege: Siege
):
    planned = raids(service)
    before = siege.traces(service)
    assert await siege.faults([each for each in planned if each.attack.refused]) == []
    assert siege.traces(service) == before
    assert await siege.faults([each for each in planned if not each.attack.refused]) == []


@pytest.mark.parametrize("service", SERVICES)
def test_P01_every_operation_meets_several_attacks_and_every_attack_the_service(service: str):
    planned = raids(service)
    met = Counter(str(each.operation) for each in planned)
    assert [str(each) for each in operations(service) if met[str(each)] < 2] == []
    assert {each.what for each in planned} == set(ATTACKS)
    assert {each.straight for each in planned if each.what == "an unknown parameter"} == {True, False}
