"""Wiring of the routes on applications."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.review.applications.errors import ApplicantNotFound
from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader
from services.review.applications.workflow import State
from services.review.clients.registry import OrganisationFacts, RegistryFacts
from services.review.rounds.repository import Quotas, Rounds
from shared.codes.roles import Role
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.sessions import Read, caller_of


async def _applications(session: Read) -> Applications:
    return Applications(session)


async def _reader(session: Read) -> CaseReader:
    return CaseReader(Applications(session), Rounds(session), Quotas(session), Trail(session))


async def applicant_facts(request: Request, application_id: UUID) -> OrganisationFacts:
    """Read and ask, before anything is decided: the registry's facts on the applicant of a case.

    Stands before the write session in a route's signature, so that no transaction is open meanwhile.
    """
    database: Database = request.app.state.database
    async with database.read(caller_of(request)) as session:
        organisation_id = (await Applications(session).get(application_id)).organisation_id
    return await facts_of(request, organisation_id)


async def facts_of(request: Request, organisation_id: UUID) -> OrganisationFacts:
    """What registry knows of an organisation; 503 when it is silent."""
    registry: RegistryFacts = request.app.state.registry
    found = await registry.find(organisation_id)
    if found is None:
        raise ApplicantNotFound
    return found


async def _certified(request: Request, application_id: UUID) -> bool | None:
    """Asked only where a step of the caller depends on it: an applicant before submission."""
    database: Database = request.app.state.database
    caller = caller_of(request)
    async with database.read(caller) as session:
        found = await Applications(session).get(application_id)
    if found.state != State.DRAFT or Role.APPLICANT not in caller.roles:
        return None
    return (await facts_of(request, found.organisation_id)).certified


Known = Annotated[Applications, Depends(_applications)]
Reader = Annotated[CaseReader, Depends(_reader)]
ApplicantFacts = Annotated[OrganisationFacts, Depends(applicant_facts)]
Certified = Annotated[bool | None, Depends(_certified)]
