import json
import shlex
from base64 import b64encode
from datetime import timedelta

import pytest
from pydantic import SecretStr

from services.identity.background import following
from services.identity.bootstrap import Sibling, bootstrap_in
from services.identity.keys.errors import SealBroken
from shared.auth.tokens import SigningKey
from shared.db.caller import SYSTEM
from shared.settings.service import Mode
from tests.identity.front import REVIEW_KEY, desk_on, settings_in

ROLES = ["system_administrator", "security_administrator", "audit_administrator"]


@pytest.fixture
async def bare(rolled_back_database, clock):
    """Identity in production on an empty database, and what bootstrap printed."""
    database = await rolled_back_database("identity")
    settings = settings_in(Mode.PRODUCTION)
    lines = await bootstrap_in(database, settings, [Sibling("review", REVIEW_KEY.verifying)])
    desk = await desk_on(database, clock, settings)
    async with desk.http:
        yield desk, lines


def invitations(lines: list[str]) -> list[dict[str, str]]:
    """The bodies of the printed curl commands."""
    return [json.loads(shlex.split(line)[-1]) for line in lines if "curl" in line]


async def accept(desk, body):
    return await desk.http.post("/identity/v1/bootstrap/administrators", json=body)


async def test_bootstrap_prints_a_link_for_each_of_the_three_duties(bare):
    _, lines = bare
    assert [line.split(":")[0] for line in lines if "nobody yet" in line] == ROLES
    assert len({body["invitation"] for body in invitations(lines)}) == 3


async def test_whoever_has_the_link_becomes_the_administrator_once(bare):
    desk, lines = bare
    system, *_ = invitations(lines)
    made = await accept(desk, system)
    assert made.status_code == 201, made.text
    form = {"client_id": system["name"], "client_secret": made.json()["client_secret"]}
    token = (await desk.token(grant_type="client_credentials", **form)).json()["access_token"]
    signed = {"Authorization": f"Bearer {token}"}
    assert (await desk.http.get("/identity/v1/clients", headers=signed)).status_code == 200
    assert (await desk.http.get("/identity/v1/people", headers=signed)).status_code == 403
    again = await accept(desk, {**system, "name": "another"})
    assert (again.status_code, again.json()["code"]) == (404, "invitation_unknown")


async def test_a_link_lives_an_hour_and_dies_with_its_duty_filled(bare):
    desk, lines = bare
    system, security, _ = invitations(lines)
    more = invitations(await bootstrap_in(desk.app.state.database, settings_in(Mode.PRODUCTION)))
    assert (await accept(desk, more[0])).status_code == 201
    assert (await accept(desk, system)).status_code == 404
    desk.clock.at += timedelta(minutes=61)
    assert (await accept(desk, security)).status_code == 404
    assert (await accept(desk, {**security, "invitation": "lupin_guess"})).status_code == 404


async def test_bootstrap_may_run_again(desk, database):
    siblings = [Sibling("review", REVIEW_KEY.verifying)]
    assert await bootstrap_in(database, settings_in(), siblings) == []
    replaced = [Sibling("review", SigningKey.generate().verifying)]
    assert await bootstrap_in(database, settings_in(), replaced) == ["client review: key replaced"]


async def test_another_data_key_stops_bootstrap_and_the_start(desk, database, clock):
    settings = settings_in(data_key=SecretStr(b64encode(bytes(32)).decode()))
    with pytest.raises(SealBroken, match="IDENTITY_DATA_KEY"):
        await bootstrap_in(database, settings)
    other = await desk_on(database, clock, settings)
    async with other.http:
        with pytest.raises(SealBroken):
            await enter(following(other.app))


async def enter(context) -> None:
    async with context:
        pass


async def test_no_link_is_in_the_database(bare):
    desk, lines = bare
    link = invitations(lines)[0]["invitation"]
    async with desk.app.state.database.write(SYSTEM) as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql("SELECT i::text FROM identity.invitations i")).all()
    assert len(rows) == 3
    assert all(link not in row[0] for row in rows)


def test_a_sibling_is_read_from_its_public_key_file(tmp_path):
    file = tmp_path / "review.pub.pem"
    file.write_text(REVIEW_KEY.public_pem())
    sibling = Sibling.read(f"review={file}")
    assert sibling.key.kid == REVIEW_KEY.verifying.kid
    assert "review:*" not in sibling.scopes
    assert "registry:*" in sibling.scopes
