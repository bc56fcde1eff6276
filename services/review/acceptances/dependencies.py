"""Wiring of acceptance."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.review.acceptances.errors import CandidatesUnknown
from services.review.acceptances.repository import AcceptanceRuns
from services.review.acceptances.schemas import AcceptCandidates
from services.review.acceptances.service import AcceptanceDesk, Batch
from services.review.applications.dependencies import evidence_of
from services.review.applications.repository import Applications
from services.review.applications.service import Casework
from services.review.applications.workflow import State
from services.review.eligibility.repository import EligibilityRuns
from services.review.eligibility.service import EligibilityDesk
from services.review.rounds.repository import Rounds
from shared.db.history import Trail
from shared.db.work import Database
from shared.errors import FieldError
from shared.http.sessions import Read, Write, caller_of


async def _batch(request: Request, round_id: UUID, body: AcceptCandidates) -> Batch:
    """Read the candidates and ask siblings for all of them, before the transaction that decides."""
    database: Database = request.app.state.database
    async with database.read(caller_of(request)) as session:
        held, applications = await Rounds(session).get(round_id), Applications(session)
        waiting = await applications.of_round(round_id, [State.RECOMMENDED])
        definition = await applications.definition(held.edition_id)
    wanted = waiting if body.application_ids is None else dict.fromkeys(body.application_ids)
    faults = [
        FieldError("candidate_unknown", pointer=f"/application_ids/{place}")
        for place, each in enumerate(wanted)
        if each not in waiting
    ]
    if faults:
        raise CandidatesUnknown(errors=faults)
    candidates = {each: waiting[each] for each in wanted}
    facts = await evidence_of(request, definition, candidates.values()) if candidates else {}
    return Batch(round_id, candidates, facts)


async def _desk(session: Write) -> AcceptanceDesk:
    applications = Applications(session)
    return AcceptanceDesk(
        applications=applications,
        rounds=Rounds(session),
        runs=AcceptanceRuns(session),
        eligibility=EligibilityDesk(applications, EligibilityRuns(session)),
        casework=Casework(Trail(session)),
    )


async def _shown(session: Read) -> AcceptanceDesk:
    return await _desk(session)


Asked = Annotated[Batch, Depends(_batch)]
Desk = Annotated[AcceptanceDesk, Depends(_desk)]
Shown = Annotated[AcceptanceDesk, Depends(_shown)]
