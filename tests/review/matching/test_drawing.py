"""Two workers that draw for one round at once (V07)."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select

from services.review.assignments.models import Assignment
from services.review.draws.dependencies import draw_desk
from services.review.draws.models import ExpertDraw
from services.review.matching.dependencies import draw_experts
from shared.db.caller import SYSTEM
from shared.db.work import Database
from tests.review.conftest import lay_edition, lay_programme, lay_round
from tests.review.judging import begun, lay_applications, lay_panel, programme_officer


async def test_V07_two_draws_at_once_fill_every_seat_once(
    committed_database: Callable[[str], Awaitable[Database]], shipped_definition: dict[str, Any]
):
    database = await committed_database("review")
    programme = await lay_programme(database, shipped_definition)
    held = await lay_round(database, await lay_edition(database, programme, shipped_definition))
    await lay_applications(database, held, 5)
    await lay_panel(database, held, 6)
    async with database.write(programme_officer()) as session:
        orders = [await draw_desk(session).order(held.id, None) for _ in range(2)]
    jobs = [await begun(database, order) for order in orders]
    await asyncio.gather(*(draw_experts(job) for job in jobs))
    async with database.read(SYSTEM) as session:
        seats = Counter(await session.scalars(select(Assignment.application_id)))
        drawn = sorted(await session.scalars(select(ExpertDraw.drawn)))
    assert set(seats.values()) == {3}
    assert drawn == [0, 15]
