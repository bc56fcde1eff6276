"""All pictures of a page asked for at once: figures are computed once, and never from before the question."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.walls.rules import Looks, Made
from shared.db.work import Database
from shared.testing.database import Statements
from shared.time.clock import Clock

API = "/metrics/v1"
DOCUMENT = "trademark_brands_2018"


@pytest.fixture
async def standing(stocked: Callable[[], Awaitable[AsyncEngine]]) -> Database:
    """What is shipped, on connections of which several are used at once; nothing here writes."""
    return Database("metrics", await stocked(), Clock())


@pytest.fixture
async def reader(
    build: Callable[[Database], FastAPI], standing: Database
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(standing))
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics.test") as calling:
        yield calling


async def pictures(reader: httpx.AsyncClient) -> list[str]:
    listed = (await reader.get(f"{API}/charts", params={"document": DOCUMENT})).json()["items"]
    return [chart["svg"] for item in listed for chart in item["charts"]]


def read(statements: Statements) -> int:
    """How often figures were read."""
    return sum("FROM metrics.observations" in sent for sent in statements.sent)


def looked(statements: Statements) -> int:
    """How often it was looked whether something has changed."""
    return sum("metrics.feed_cursors" in sent for sent in statements.sent)


async def test_M10_all_pictures_of_a_page_at_once_cost_the_figures_of_one(
    reader: httpx.AsyncClient, standing: Database
) -> None:
    paths = await pictures(reader)
    assert len(paths) > 20
    with Statements(standing) as statements:
        answers = await asyncio.gather(*(reader.get(path) for path in paths))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.headers["etag"] for answer in answers}) == len(paths)
    assert read(statements) == 1
    assert looked(statements) <= 2
    assert len(statements.sent) < len(paths)


async def test_M10_who_has_the_pictures_already_is_told_so_without_a_figure_being_read(
    reader: httpx.AsyncClient, standing: Database
) -> None:
    paths = await pictures(reader)
    tags = {path: (await reader.get(path)).headers["etag"] for path in paths}
    with Statements(standing) as statements:
        again = await asyncio.gather(
            *(reader.get(path, headers={"if-none-match": tag}) for path, tag in tags.items())
        )
    assert {answer.status_code for answer in again} == {304}
    assert (read(statements), looked(statements) <= 2) == (0, True)


async def test_M10_a_past_day_is_computed_once_too_and_a_day_to_come_is_refused_each_time(
    reader: httpx.AsyncClient, standing: Database
) -> None:
    path = f"{API}/targets/global_brands_2022/charts/bullet.svg"
    with Statements(standing) as statements:
        answers = await asyncio.gather(*(reader.get(path, params={"as_of": "2020-01-01"}) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert read(statements) == 1
    for _ in range(2):
        refused = await reader.get(path, params={"as_of": "2999-01-01"})
        assert (refused.status_code, refused.json()["code"]) == (422, "attainment_unfit")


class Counted:
    """Work that is counted, and goes on when it is let."""

    def __init__(self) -> None:
        self.begun = 0
        self.started = asyncio.Event()
        self.go_on = asyncio.Event()

    async def work(self) -> int:
        self.begun += 1
        mine = self.begun
        self.started.set()
        await self.go_on.wait()
        return mine


async def test_who_asks_while_a_look_is_under_way_gets_one_that_began_afterwards() -> None:
    counted, looks = Counted(), Looks[int]()
    first = asyncio.create_task(looks.look(counted.work))
    await counted.started.wait()
    others = [asyncio.create_task(looks.look(counted.work)) for _ in range(10)]
    await asyncio.sleep(0)
    assert counted.begun == 1
    counted.go_on.set()
    assert await first == 1
    assert set(await asyncio.gather(*others)) == {2}
    assert await looks.look(counted.work) == 3


async def test_one_who_goes_away_stops_nothing_for_the_others() -> None:
    counted, made = Counted(), Made[str, int](2)
    waiting = [asyncio.create_task(made.of("wall", counted.work)) for _ in range(3)]
    await counted.started.wait()
    waiting[0].cancel()
    await asyncio.sleep(0)
    counted.go_on.set()
    assert await asyncio.gather(*waiting[1:]) == [1, 1]
    assert waiting[0].cancelled()


async def test_what_failed_is_made_anew_and_only_the_last_few_are_kept() -> None:
    counted, made = Counted(), Made[str, int](2)
    counted.go_on.set()

    async def failing() -> int:
        raise OSError

    with pytest.raises(OSError):
        await made.of("a", failing)
    found = [await made.of(key, counted.work) for key in ("a", "b", "a", "c", "a", "b")]
    assert found == [1, 2, 1, 3, 1, 4]


async def test_a_look_that_fails_fails_for_those_who_shared_it_and_the_next_is_another() -> None:
    looks, counted = Looks[int](), Counted()
    counted.go_on.set()

    async def failing() -> int:
        raise OSError

    told = await asyncio.gather(*(looks.look(failing) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in told] == [OSError] * 3
    assert await looks.look(counted.work) == 1
