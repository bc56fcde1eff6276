"""Who acts in the journeys beside the story."""

import pytest

from deploy.demo.gateway import Actor, Gateway
from tests.journeys.people import enrolled


@pytest.fixture(scope="session")
async def officer(gateway: Gateway) -> Actor:
    """An officer of the province who is not in the story."""
    await enrolled(gateway, "officer-of-journeys", role="programme_officer", region_path="37.")
    return gateway.person("officer-of-journeys")
