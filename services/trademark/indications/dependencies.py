"""Wiring of the routes on indications."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AfterValidator

from services.trademark.indications.repository import Allotments, IndicationFilters, Indications
from services.trademark.indications.rules import FormKind, ProductClass
from services.trademark.indications.service import IndicationDesk
from shared.codes.regions import Regions
from shared.db.history import Trail
from shared.http.lists import Listed
from shared.http.sessions import Open, Write

RegionPath = Annotated[str, AfterValidator(lambda code: Regions.shipped().current_path(code))]


async def _indications(session: Open) -> Indications:
    return Indications(session)


async def _reading(session: Open) -> IndicationDesk:
    return IndicationDesk(Indications(session), Allotments(session), Trail(session))


async def _desk(session: Write) -> IndicationDesk:
    return IndicationDesk(Indications(session), Allotments(session), Trail(session))


async def _filters(  # noqa: PLR0913 - one parameter a filter
    *,
    q: Annotated[str | None, Query(min_length=1, max_length=60, description="Part of a name.")] = None,
    region: Annotated[RegionPath | None, Query(max_length=20, description="Region: it and below.")] = None,
    country: Annotated[str | None, Query(pattern="^[A-Z]{2}$", description="Country of origin.")] = None,
    product_class: Annotated[ProductClass | None, Query(description="What is sold.")] = None,
    kind: Annotated[Listed[FormKind] | None, Query(description="With a form of these kinds.")] = None,
    protected: Annotated[bool | None, Query(description="Whether a form is registered.")] = None,
    conflicting: Annotated[bool | None, Query(description="Whether the forms contradict.")] = None,
) -> IndicationFilters:
    return IndicationFilters(
        q=q,
        region_path=region,
        country=country,
        product_class=product_class,
        kinds=kind or (),
        protected=protected,
        conflicting=conflicting,
    )


Known = Annotated[Indications, Depends(_indications)]
Reader = Annotated[IndicationDesk, Depends(_reading)]
Desk = Annotated[IndicationDesk, Depends(_desk)]
Asked = Annotated[IndicationFilters, Depends(_filters)]
