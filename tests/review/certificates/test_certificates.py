"""Certificates over HTTP: issued by the office, read by the holder, verified by anybody at once."""

from datetime import date, timedelta
from uuid import UUID

import httpx
import pytest

from shared.codes.roles import Role
from shared.db.ids import new_id
from tests.review.hall import V1, Hall
from tests.review.vault import JINING, YANTAI


@pytest.fixture
async def title(hall: Hall):
    return (await hall.titled(*await hall.ranked()))[0]


@pytest.fixture
def issue(client: httpx.AsyncClient, hall: Hall):
    async def issued(title, **more: str) -> httpx.Response:
        headers = hall.officer(**more)
        return await client.post(f"{V1}/certificates", json={"title_id": title["id"]}, headers=headers)

    return issued


async def verified(client: httpx.AsyncClient, code: str):
    answer = await client.get(f"{V1}/verifications/{code}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    return answer.json()


async def test_V11_a_certificate_is_issued_once_for_a_repeated_call_and_queued(client, hall: Hall, title):
    headers = hall.officer()
    body = {"title_id": title["id"]}
    first, again = [await client.post(f"{V1}/certificates", json=body, headers=headers) for _ in range(2)]
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    job = await client.get(first.headers["Location"], headers=headers)
    assert (job.json()["name"], job.json()["state"]) == ("print_certificate", "queued")
    steps = await hall.trail("certificate", first.json()["id"])
    assert [(each["event"], each["audience"]) for each in steps] == [("certificate.issued", "organisation")]
    assert first.json()["code"].replace("-", "") not in str(steps), "a code is for whoever holds the paper"


async def test_V11_anybody_verifies_a_certificate_by_its_code(client, issue, title):
    code = (await issue(title)).json()["code"]
    for written in (code, code.lower(), code.replace("-", "")):
        told = await verified(client, written)
        assert (told["validity"], told["label_zh"], told["label_en"]) == ("valid", "有效", "Valid")
        assert (told["number"], told["holder_name"]) == (title["number"], title["holder_name"])


async def test_V11_every_change_of_the_title_is_seen_at_once(client, hall: Hall, issue, title):
    code = (await issue(title)).json()["code"]
    seen = [(await verified(client, code))["validity"]]
    for action in ("suspend", "restore", "suspend", "revoke"):
        title = (await client.get(f"{V1}/titles/{title['id']}")).json()
        answer = await client.post(
            f"{V1}/titles/{title['id']}/actions",
            json={"action": action, "reason": "抽查"},
            headers=hall.supervisor(if_match=title["version"]),
        )
        assert answer.status_code == 200, answer.text
        seen.append((await verified(client, code))["validity"])
    assert seen == ["valid", "suspended", "valid", "suspended", "revoked"]


async def test_V11_a_title_is_expired_the_day_after_its_last(client, hall: Hall, issue, title):
    code = (await issue(title)).json()["code"]
    hall.later(date.fromisoformat(title["valid_to"]))
    assert (await verified(client, code))["validity"] == "valid"
    hall.later(date.fromisoformat(title["valid_to"]) + timedelta(days=1))
    assert (await verified(client, code))["validity"] == "expired"


@pytest.mark.parametrize("written", ["00000000000000000001", "ABC", "核验", "a" * 64, "'; DROP TABLE"])
async def test_V11_what_was_never_given_and_what_is_no_code_look_alike(client, title, written: str):
    told = await verified(client, written)
    assert told == {
        "validity": "unknown",
        "label_zh": "查无此码",
        "label_en": "Unknown",
        "checked_on": told["checked_on"],
    }


async def test_no_certificate_for_a_title_that_is_not_good(client, hall: Hall, issue, title):
    step = {"action": "suspend", "reason": "抽查"}
    await client.post(
        f"{V1}/titles/{title['id']}/actions", json=step, headers=hall.supervisor(if_match=title["version"])
    )
    refused = await issue(title)
    assert (refused.status_code, refused.json()["code"]) == (409, "title_not_in_force")


async def test_the_office_of_another_region_issues_nothing_and_sees_nothing(client, hall: Hall, issue, title):
    refused = await issue(title, region=YANTAI)
    assert (refused.status_code, refused.json()["code"]) == (403, "title_out_of_reach")
    mine = (await issue(title)).json()
    listed = await client.get(f"{V1}/certificates", headers=hall.officer(region=YANTAI))
    assert listed.json()["items"] == []
    shown = await client.get(f"{V1}/certificates/{mine['id']}", headers=hall.officer(region=YANTAI))
    assert (shown.status_code, shown.json()["code"]) == (404, "certificate_not_found")
    own = await client.get(f"{V1}/certificates", headers=hall.officer(region=JINING))
    assert [each["id"] for each in own.json()["items"]] == [mine["id"]]


async def test_the_holder_reads_the_own_certificate_and_issues_none(client, hall: Hall, issue, title):
    first, second = (await issue(title)).json(), (await issue(title)).json()
    assert first["code"] != second["code"]
    holder = hall.applicant(title)
    listed = await client.get(f"{V1}/certificates", params={"title_id": title["id"]}, headers=holder)
    assert [each["id"] for each in listed.json()["items"]] == [second["id"], first["id"]]
    shown = await client.get(f"{V1}/certificates/{first['id']}", headers=holder)
    assert (shown.json(), shown.headers["ETag"]) == (first, f'"{first["version"]}"')
    stranger = hall.as_(Role.APPLICANT, organisation=new_id())
    assert (await client.get(f"{V1}/certificates", headers=stranger)).json()["items"] == []
    refused = await client.post(f"{V1}/certificates", json={"title_id": title["id"]}, headers=holder)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")


async def test_an_unknown_title_and_an_unknown_certificate_are_not_found(client, hall: Hall, issue):
    missing = await issue({"id": str(new_id())})
    assert (missing.status_code, missing.json()["code"]) == (404, "title_not_found")
    path = f"{V1}/certificates/{UUID(int=7)}"
    assert (await client.get(path, headers=hall.officer())).status_code == 404
