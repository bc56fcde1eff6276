"""`make fuzz`: every boundary and inventions besides for every operation, and every hostile request on each.

Takes long, and is therefore no part of `make test`: pytest collects this file only where it is named.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping

import pytest

from deploy.demo.gateway import Actor
from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.account import Account
from tests.security.live.admitted import tokens_of
from tests.security.live.cast import Cast
from tests.security.live.contracts import contract_of, operations_of, prepared
from tests.security.live.estate import Estate
from tests.security.live.fuzzing import deeply
from tests.security.live.raids import every_raid
from tests.security.live.siege import Siege
from tests.security.standing import SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.littering]
HANDFUL = 200
"""Hostile requests between two looks at the progress."""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """Told at the end, whatever happened."""
    account = Account.begin()
    yield account
    account.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_no_invention_makes_a_fault_or_an_answer_outside_the_contract(
    service: str, platform: Running, here: Cast, sibling: Actor, estate: Estate, account: Account
):
    loop = asyncio.get_running_loop()

    async def held() -> Mapping[Role, str]:
        return {**await here.tokens(), Role.SIBLING: await sibling._signed_in()}

    def tokens() -> Mapping[str, str]:
        """Fresh ones: a run is longer than a token lives."""
        return tokens_of(service, asyncio.run_coroutine_threadsafe(held(), loop).result())

    offered = operations_of(contract_of(service))
    tell: Callable[[str], None] = account.progress(service, len(offered))
    contract = prepared(service, estate.known)
    run = await asyncio.to_thread(deeply, contract, platform.url, tokens, tell)
    account.called(service, offered, run)
    assert run.faults == []
    assert run.unexercised(offered) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_every_hostile_request_is_refused_by_every_operation(
    service: str, siege: Siege, attackers: Cast, sibling: Actor, account: Account
):
    """Those that must be refused come first: they leave no trace."""
    planned = sorted(every_raid(service), key=lambda raid: not raid.attack.refused)
    refused = sum(raid.attack.refused for raid in planned)
    before, faults = siege.traces(service), list[str]()
    for start in (*range(0, refused, HANDFUL), *range(refused, len(planned), HANDFUL)):
        siege.held = {**await attackers.tokens(), Role.SIBLING: await sibling._signed_in()}
        end = min(start + HANDFUL, refused if start < refused else len(planned))
        faults += await siege.faults(planned[start:end])
        account.say(f"{service}: {end} of {len(planned)} hostile requests")
        if end == refused and siege.traces(service) != before:
            faults.append("what was refused has left traces in history or keys")
    account.raided(service, len(planned), faults)
    assert faults == []
