"""Every place of registry that refers to a file takes files that were found good, and nobody else's."""

import httpx
import pytest

from shared.codes.roles import Role
from tests.attachments import SUBJECT, assert_takes_only_good_files, places
from tests.registry.conftest import JINING

IMPORT = "POST /registry/v1/imports file_id"
CLAIM = "POST /registry/v1/certifications evidence"
FIGURES = "POST /registry/v1/organisations/{organisation_id}/yearly-facts/{year} evidence"
SPARED = {IMPORT: ("the own one that is another organisation's by now",)}
"""A list is read for who sent it, and becomes nobody's."""


@pytest.fixture
def attaching(client, as_, register):
    async def bring_in(file_id: str) -> httpx.Response:
        officer = as_(Role.CITY_OFFICER, region=JINING, subject=SUBJECT)
        return await client.post("/registry/v1/imports", json={"file_id": file_id}, headers=officer)

    async def claim(file_id: str) -> httpx.Response:
        body = {"organisation_id": (await register())["id"], "statement": "代办", "evidence": [file_id]}
        return await client.post("/registry/v1/certifications", json=body, headers=as_(subject=SUBJECT))

    async def declare(file_id: str) -> httpx.Response:
        own = (await register())["id"]
        facts = [{"kind": "sales", "value": "1000000"}]
        return await client.post(
            f"/registry/v1/organisations/{own}/yearly-facts/2016",
            json={"facts": facts, "source": "declared", "evidence": file_id},
            headers=as_(Role.APPLICANT, organisation=own, subject=SUBJECT),
        )

    return {IMPORT: bring_in, CLAIM: claim, FIGURES: declare}


def test_P03_every_place_of_registry_is_tried():
    assert places("registry") == {IMPORT, CLAIM, FIGURES}


@pytest.mark.parametrize("place", [IMPORT, CLAIM, FIGURES])
async def test_P03_no_place_of_registry_takes_a_file_that_is_not_good_and_the_senders(
    database, attaching, place
):
    await assert_takes_only_good_files(database, attaching[place], spared=SPARED.get(place, ()))
