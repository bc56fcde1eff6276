from datetime import timedelta

import pytest
from jose import jwt

from services.identity.jobs import KeyRotation
from services.identity.keys.errors import SealBroken
from services.identity.keys.rules import seal, unseal
from services.identity.keys.workflow import KEY_LIFE, KeyAction, KeyState
from shared.auth.keys import read_key_set
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.workflow import ActionNotAllowed
from tests.identity.front import SECURITY, SYSTEM_ADMIN, Desk, settings_in

DATA_KEY = bytes(range(32))


async def published(desk: Desk) -> list[str]:
    answer = await desk.call(None, "GET", "/jwks")
    assert all("d" not in key for key in answer.json()["keys"])
    return sorted(read_key_set(answer.json()))


async def signer(desk: Desk) -> str:
    token = (await desk.bearer(SECURITY))["Authorization"].removeprefix("Bearer ")
    return str(jwt.get_unverified_header(token)["kid"])


async def rotate(desk: Desk):
    return await desk.call(SYSTEM_ADMIN, "POST", "/keys/rotations")


async def test_P02_keys_are_rotated_without_downtime(desk):
    before, first = await published(desk), await signer(desk)
    desk.clock.at += timedelta(minutes=9)
    old = await desk.bearer(SECURITY)
    desk.clock.at += timedelta(minutes=1, seconds=1)
    rotated = await rotate(desk)
    assert rotated.status_code == 201, rotated.text
    assert rotated.json()["kid"] in before
    assert await signer(desk) == rotated.json()["kid"] != first
    assert len(await published(desk)) == 3
    await desk.look()
    assert (await desk.http.get("/identity/v1/people", headers=old)).status_code == 200
    desk.clock.at += timedelta(minutes=21)
    assert first not in await published(desk)
    assert len(await published(desk)) == 2


async def test_a_key_signs_only_after_everybody_could_know_it(desk):
    desk.clock.at += timedelta(minutes=10, seconds=1)
    assert (await rotate(desk)).status_code == 201
    answer = await rotate(desk)
    assert (answer.status_code, answer.json()["code"]) == (409, "next_key_too_young")
    assert 0 < int(answer.headers["retry-after"]) <= 600


async def test_a_leaked_key_is_replaced_and_believed_no_more(desk):
    leaked, token = await signer(desk), await desk.bearer(SECURITY)
    listed = (await desk.call(SYSTEM_ADMIN, "GET", "/keys")).json()["items"]
    key_id = next(key["id"] for key in listed if key["kid"] == leaked)
    reason = {"reason": "私钥文件可能外泄"}
    gone = await desk.call(SYSTEM_ADMIN, "POST", f"/keys/{key_id}/withdraw", json=reason)
    assert gone.json()["state"] == "withdrawn"
    assert leaked not in await published(desk)
    desk.clock.at += timedelta(seconds=61)
    answer = await desk.http.get("/identity/v1/people", headers=token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert await signer(desk) != leaked
    again = await desk.call(SYSTEM_ADMIN, "POST", f"/keys/{key_id}/withdraw", json=reason)
    assert (again.status_code, again.json()["code"]) == (409, "action_not_allowed")


async def test_keys_are_the_system_administrators(desk):
    assert (await desk.call(SECURITY, "GET", "/keys")).status_code == 403
    assert (await desk.call(SECURITY, "POST", "/keys/rotations")).status_code == 403
    shown = (await desk.call(SYSTEM_ADMIN, "GET", "/keys")).text
    assert "PRIVATE" not in shown
    assert "sealed" not in shown


async def test_the_worker_rotates_a_key_that_has_served_its_days(committed_desk):
    database = committed_desk.app.state.database
    assert await KeyRotation(settings_in()).run(database, database.clock) == 0
    async with database.write(SYSTEM) as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "UPDATE identity.keys SET activated_at = activated_at - interval '31 days', "
            "created_at = created_at - interval '31 days'"
        )
    assert await KeyRotation(settings_in()).run(database, database.clock) == 1
    assert await KeyRotation(settings_in()).run(database, database.clock) == 0


def test_a_sealed_key_opens_with_its_data_key_and_its_name_only():
    sealed = seal(b"private", kid="a", data_key=DATA_KEY)
    assert unseal(sealed, kid="a", data_key=DATA_KEY) == b"private"
    assert seal(b"private", kid="a", data_key=DATA_KEY) != sealed
    for changed in ((sealed, "b", DATA_KEY), (sealed, "a", bytes(32)), (sealed[:-1] + b"x", "a", DATA_KEY)):
        with pytest.raises(SealBroken):
            unseal(changed[0], kid=changed[1], data_key=changed[2])


@pytest.mark.parametrize("state", KeyState)
@pytest.mark.parametrize("action", KeyAction)
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.CLOCK, Role.SECURITY_ADMINISTRATOR])
def test_every_step_of_a_key_is_in_the_table_or_refused(state, action, role):
    row = KEY_LIFE.find(state, action)
    if row is not None and role in row.roles:
        assert KEY_LIFE.step(state, action, {role}, None).target is row.target
    else:
        with pytest.raises(ActionNotAllowed):
            KEY_LIFE.step(state, action, {role}, None)
