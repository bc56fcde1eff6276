"""The service as a whole: it starts, its README and code lists hold, its feed tells each what is theirs."""

from pathlib import Path

import pytest

from services.registry import main
from shared.codes.roles import Role
from shared.db.relay import Relay
from shared.testing.workflow import assert_documented
from shared.workflow.diagram import workflows_of
from tests.registry.conftest import JINING, YANTAI

CHANGES = "/registry/v1/changes"


async def test_the_service_says_that_it_is_alive(client):
    assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_its_code_lists_carry_kinds_and_industries(client):
    kinds = (await client.get("/registry/v1/code-lists/organisation_kinds")).json()
    assert len(kinds["items"]) == 17
    industries = (await client.get("/registry/v1/code-lists/industries")).json()
    assert industries["source"] == "GB/T 4754-2017"


def test_the_readme_draws_every_life_cycle_as_its_table_is_now():
    readme = Path(main.__file__).with_name("README.md")
    for workflow in workflows_of("services.registry").values():
        assert_documented(workflow, readme)


@pytest.mark.parametrize("field", [*main.RegistrySettings.model_fields])
def test_the_readme_names_every_setting(field):
    readme = Path(main.__file__).with_name("README.md").read_text("utf-8")
    assert field == "commit" or f"REGISTRY_{field.upper()}" in readme


async def test_the_feed_tells_each_reader_what_is_theirs(client, as_, register, database):
    own = await register()
    brand = {
        "organisation_id": own["id"],
        "name": "蒜都红",
        "kind": "product",
        "origin": "own",
        "markets": ["domestic"],
    }
    await client.post("/registry/v1/brands", json=brand, headers=as_(Role.CITY_OFFICER, region=JINING))
    await client.post(
        "/registry/v1/experts",
        json={"name": "孙明远", "region_code": "370800", "fields": ["finance"]},
        headers=as_(Role.CITY_OFFICER, region=JINING),
    )
    await Relay(database).stamp()

    async def heard(headers) -> set[str]:
        items = (await client.get(CHANGES, headers=headers)).json()["items"]
        return {item["type"].removeprefix("cn.lupin.registry.") for item in items}

    public = {"brand.registered.v1"}
    region = {"organisation.registered.v1", *public}
    assert await heard({}) == public
    assert await heard(as_(Role.CITY_OFFICER, region=JINING)) == region
    assert await heard(as_(Role.CITY_OFFICER, region=YANTAI)) == public
    assert await heard(as_(Role.APPLICANT, organisation=own["id"])) == region
    assert await heard(as_(Role.SIBLING, region="")) == {"expert.registered.v1", *region}


async def test_the_feed_holds_no_name_of_a_person(client, as_, register, database):
    await register()
    await Relay(database).stamp()
    told = (await client.get(CHANGES, headers=as_(Role.SIBLING, region=""))).text
    assert "organisation.registered" in told
    assert "王小明" not in told
    assert "13805378000" not in told
