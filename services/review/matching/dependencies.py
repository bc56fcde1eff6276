"""The worker's draw of experts: read, optimise with no transaction open, write what still holds."""

import asyncio
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.repository import Applications
from services.review.assignments.repository import Assignments
from services.review.draws.repository import Draws
from services.review.matching.rules import draw
from services.review.matching.service import Matcher
from services.review.panels.dependencies import conflict_book
from services.review.panels.repository import Interests, Panellists
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.events.calendars import Calendars
from shared.jobs.record import Outcome
from shared.jobs.work import Job


def matcher(session: AsyncSession) -> Matcher:
    """The matcher on a job's session."""
    return Matcher(
        rounds=Rounds(session),
        applications=Applications(session),
        assignments=Assignments(session),
        panellists=Panellists(session),
        interests=Interests(session),
        conflicts=conflict_book(session),
        calendars=Calendars(session),
        draws=Draws(session),
        trail=Trail(session),
        clock=session.info["clock"],
        caller=session.info["caller"],
    )


async def draw_experts(job: Job) -> Outcome:
    """Handler of `draw_experts`: the draw and its assignments are kept in one transaction."""
    round_id, seed = UUID(job.payload["round_id"]), str(job.payload["seed"])
    async with job.database.write(job.caller) as session:
        seen = await matcher(session).prepare(round_id, seed)
    found = await asyncio.to_thread(draw, seen.wanted, seen.seats, seen.parameters)
    async with job.database.write(job.caller) as session:
        desk = matcher(session)
        now = await desk.look(round_id, seed)
        if now.fingerprint != seen.fingerprint:
            found = await asyncio.to_thread(draw, now.wanted, now.seats, now.parameters)
        record = await desk.keep(round_id, now, found)
        outcome = Outcome(
            result={"assignment_run_id": str(record.id), "drawn": record.drawn, "unmet": len(record.unmet)},
            result_url=f"/review/v1/assignment-runs/{record.id}",
        )
        await job.finish(session, outcome)
    return outcome
