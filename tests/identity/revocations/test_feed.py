import asyncio
import os
import signal
from datetime import timedelta

import pytest

from services.identity.background import following
from services.identity.revocations.repository import Revocations
from shared.auth.assertions import ASSERTION_TYPE, assert_client
from shared.auth.revocations import RevokedKind
from shared.db.caller import SYSTEM
from tests.identity.front import ISSUER, REVIEW_KEY, SECURITY, Desk


@pytest.fixture
async def sibling(desk: Desk) -> dict[str, str]:
    """The Authorization header of review."""
    return await as_review(desk)


async def as_review(desk: Desk) -> dict[str, str]:
    assertion = assert_client("review", REVIEW_KEY, audience=ISSUER, now=desk.clock())
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    answer = await desk.token(grant_type="client_credentials", **form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def feed(desk: Desk, headers: dict[str, str], cursor: str = "", wait: int = 0):
    path = f"/identity/v1/revocations?cursor={cursor}&wait={wait}"
    return (await desk.http.get(path, headers=headers)).json()


async def revoke(desk: Desk, value: str) -> None:
    async with desk.app.state.database.write(SYSTEM) as session:
        await Revocations(session).add(RevokedKind.TOKEN, value, now=desk.clock())


async def test_a_sibling_reads_what_was_revoked_since_its_cursor(desk, sibling):
    first = await feed(desk, sibling)
    assert first["items"] == []
    await revoke(desk, "a")
    await desk.look()
    second = await feed(desk, sibling, first["cursor"])
    assert [item["value"] for item in second["items"]] == ["a"]
    assert (await feed(desk, sibling, second["cursor"]))["items"] == []
    assert len((await feed(desk, sibling))["items"]) == 1


async def test_a_waiting_sibling_hears_at_once(desk, sibling):
    cursor = (await feed(desk, sibling))["cursor"]
    waiting = asyncio.create_task(feed(desk, sibling, cursor, wait=20))
    await revoke(desk, "a")
    async with asyncio.timeout(10):
        while not waiting.done():
            await desk.look()
            await asyncio.sleep(0)
    assert [item["value"] for item in waiting.result()["items"]] == ["a"]


async def test_a_wait_ends_when_the_service_does(desk, sibling):
    cursor = (await feed(desk, sibling))["cursor"]
    waiting = asyncio.create_task(feed(desk, sibling, cursor, wait=20))
    async with asyncio.timeout(10):
        await asyncio.sleep(0)
        await desk.app.state.revocations.close()
        assert (await waiting)["items"] == []


async def test_a_wait_ends_when_the_process_is_asked_to_end(desk, sibling):
    """The server waits for open requests before it ends the service."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        async with asyncio.timeout(10), following(desk.app):
            cursor = (await feed(desk, sibling))["cursor"]
            waiting = asyncio.create_task(feed(desk, sibling, cursor, wait=20))
            await asyncio.sleep(0)
            os.kill(os.getpid(), signal.SIGTERM)
            assert (await waiting)["items"] == []
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_what_no_token_can_meet_is_forgotten(desk, sibling):
    await revoke(desk, "a")
    await desk.look()
    desk.clock.at += timedelta(minutes=16)
    await desk.look()
    assert (await feed(desk, await as_review(desk)))["items"] == []
    async with desk.app.state.database.write(SYSTEM) as session:
        await Revocations(session).forget(desk.clock())
        assert await Revocations(session).after(0, now=desk.clock() - timedelta(hours=1)) == []


async def test_a_process_that_cannot_see_its_table_says_so(desk):
    desk.clock.at += timedelta(seconds=11)
    answer = await desk.http.get("/identity/v1/revocations", headers=await as_review(desk))
    assert (answer.status_code, answer.json()["code"]) == (503, "feed_behind")


async def test_a_cursor_of_a_later_life_begins_anew(desk, sibling):
    await revoke(desk, "a")
    await desk.look()
    assert len((await feed(desk, sibling, "999999"))["items"]) == 1


async def test_the_feed_is_for_siblings(desk):
    assert (await desk.call(SECURITY, "GET", "/revocations")).status_code == 403
    assert (await desk.call(None, "GET", "/revocations")).status_code == 401
    headers = await as_review(desk)
    answer = await desk.http.get("/identity/v1/revocations?cursor=x", headers=headers)
    assert answer.status_code == 422


async def test_positions_appear_in_the_order_of_their_commits(committed_desk):
    """Writers take turns, so a reader that has seen a position never misses a smaller one."""
    desk = committed_desk
    seen: list[int] = []

    async def read() -> None:
        last = 0
        while len(seen) < 12:
            async with desk.app.state.database.open() as session:
                for position, _ in await Revocations(session).after(last, now=desk.clock()):
                    seen.append(position)
                    last = position
            await asyncio.sleep(0)

    async with asyncio.timeout(30):
        await asyncio.gather(read(), *(revoke(desk, f"t-{n}") for n in range(12)))
    assert seen == sorted(seen)
    assert len(seen) == 12
