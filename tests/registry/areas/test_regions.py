"""Regions as they stood on a day, and zones."""

from shared.codes.roles import Role
from shared.db.relay import Relay

PATH = "/registry/v1/regions"


async def codes(client, **params: str):
    answer = await client.get(PATH, params={"limit": "200", **params})
    assert answer.status_code == 200, answer.text
    return [item["code"] for item in answer.json()["items"]]


async def test_shandong_had_17_cities_in_2017_and_has_16(client):
    then = await codes(client, on="2017-12-01", parent="370000", level="city")
    now = await codes(client, parent="370000", level="city")
    assert (len(then), len(now)) == (17, 16)
    assert set(then) - set(now) == {"371200"}


async def test_counties_below_a_province_are_137_then_and_136_now(client):
    assert len(await codes(client, on="2017-12-31", parent="370000", level="county")) == 137
    assert len(await codes(client, on="2026-01-01", parent="370000", level="county")) == 136


async def test_a_parent_alone_lists_what_is_directly_below(client):
    below = await codes(client, parent="370800")
    assert "370811" in below
    assert "370800-gx" in below
    assert all(code.startswith("3708") for code in below)


async def test_a_past_code_tells_who_holds_its_territory(client):
    shown = (await client.get(f"{PATH}/371202")).json()
    assert shown["valid_to"] == "2019-01-09"
    assert shown["current_code"] == "370116"
    missing = await client.get(f"{PATH}/999999")
    assert missing.json()["code"] == "region_not_found"


async def test_an_administrator_adds_a_zone_once(client, as_):
    zone = {
        "code": "370600-gx",
        "name": "烟台高新技术产业开发区",
        "parent": "370600",
        "valid_from": "2017-01-01",
        "source": "烟政发〔2017〕1号",
    }
    made = await client.post(
        PATH, json={**zone, "code": "370600-test"}, headers=as_(Role.SYSTEM_ADMINISTRATOR)
    )
    assert made.status_code == 201, made.text
    assert made.json()["path"] == "37.3706.370600-test."
    assert made.headers["Location"] == f"{PATH}/370600-test"
    again = await client.post(
        PATH, json={**zone, "code": "370600-test"}, headers=as_(Role.SYSTEM_ADMINISTRATOR)
    )
    assert again.json()["code"] == "zone_exists"
    misplaced = await client.post(
        PATH, json={**zone, "parent": "371200"}, headers=as_(Role.SYSTEM_ADMINISTRATOR)
    )
    assert misplaced.json()["code"] == "zone_parent_unfit"
    stranger = await client.post(PATH, json=zone, headers=as_(Role.CITY_OFFICER, region="37."))
    assert stranger.status_code == 403


async def test_a_zone_that_is_added_is_told_to_everybody(client, as_, database):
    """Whoever keeps the tree of regions learns of it, without a right to anything that lies in one."""
    zone = {
        "code": "370600-new",
        "name": "烟台新设功能区",
        "parent": "370600",
        "valid_from": "2017-01-01",
        "source": "烟政发〔2017〕2号",
    }
    made = await client.post(PATH, json=zone, headers=as_(Role.SYSTEM_ADMINISTRATOR))
    assert made.status_code == 201, made.text
    await Relay(database).stamp()
    told = (await client.get("/registry/v1/changes")).json()["items"]
    assert [(each["type"], each["data"]["code"]) for each in told] == [
        ("cn.lupin.registry.region.changed.v1", "370600-new")
    ]
