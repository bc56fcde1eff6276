from datetime import timedelta

import pytest

from shared.auth.tokens import SigningKey
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from tests.identity.front import AUDIT, SECURITY, SYSTEM_ADMIN

PLATFORM = {
    "name": "province-platform",
    "title": "省公共服务平台",
    "method": "secret",
    "scopes": ["review:*"],
}


def signing(*keys: SigningKey) -> dict[str, object]:
    public = [dict(key.verifying.jwk) for key in keys]
    return {**PLATFORM, "method": "private_key", "public_keys": public}


async def test_a_secret_is_shown_once(desk):
    made = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json=PLATFORM, key="once")
    assert made.status_code == 201
    assert made.json()["client_secret"].startswith("lupin_")
    again = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json=PLATFORM, key="once")
    assert (again.status_code, again.json()["code"]) == (409, "secret_already_shown")
    shown = await desk.call(SYSTEM_ADMIN, "GET", f"/clients/{made.json()['client']['id']}")
    assert "client_secret" not in shown.text


async def test_no_secret_is_in_the_database(desk, database):
    secret = (await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM))["client_secret"]
    async with database.write(SYSTEM) as session:
        connection = await session.connection()
        for table in ("clients", "client_secrets", "history", "idempotency"):
            statement = f"SELECT t::text FROM identity.{table} t"  # noqa: S608 - our own names
            rows = (await connection.exec_driver_sql(statement)).all()
            assert rows
            assert all(secret not in row[0] and secret.encode().hex() not in row[0] for row in rows)


async def test_a_name_is_taken_once(desk):
    await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM)
    answer = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json=PLATFORM)
    assert (answer.status_code, answer.json()["code"]) == (409, "client_name_taken")


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": ["review"]},
        {"scopes": ["review:*:*"]},
        {"scopes": []},
        {"name": "Has Spaces"},
        {"method": "password"},
        {"state": "active"},
    ],
    ids=str,
)
async def test_a_registration_is_read_strictly(desk, change):
    answer = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json=PLATFORM | change)
    assert answer.status_code == 422


async def test_public_keys_belong_to_clients_that_sign(desk):
    key = SigningKey.generate()
    private = dict(key.verifying.jwk) | {"d": "AQAB"}
    for body in (signing(), {**PLATFORM, "public_keys": [private]}, signing() | {"public_keys": [private]}):
        answer = await desk.call(SYSTEM_ADMIN, "POST", "/clients", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "key_set_unusable")
    made = await desk.made(SYSTEM_ADMIN, "/clients", signing(key))
    assert "client_secret" not in made
    assert [jwk["kid"] for jwk in made["client"]["key_set"]["keys"]] == [key.verifying.kid]


async def test_keys_are_replaced_and_secrets_are_not_had(desk):
    client = (await desk.made(SYSTEM_ADMIN, "/clients", signing(SigningKey.generate())))["client"]
    path, other = f"/clients/{client['id']}", SigningKey.generate()
    keys = {"public_keys": [dict(other.verifying.jwk)]}
    missing = await desk.call(SYSTEM_ADMIN, "PUT", f"{path}/public-keys", json=keys)
    assert missing.status_code == 428
    changed = await desk.call(SYSTEM_ADMIN, "PUT", f"{path}/public-keys", json=keys, if_match=1)
    assert (changed.json()["version"], changed.json()["key_set"]["keys"][0]["kid"]) == (
        2,
        other.verifying.kid,
    )
    secret = await desk.call(SYSTEM_ADMIN, "POST", f"{path}/secrets", json={})
    assert (secret.status_code, secret.json()["code"]) == (409, "secret_not_used")


async def test_P02_a_disabled_client_is_out_at_once(desk):
    made = await desk.made(SYSTEM_ADMIN, "/clients", {**PLATFORM, "scopes": ["identity:*"]})
    form = {
        "grant_type": "client_credentials",
        "client_id": "province-platform",
        "client_secret": made["client_secret"],
    }
    role = {"client_id": made["client"]["id"], "role": "auditor", "region_path": ""}
    await desk.made(SECURITY, "/bindings", role)
    token = {"Authorization": f"Bearer {(await desk.token(**form)).json()['access_token']}"}
    assert (await desk.http.get("/identity/v1/people", headers=token)).status_code == 200
    path = f"/clients/{made['client']['id']}"
    desk.clock.at += timedelta(milliseconds=5)
    assert (await desk.call(SYSTEM_ADMIN, "POST", f"{path}/disable", if_match=1)).status_code == 200
    await desk.look()
    assert (await desk.http.get("/identity/v1/people", headers=token)).json()["code"] == "token_revoked"
    assert (await desk.token(**form)).status_code == 401
    await desk.call(SYSTEM_ADMIN, "POST", f"{path}/enable", if_match=2)
    desk.clock.at += timedelta(milliseconds=5)
    assert (await desk.token(**form)).status_code == 200


async def test_what_is_done_to_a_client_stands_in_its_history(desk, database):
    client = (await desk.made(SYSTEM_ADMIN, "/clients", PLATFORM))["client"]
    await desk.made(SYSTEM_ADMIN, f"/clients/{client['id']}/secrets", {})
    await desk.call(SYSTEM_ADMIN, "POST", f"/clients/{client['id']}/disable", if_match=1)
    async with database.read(SYSTEM) as session:
        entries = await Trail(session).of("client", client["id"])
    assert [entry["transition"] for entry in entries] == ["create", "rotate_secret", "disable"]
    assert {tuple(entry["actor_roles"]) for entry in entries} == {("system_administrator",)}


async def test_only_the_system_administrator_registers(desk):
    for who in (SECURITY, AUDIT):
        assert (await desk.call(who, "POST", "/clients", json=PLATFORM)).status_code == 403
    await desk.person("reader", {"role": "auditor", "region_path": ""})
    assert (await desk.call("reader", "GET", "/clients")).status_code == 200
    assert (await desk.call("reader", "POST", "/clients", json=PLATFORM)).status_code == 403
