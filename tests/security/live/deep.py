"""`make fuzz`: every boundary and inventions for every operation, rows of calls, and every hostile request.

Takes long, and is therefore no part of `make test`: pytest collects this file only where it is named.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping

import pytest

from deploy.demo.gateway import Actor
from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.account import Account
from tests.security.live.admitted import all_tokens_of, kept, tokens_of
from tests.security.live.cast import Cast
from tests.security.live.contracts import contract_of, operations_of, prepared
from tests.security.live.estate import Estate
from tests.security.live.fuzzing import deeply
from tests.security.live.raids import every_raid
from tests.security.live.seeking import Seeker
from tests.security.live.siege import Siege
from tests.security.live.wandering import wander
from tests.security.standing import SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.littering]
Holding = Callable[[], Mapping[Role, str]]
ROWS = int(os.environ.get("LUPIN_FUZZ_INVENTIONS", "40"))
"""Of calls by chance, in each service."""
HANDFUL = 200
"""Hostile requests between two looks at the progress."""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    """Told at the end, whatever happened."""
    account = Account.begin()
    yield account
    account.close()


@pytest.fixture
async def held(here: Cast, sibling: Actor) -> Holding:
    """A token of each role here, as good as new, for those who run in a thread."""
    loop = asyncio.get_running_loop()

    async def asked() -> Mapping[Role, str]:
        return {**await here.tokens(), Role.SIBLING: await sibling._signed_in()}

    return kept(lambda: asyncio.run_coroutine_threadsafe(asked(), loop).result())


@pytest.mark.parametrize("service", SERVICES)
async def test_no_invention_makes_a_fault_or_an_answer_outside_the_contract(
    service: str, platform: Running, held: Holding, estate: Estate, account: Account
):
    offered = operations_of(contract_of(service))
    tell: Callable[[str], None] = account.progress(service, len(offered))
    contract = prepared(service, estate.known)
    tokens = kept(lambda: tokens_of(service, held()))
    run = await asyncio.to_thread(deeply, contract, platform.url, tokens, tell)
    everybody = kept(lambda: all_tokens_of(service, held()))
    seeker = Seeker(service, platform.url, everybody, estate.others)
    await asyncio.to_thread(seeker.seek, contract, run, run.fruitless(offered))
    account.called(service, offered, run)
    assert run.faults == []
    assert run.unexercised(offered) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_no_row_of_calls_by_chance_makes_a_fault_or_an_answer_outside_the_contract(
    service: str, platform: Running, held: Holding, estate: Estate, account: Account
):
    contract = prepared(service, estate.known)
    tokens = kept(lambda: tokens_of(service, held()))
    seen = await asyncio.to_thread(wander, contract, platform.url, tokens, ROWS)
    account.wandered(service, seen)
    assert seen.run.faults == []
    assert seen.second_steps > 0


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
