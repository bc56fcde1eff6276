"""Wiring of the routes on brands."""

from typing import Annotated

from fastapi import Depends

from services.registry.brands.repository import Brands
from services.registry.brands.service import BrandDesk
from services.registry.organisations.repository import Organisations
from shared.db.history import Trail
from shared.http.sessions import Open, Write


async def _brands(session: Open) -> Brands:
    return Brands(session)


async def _desk(session: Write) -> BrandDesk:
    return BrandDesk(Brands(session), Organisations(session), Trail(session))


Known = Annotated[Brands, Depends(_brands)]
Desk = Annotated[BrandDesk, Depends(_desk)]
