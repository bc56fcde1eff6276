"""A hundred callers want the last places: the counter's CHECK decides, whoever comes at once (V06, V08)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from services.review.rounds.errors import QuotaReached
from services.review.rounds.repository import Quotas
from shared.db.caller import SYSTEM
from shared.db.work import Database

CALLERS = 100


async def test_V08_a_hundred_callers_at_once_get_fifty_seats(
    committed_database: Callable[[str], Awaitable[Database]], lay_whole_round: Any
):
    database = await committed_database("review")
    opened = await lay_whole_round(database)

    async def take() -> bool:
        try:
            async with database.write(SYSTEM) as session:
                await Quotas(session).take(opened.id, "selected")
        except QuotaReached:
            return False
        return True

    taken = await asyncio.gather(*(take() for _ in range(CALLERS)))
    assert sum(taken) == 50
    async with database.read(SYSTEM) as session:
        assert await Quotas(session).room(opened.id, "selected") == 0
