"""The sign-in log: the own by oneself, everybody's by those who look after it, addresses to the network."""

from datetime import timedelta

import pytest

from tests.identity.front import AUDIT, PASSPHRASE, SECURITY, SYSTEM_ADMIN

FROM_HOME = {"X-Lupin-Client-Address": "203.0.113.77"}


async def tried(desk, subject, passphrase=PASSPHRASE, headers=FROM_HOME):
    body = {"subject": subject, "passphrase": passphrase}
    return await desk.http.post("/identity/v1/demo/sign-in", json=body, headers=headers)


async def items(desk, who, path):
    answer = await desk.call(who, "GET", path)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_P02_a_person_reads_the_own_sign_ins_with_the_address_and_nobody_elses(desk):
    person = await desk.person("wang", {"role": "expert"})
    await desk.person("li", {"role": "expert"})
    await tried(desk, "wang", "guessed")
    await tried(desk, "wang")
    await tried(desk, "li")
    own = await items(desk, "wang", "/sign-ins/mine")
    assert {each["principal_id"] for each in own} == {person["id"]}
    assert [(each["outcome"], each.get("address")) for each in own if each["address"] != "127.0.0.1"] == [
        ("granted", "203.0.113.77"),
        ("bad_credentials", "203.0.113.77"),
    ]


async def test_P02_the_security_administrator_reads_everybodys_with_masked_addresses_and_filters(desk):
    person = await desk.person("wang", {"role": "expert"})
    await tried(desk, "wang", "guessed")
    desk.clock.at += timedelta(minutes=1)
    later = desk.clock().isoformat().replace("+00:00", "Z")
    await tried(desk, "wang")
    for who in (SECURITY, AUDIT):
        seen = await items(desk, who, f"/sign-ins?principal_id={person['id']}")
        assert [(each["outcome"], each["address"]) for each in seen] == [
            ("granted", "203.0.113.*"),
            ("bad_credentials", "203.0.113.*"),
        ]
    narrowed = {
        f"principal_id={person['id']}&recorded_from={later}": ["granted"],
        f"principal_id={person['id']}&recorded_until={later}": ["bad_credentials"],
        f"principal_id={person['id']}&client=elsewhere": [],
        f"principal_id={person['id']}&client=demo&kind=person&failed=true": ["bad_credentials"],
    }
    for query, outcomes in narrowed.items():
        found = await items(desk, SECURITY, f"/sign-ins?{query}")
        assert [each["outcome"] for each in found] == outcomes, query


async def test_P02_neither_the_system_administrator_nor_anybody_else_reads_everybodys(desk):
    await desk.person("wang", {"role": "city_officer", "region_path": "37.3708."})
    for who in (SYSTEM_ADMIN, "wang"):
        assert (await desk.call(who, "GET", "/sign-ins")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/people", {"provider": "demo", "subject": "x", "display_name": "x"}),
        ("POST", "/bindings", {"role": "editor", "person_id": "01938a6e-0b5a-7cc1-8a55-6d3f0f0a9b11"}),
        ("POST", "/clients", {"name": "xy", "title": "x", "method": "secret", "scopes": ["review:*"]}),
        ("POST", "/keys/rotations", {}),
    ],
)
async def test_P02_the_audit_administrator_reads_and_changes_nothing(desk, method, path, body):
    assert (await desk.call(AUDIT, method, path, json=body)).status_code == 403


async def test_pages_of_the_own_log_are_ones_own_to_the_last(desk):
    await desk.person("wang", {"role": "expert"})
    await desk.person("li", {"role": "expert"})
    for _ in range(3):
        await tried(desk, "wang")
        await tried(desk, "li")
        desk.clock.at += timedelta(seconds=1)
    bearer = await desk.bearer("wang")
    seen, path = [], "/identity/v1/sign-ins/mine?limit=2"
    while path:
        page = (await desk.http.get(path, headers=bearer)).json()
        seen += page["items"]
        cursor = page.get("next_cursor")
        path = f"/identity/v1/sign-ins/mine?limit=2&cursor={cursor}" if cursor else ""
    assert len(seen) == 4
    assert len({each["principal_id"] for each in seen}) == 1


@pytest.mark.parametrize("who", [SECURITY, AUDIT])
async def test_P02_who_may_read_everybodys_finds_among_the_own_only_the_own(desk, who):
    """The policy lets them see every row, and here addresses are told in full."""
    person = await desk.person("wang", {"role": "expert"})
    await tried(desk, "wang")
    await tried(desk, who)
    own = await items(desk, who, "/sign-ins/mine")
    assert own
    assert person["id"] not in {each["principal_id"] for each in own}
    assert len({each["principal_id"] for each in own}) == 1


@pytest.mark.parametrize("sent", ["", "garbage", "1.2.3.4, 5.6.7.8", "::ffff:203.0.113.77", "2001:DB8::1"])
async def test_an_address_is_kept_in_one_spelling_or_not_at_all(desk, sent):
    await desk.person("wang", {"role": "expert"})
    await tried(desk, "wang", headers={"X-Lupin-Client-Address": sent})
    kept = {"::ffff:203.0.113.77": "203.0.113.77", "2001:DB8::1": "2001:db8::1"}.get(sent)
    own = await items(desk, "wang", "/sign-ins/mine")
    assert kept in [each.get("address") for each in own]
    assert sent == "2001:DB8::1" or sent not in [each.get("address") for each in own]
