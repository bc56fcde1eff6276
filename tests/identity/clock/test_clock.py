import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.identity.clock.errors import ClockOnlyForward, ClockTooFar
from services.identity.clock.models import CLOCK_ID
from services.identity.clock.rules import advanced
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.history import Trail
from shared.http.clock_follower import ClockFollower
from shared.settings.service import Mode
from shared.time.clock import Clock
from tests.identity.front import SECURITY, SYSTEM_ADMIN, Desk, desk_on, settings_in

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = timedelta(days=1)


async def advance(desk: Desk, who: str = SYSTEM_ADMIN, **body: object):
    return await desk.call(who, "POST", "/clock/advance", json=body)


async def test_everybody_may_read_the_clock(desk):
    told = (await desk.call(None, "GET", "/clock")).json()
    assert (told["mode"], told["offset_seconds"]) == ("demo", 0)


async def test_time_moves_forward_for_all_and_the_jump_is_recorded(desk, database):
    moved = await advance(desk, seconds=86_400)
    assert (moved.status_code, moved.json()["offset_seconds"]) == (200, 86_400)
    await desk.look()
    assert database.clock.offset == DAY
    assert (await desk.call(None, "GET", "/clock")).json()["offset_seconds"] == 86_400
    until = (desk.clock() + 3 * DAY).isoformat()
    assert (await advance(desk, until=until)).json()["offset_seconds"] == 3 * 86_400
    async with database.read(PUBLIC) as session:
        entries = await Trail(session).of("clock", CLOCK_ID)
    assert [entry["payload"] for entry in entries] == [{"offset_seconds": n * 86_400} for n in (1, 3)]


async def test_time_never_goes_back(desk):
    await advance(desk, seconds=86_400)
    answer = await advance(desk, until=desk.clock().isoformat())
    assert (answer.status_code, answer.json()["code"]) == (409, "clock_only_forward")
    with pytest.raises(DBAPIError, match="only moves forward"):
        async with desk.app.state.database.write(SYSTEM) as session:
            await session.execute(text("UPDATE identity.clock SET offset_seconds = 0"))


@pytest.mark.parametrize(
    "body", [{}, {"seconds": 1, "until": "2030-01-01T00:00:00Z"}, {"seconds": 0}, {"seconds": -1}]
)
async def test_a_jump_is_said_in_one_way(desk, body):
    assert (await advance(desk, **body)).status_code == 422


async def test_the_clock_is_the_system_administrators(desk):
    assert (await advance(desk, SECURITY, seconds=1)).status_code == 403


async def test_in_production_the_clock_does_not_move_and_nobody_signs_in_by_passphrase(database, clock):
    desk = await desk_on(database, clock, settings_in(Mode.PRODUCTION))
    async with desk.http:
        for path in ("/clock/advance", "/demo/sign-in"):
            assert (await desk.call(None, "POST", path, json={})).status_code == 404
        assert (await desk.call(None, "GET", "/clock")).json()["mode"] == "production"


async def test_two_jumps_at_once_add_up(committed_desk):
    desk = committed_desk
    headers = await desk.bearer(SYSTEM_ADMIN)

    async def jump(number: int) -> int:
        keyed = {**headers, "Idempotency-Key": f"jump-{number}"}
        answer = await desk.http.post("/identity/v1/clock/advance", json={"seconds": 10}, headers=keyed)
        return answer.status_code

    assert await asyncio.gather(*(jump(number) for number in range(6))) == [200] * 6
    assert (await desk.call(SYSTEM_ADMIN, "POST", "/clock/advance", json={"seconds": 1})).json()[
        "offset_seconds"
    ] == 61


async def test_a_sibling_follows_a_jump_at_once(committed_desk):
    desk, clock = committed_desk, Clock()

    async def fetch(known: int, wait: int) -> Any:
        return (await desk.http.get(f"/identity/v1/clock?beyond={known}&wait={wait}")).json()

    following = asyncio.create_task(ClockFollower(fetch, clock).follow())
    await advance(desk, seconds=86_400)
    async with asyncio.timeout(10):
        while clock.offset != DAY:
            await desk.look()
            await asyncio.sleep(0.01)
    following.cancel()


async def test_a_follower_outlives_rubbish_and_never_turns_back():
    clock, answers = Clock(DAY), [{"offset_seconds": 5}, {"offset_seconds": "x"}]

    async def fetch(_known: int, _wait: int) -> Any:
        return answers.pop(0)

    follower = ClockFollower(fetch, clock)
    await follower.look()
    assert clock.offset == DAY
    with pytest.raises(ValueError, match="offset_seconds"):
        await follower.look()


@pytest.mark.parametrize(
    ("offset", "until", "seconds", "wanted"),
    [
        (timedelta(), None, 60, timedelta(seconds=60)),
        (DAY, None, 60, DAY + timedelta(seconds=60)),
        (timedelta(), NOW + DAY, None, DAY),
        (timedelta(), NOW + timedelta(milliseconds=1), None, timedelta(seconds=1)),
    ],
)
def test_the_new_offset_is_whole_seconds(offset, until, seconds, wanted):
    assert advanced(offset, until=until, seconds=seconds, now=NOW) == wanted


def test_a_jump_has_bounds():
    with pytest.raises(ClockOnlyForward):
        advanced(DAY, until=NOW + DAY, seconds=None, now=NOW)
    with pytest.raises(ClockTooFar):
        advanced(DAY, until=None, seconds=40_000 * 86_400, now=NOW)
