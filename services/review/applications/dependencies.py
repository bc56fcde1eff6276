"""Wiring of the routes on applications."""

from collections.abc import Iterable, Mapping
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from services.review.applications.errors import ApplicantNotFound
from services.review.applications.repository import Applications, Filters
from services.review.applications.service import CaseReader
from services.review.applications.workflow import State
from services.review.clients.evidence import Evidence, joined
from services.review.clients.registry import OrganisationFacts, RegistryFacts
from services.review.clients.trademark import TrademarkHoldings
from services.review.definitions.schemas import Definition
from services.review.rounds.repository import Quotas, Rounds
from shared.codes.regions import Regions
from shared.codes.roles import Role
from shared.db.history import Trail
from shared.db.work import Database
from shared.http.lists import Listed
from shared.http.sessions import Read, caller_of

RegionPath = Annotated[str, AfterValidator(lambda code: Regions.shipped().path(code))]


async def _applications(session: Read) -> Applications:
    return Applications(session)


async def _filters(  # noqa: PLR0913 - one argument per filter
    *,
    round_id: Annotated[UUID | None, Query(description="Of this round.")] = None,
    state: Annotated[Listed[State] | None, Query(description="In these states.")] = None,
    region: Annotated[RegionPath | None, Query(max_length=20, description="In this region.")] = None,
    category: Annotated[str | None, Query(max_length=60, description="Of this category.")] = None,
    recommended_by: Annotated[
        str | None, Query(max_length=60, description="Of this city (path) or division (code).")
    ] = None,
    organisation_id: Annotated[UUID | None, Query(description="Of this applicant.")] = None,
    number: Annotated[str | None, Query(max_length=40, description="With exactly this number.")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=60, description="Part of number or name.")
    ] = None,
) -> Filters:
    return Filters(
        round_id=round_id,
        states=state or (),
        region=region,
        category=category,
        recommended_by=recommended_by,
        organisation_id=organisation_id,
        number=number,
        q=q,
    )


async def _reader(session: Read) -> CaseReader:
    return CaseReader(Applications(session), Rounds(session), Quotas(session), Trail(session))


async def applicant_facts(request: Request, application_id: UUID) -> Evidence:
    """Read and ask, before anything is decided: what siblings hold of the applicant of a case.

    Stands before the write session in a route's signature, so that no transaction is open meanwhile.
    """
    database: Database = request.app.state.database
    async with database.read(caller_of(request)) as session:
        applications = Applications(session)
        found = await applications.get(application_id)
        definition = await applications.definition(found.edition_id)
    known = await evidence_of(request, definition, [found.organisation_id])
    if found.organisation_id not in known:
        raise ApplicantNotFound
    return known[found.organisation_id]


async def evidence_of(
    request: Request, definition: Definition, organisation_ids: Iterable[UUID]
) -> Mapping[UUID, Evidence]:
    """What registry knows of them and, only where a rule reads it, what trademark does; 503 when silent."""
    registry: RegistryFacts = request.app.state.registry
    facts = await registry.many(organisation_ids)
    if not facts or not definition.reads_holdings:
        return joined(facts, {})
    trademark: TrademarkHoldings = request.app.state.trademark
    return joined(facts, await trademark.many(facts))


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
ApplicantFacts = Annotated[Evidence, Depends(applicant_facts)]
Certified = Annotated[bool | None, Depends(_certified)]
Asked = Annotated[Filters, Depends(_filters)]
