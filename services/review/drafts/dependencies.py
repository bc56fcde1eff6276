"""Wiring of the routes by which an application is filled in."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.review.applications.dependencies import facts_of
from services.review.applications.errors import ApplicantNotFound
from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader
from services.review.clients.registry import OrganisationFacts
from services.review.drafts.repository import Drafts
from services.review.drafts.schemas import CreateApplication
from services.review.drafts.service import DraftDesk
from services.review.rounds.repository import Quotas, Rounds
from shared.db.history import Trail
from shared.files.record import FileRecord
from shared.http.sessions import Write, caller_of


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is asked for, and what registry says of the applicant."""

    body: CreateApplication
    facts: OrganisationFacts


async def _new_case(request: Request, body: CreateApplication) -> NewCase:
    """Ask registry before the transaction opens; only the own organisation may be named."""
    if body.organisation_id not in caller_of(request).organisations:
        raise ApplicantNotFound
    return NewCase(body, await facts_of(request, body.organisation_id))


async def _desk(session: Write) -> DraftDesk:
    applications, rounds, trail = Applications(session), Rounds(session), Trail(session)
    reader = CaseReader(applications, rounds, Quotas(session), trail)
    return DraftDesk(applications, Drafts(session), rounds, reader, FileRecord(session), trail)


Asked = Annotated[NewCase, Depends(_new_case)]
Desk = Annotated[DraftDesk, Depends(_desk)]
