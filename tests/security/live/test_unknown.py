"""What one may not see and what there is not: one answer to the byte, after the same questions.

How long an answer takes is nothing that a test may look at; what it takes the time for is. The services stand
in this process for it, on the databases of the platform.
"""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.cast import ROLES, Cast
from tests.security.live.estate import Estate
from tests.security.live.offers import Offer, reading
from tests.security.live.strangers import strangers
from tests.security.live.within import Told, Within, within
from tests.security.standing import NOBODY, SERVICES

pytestmark = pytest.mark.journeys
EACH = 9
"""Of the roles that an operation open to all admits, every ninth asks."""
PROOF = {"expires": "253402300799", "signature": "A" * 43}
RECEIPT = {"X-Receipt-Code": "no-such-receipt"}
"""Made up, where a thing is opened by its link or receipt and by no token."""
UNREAD = {httpx.codes.UNAUTHORIZED, httpx.codes.UNPROCESSABLE_ENTITY}
"""Refused for how it was asked, so that nothing was looked for."""


@pytest.fixture(scope="module")
async def service(request: pytest.FixtureRequest, platform: Running) -> AsyncIterator[Within]:
    async with within(request.param, platform.places) as opened:
        yield opened


@pytest.mark.parametrize("service", SERVICES, indirect=True, scope="module")
async def test_P03_what_is_hidden_takes_the_answer_and_the_questions_of_what_is_not_there(
    service: Within, estate: Estate, elsewhere: Cast
):
    walked, told = list[str](), dict[str, tuple[Told, Told]]()
    for offer in [each for each in reading() if each.operation.service == service.service]:
        if not await is_hidden(offer, estate, elsewhere):
            continue
        walked.append(str(offer))
        for role in asking(offer, elsewhere):
            headers = service.bearer(elsewhere, role) | RECEIPT
            params = offer.parameters | (PROOF if PROOF.keys() <= offer.query.keys() else {})
            hidden, unknown = [await service.ask(path, params, headers) for path in addresses(offer, estate)]
            if (
                hidden != unknown
                or hidden.status in UNREAD
                or hidden.status >= httpx.codes.INTERNAL_SERVER_ERROR
            ):
                told[f"{role}: {offer}"] = (hidden, unknown)
    assert walked
    assert told == {}


async def is_hidden(offer: Offer, estate: Estate, elsewhere: Cast) -> bool:
    """Whether it is asked for by an identifier of ours that is not published."""
    if not estate.is_reachable(offer) or not estate.concerns(offer):
        return False
    answer = await elsewhere.gateway.send("GET", estate.address(offer), params=offer.parameters)
    return answer.status_code != httpx.codes.OK


def asking(offer: Offer, elsewhere: Cast) -> Iterator[Role]:
    """All strangers, or some of them where the operation admits every role."""
    admitted = [role for role, _ in strangers(offer, elsewhere)]
    yield from admitted[:: EACH if len(admitted) == len(ROLES) else 1]


def addresses(offer: Offer, estate: Estate) -> tuple[str, str]:
    """Of ours, and the same of nothing."""
    named = offer.identified(estate.known)
    nothing = {slot: str(NOBODY) if value in estate.secrets else value for slot, value in named.items()}
    return offer.address(named), offer.address(nothing)
