"""What goes wrong below a service: the caller is told what to do, and nothing is left half done."""

from typing import Annotated

import pytest
from fastapi import APIRouter
from sqlalchemy import select, text
from sqlalchemy.orm.exc import StaleDataError

from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from shared.db.tables import house_table
from shared.http.sessions import Read, Write
from shared.testing.tokens import TestIssuer, bound
from tests.shared.app.small import MakeThing, Officer, Things, client_of, small_service

URL = "/review/v1/things"
STATEMENTS = {
    "serialization": "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$",
    "deadlock": "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$",
    "timeout": "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '57014'; END $$",
    "killed": "SELECT pg_terminate_backend(pg_backend_pid())",
    "full": "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53300'; END $$",
    "missing_value": "INSERT INTO review.things (id) VALUES (gen_random_uuid())",
    "twice": "INSERT INTO review.idempotency"
    " SELECT 'c', 'r', 'k', '', 200, NULL, '{}', now() FROM generate_series(1, 2)",
    "unknown_owner": "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '23503', CONSTRAINT = 'some_fkey'; END $$",
    "at_the_commit": "DO $$ BEGIN CREATE TEMP TABLE once (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)"
    " ON COMMIT DROP; INSERT INTO once VALUES (1), (1); END $$",
    "nonsense": "SELECT nonsense",
}
ISSUER = TestIssuer()
faults = APIRouter(prefix="/faults")


@faults.post("/{name}")
async def fail_below(caller: Officer, name: str, desk: Things) -> dict[str, int]:
    await desk.make(MakeThing(name="half done"))
    await desk.session.execute(text(STATEMENTS[name]))
    return {}


@faults.get("/{name}")
async def fail_reading(caller: Officer, name: str, session: Read) -> dict[str, int]:
    await session.execute(text(STATEMENTS[name]))
    return {}


@faults.put("/stale")
async def lose_race(caller: Officer, session: Write) -> dict[str, int]:
    raise StaleDataError


@faults.get("/denied/thing")
async def read_denied(caller: Annotated[Caller, may("review:thing:read", Role.AUDITOR)]) -> dict[str, int]:
    return {}


@faults.get("/unguarded/thing")
async def read_unguarded(session: Read) -> dict[str, int]:
    return {}


@pytest.fixture
async def service(tmp_path, things):
    state = {"verifier": ISSUER.verifier("review")}
    async with client_of(small_service(tmp_path, things, bare_routers=[faults], state=state)) as client:
        yield client


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("serialization", 503, "try_again"),
        ("deadlock", 503, "try_again"),
        ("timeout", 503, "database_silent"),
        ("killed", 503, "database_silent"),
        ("full", 503, "database_silent"),
        ("twice", 409, "request_in_progress"),
        ("unknown_owner", 409, "constraint_broken"),
        ("at_the_commit", 409, "constraint_broken"),
        ("missing_value", 500, "internal_error"),
        ("nonsense", 500, "internal_error"),
    ],
)
async def test_P06_a_fault_of_the_database_has_a_name_and_leaves_nothing_behind(
    service, things, name, status, code
):
    answer = await service.post(f"/faults/{name}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert ("retry-after" in answer.headers) == (status == 503 or code == "request_in_progress")
    assert (await service.get(URL)).json()["items"] == []


async def test_a_read_that_failed_leaves_a_connection_that_works(service):
    for name in ("nonsense", "killed", "timeout", "nonsense"):
        assert (await service.get(f"/faults/{name}")).status_code in {500, 503}
        assert (await service.get(URL)).status_code == 200


async def test_a_row_that_somebody_else_changed_meanwhile_is_a_lost_race(service, things):
    answer = await service.put("/faults/stale")
    assert (answer.status_code, answer.json()["code"]) == (409, "lost_race")
    async with things.read(SYSTEM) as session:
        assert (await session.execute(select(house_table("review", "refusals")))).all() == []


@pytest.mark.parametrize(
    ("scopes", "code"), [(["review:*"], "role_missing"), (["review:thing:write"], "scope_missing")]
)
async def test_P03_who_was_denied_is_recorded_and_strangers_are_not(service, things, scopes, code):
    bearer = ISSUER.bearer("review", bound(Role.EXPERT), scopes=scopes, subject="expert-7")
    for headers, expected in (({}, "unauthenticated"), (bearer, code)):
        answer = await service.get("/faults/denied/thing", headers=headers)
        assert answer.json()["code"] == expected
    async with things.read(SYSTEM) as session:
        [row] = (await session.execute(select(house_table("review", "refusals")))).all()
    assert (row.actor, row.code, row.path) == ("expert-7", code, "/faults/denied/thing")


async def test_a_refusal_that_cannot_be_written_down_is_told_all_the_same_and_counted(
    service, without_record
):
    bearer = ISSUER.bearer("review", bound(Role.EXPERT))
    answer = await service.get("/faults/denied/thing", headers=bearer)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
    assert 'lupin_refusals_unrecorded_total{service="review"} 1.0' in (await service.get("/metrics")).text


async def test_a_route_without_a_guard_reads_nothing(service):
    answer = await service.get("/faults/unguarded/thing")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_totals_are_exact_to_ten_thousand(service, things):
    fill = (
        "INSERT INTO review.things SELECT gen_random_uuid(), 1, 'n' || i, 'round'"
        " FROM generate_series(CAST(:a AS int), CAST(:b AS int)) i"
    )
    for upper, total, exact in ((10_000, 10_000, True), (10_001, 10_000, False)):
        async with things.write(SYSTEM) as session:
            await session.execute(text(fill), {"a": 1 if exact else upper, "b": upper})
        page = (await service.get(f"{URL}?limit=1&include_total=true")).json()
        assert (page["total"], page["total_is_exact"]) == (total, exact)
