"""What is seen through the gateway, by whom, and until when."""

import asyncio
import sys
import zipfile
from pathlib import Path

import pytest

from deploy.demo.gateway import Gateway, Json
from deploy.demo.registration import PROGRAMME, SECURITY
from deploy.local.places import CHECKOUT
from tests.journeys.people import bearer, enrolled, problem_of
from tests.journeys.running import until

pytestmark = pytest.mark.journeys
REVOKED_WITHIN = 5
"""Seconds (P02)."""
YANTAI = "37.3706."
LISTS = ("/registry/v1/organisations", "/review/v1/applications")


async def _verdict(archive: Path) -> tuple[int, str]:
    verifier = CHECKOUT / "deploy" / "verify_archive.py"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", str(verifier), str(archive)), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_V20_an_archive_verifies_without_the_platform_and_a_changed_one_does_not(
    gateway: Gateway, told: Json, tmp_path: Path
):
    application = told["titles"][0]["application_id"]
    answer = await gateway.send(
        "GET",
        f"/review/v1/applications/{application}/archive",
        headers=await bearer(gateway.person("supervisor")),
    )
    assert answer.status_code == 200, problem_of(answer)
    whole, changed = tmp_path / "whole.zip", tmp_path / "changed.zip"
    whole.write_bytes(answer.content)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'"submit"', b'"accept"'))
    assert await _verdict(whole) == (0, f"{whole}: whole and unchanged\n")
    code, said = await _verdict(changed)
    assert code == 1, said
    assert "changed" in said


async def test_anybody_verifies_a_title_by_its_number(gateway: Gateway, told: Json):
    title = told["titles"][-1]
    path = "/review/v1/titles/verification"
    found = await gateway.public(path, number=title["number"])
    assert (found["validity"], found["holder_name"]) == ("valid", title["holder_name"])
    assert (await gateway.public(path, number="HLWPP-1999-0001"))["validity"] == "unknown"


@pytest.mark.parametrize("path", LISTS)
async def test_a_city_officer_sees_the_own_region_and_nothing_else(gateway: Gateway, told: Json, path: str):
    everything = [each async for each in gateway.person(PROGRAMME).items(path)]
    own = {each["id"] for each in everything if each["region_path"].startswith(YANTAI)}
    foreign = next(each for each in everything if not each["region_path"].startswith(YANTAI))
    officer = gateway.person("officer-370600")
    assert {each["id"] async for each in officer.items(path)} == own, f"of {len(everything)} in the province"
    assert own
    guessed = await gateway.send("GET", f"{path}/{foreign['id']}", headers=await bearer(officer))
    assert guessed.status_code == 404, problem_of(guessed)


async def test_P02_the_token_of_a_revoked_binding_stops_within_five_seconds(gateway: Gateway):
    person = await enrolled(gateway, "officer-who-leaves", role="city_officer", region_path="37.3707.")
    token = await bearer(gateway.person("officer-who-leaves"))
    before = {path: await gateway.send("GET", path, headers=token) for path in LISTS}
    assert {path: answer.status_code for path, answer in before.items()} == dict.fromkeys(LISTS, 200)
    security = gateway.person(SECURITY)
    (binding,) = (await security.get("/identity/v1/bindings", person_id=person))["items"]
    await security.post(
        f"/identity/v1/bindings/{binding['id']}/revoke", {"reason": "岗位调整"}, version=binding["version"]
    )

    async def stopped() -> bool:
        answers = [await gateway.send("GET", path, headers=token) for path in LISTS]
        return [answer.status_code for answer in answers] == [401, 401]

    await until(stopped, "registry and review refuse the token", seconds=REVOKED_WITHIN)
    for path in LISTS:
        refused = await gateway.send("GET", path, headers=token)
        assert problem_of(refused)["code"] == "token_revoked"
