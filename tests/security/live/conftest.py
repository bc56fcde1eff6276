"""Who calls, and what belongs to whom: enrolled, laid and surveyed once on the platform of the run."""

from collections.abc import Mapping

import pytest

from deploy.demo.gateway import Actor, Gateway, Json
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.cast import Cast, Sibling, two_places
from tests.security.live.estate import Estate, survey
from tests.security.live.laid import Laid
from tests.security.live.siege import Siege


@pytest.fixture(scope="session")
async def here(gateway: Gateway, told: Json) -> Cast:
    """Everybody with a right to what belongs to one organisation: its people, its officers, the province."""
    cast = Cast(gateway, two_places(told)[0], "here", RegionLevel.PROVINCE)
    await cast.enrol()
    return cast


@pytest.fixture(scope="session")
async def elsewhere(gateway: Gateway, told: Json) -> Cast:
    """The same roles in another city, and for another organisation."""
    cast = Cast(gateway, two_places(told)[1], "elsewhere", RegionLevel.CITY)
    await cast.enrol()
    return cast


@pytest.fixture(scope="session")
def sibling(gateway: Gateway, platform: Running) -> Actor:
    return Sibling.of(gateway, platform.places)


@pytest.fixture(scope="session")
async def estate(here: Cast, elsewhere: Cast, sibling: Actor, told: Json) -> Estate:
    """What belongs to the organisation here."""
    return await survey(here, sibling, await Laid(here, elsewhere, told).lay())


@pytest.fixture
async def held(here: Cast, sibling: Actor) -> Mapping[Role, str]:
    """A token of each role here, none about to end."""
    return {**await here.tokens(), Role.SIBLING: await sibling._signed_in()}


@pytest.fixture(scope="session")
async def attackers(gateway: Gateway, told: Json) -> Cast:
    """Whose steps nobody else's are mixed with."""
    cast = Cast(gateway, two_places(told)[0], "attacker", RegionLevel.PROVINCE)
    await cast.enrol()
    return cast


@pytest.fixture
async def siege(platform: Running, gateway: Gateway, attackers: Cast, sibling: Actor) -> Siege:
    """With tokens of which none is about to end."""
    held = {**await attackers.tokens(), Role.SIBLING: await sibling._signed_in()}
    return Siege(platform, gateway, held)
