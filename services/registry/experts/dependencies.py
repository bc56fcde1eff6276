"""Wiring of the routes on experts."""

from typing import Annotated

from fastapi import Depends, Query

from services.registry.areas.repository import Regions
from services.registry.experts.repository import ExpertFilters, Experts
from services.registry.experts.service import ExpertDesk
from services.registry.experts.workflow import ExpertStatus
from services.registry.organisations.repository import Organisations
from shared.codes.kinds import ServiceField
from shared.db.history import Trail
from shared.http.lists import Listed
from shared.http.models import Day
from shared.http.sessions import Read, Write


async def _experts(session: Read) -> Experts:
    return Experts(session)


async def _desk(session: Write) -> ExpertDesk:
    return ExpertDesk(Experts(session), Regions(session), Organisations(session), Trail(session))


async def _filters(
    *,
    region: Annotated[
        str | None,
        Query(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region code: it and all below."),
    ] = None,
    field: Annotated[Listed[ServiceField], Query(description="Experts of any of these fields.")] = [],  # noqa: B006 - FastAPI copies
    status: Annotated[ExpertStatus | None, Query(description="active, suspended or retired.")] = None,
    available_on: Annotated[Day | None, Query(description="Only those not away on this day.")] = None,
) -> ExpertFilters:
    return ExpertFilters(region=region, fields=field, status=status, available_on=available_on)


Known = Annotated[Experts, Depends(_experts)]
Desk = Annotated[ExpertDesk, Depends(_desk)]
Asked = Annotated[ExpertFilters, Depends(_filters)]
