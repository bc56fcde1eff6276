"""Wiring of imports of organisations: their kind, the routes, and the worker."""

from typing import Annotated, Any, Final

from fastapi import Depends

from services.registry.areas.repository import Regions
from services.registry.brands.repository import Brands
from services.registry.brands.service import BrandDesk
from services.registry.directory.repository import Directory
from services.registry.facts.repository import YearlyFacts
from services.registry.facts.service import FactsDesk
from services.registry.imports.errors import ImportNotFound
from services.registry.imports.models import ImportRow, ImportRun
from services.registry.imports.repository import RegionNames
from services.registry.imports.rules import TEMPLATE
from services.registry.imports.schemas import ImportDifference, ImportOut, StartImport
from services.registry.imports.service import OrganisationTaker
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import OrganisationDesk
from services.registry.people.repository import People
from services.registry.people.service import PeopleDesk
from shared.db.history import Trail
from shared.files.files import Files
from shared.imports.desk import ImportDesk, reading, writing
from shared.imports.kinds import ImportKind
from shared.imports.work import BATCH, ImportWork
from shared.messages.catalogue import Catalogue

ORGANISATIONS: Final[ImportKind[StartImport, ImportOut, ImportDifference]] = ImportKind(
    name="import_organisations",
    path="/registry/v1/imports",
    files="/registry/v1/files",
    template=TEMPLATE,
    key="credit_code",
    run=ImportRun,
    row=ImportRow,
    answer=ImportOut,
    line=ImportDifference,
    missing=ImportNotFound,
    counts=("created", "updated", "unchanged", "failed"),
)

_Desk = ImportDesk[StartImport, ImportOut, ImportDifference]
Reader = Annotated[_Desk, Depends(reading(ORGANISATIONS))]
Desk = Annotated[_Desk, Depends(writing(ORGANISATIONS))]


def organisation_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a table of organisations."""
    return ImportWork(ORGANISATIONS, _taker, files, catalogue, batch)


async def _taker(session: Any, run: ImportRun) -> OrganisationTaker:
    organisations, regions, trail = Organisations(session), Regions(session), Trail(session)
    desk = OrganisationDesk(
        organisations, regions, Directory(session), PeopleDesk(People(session), unmaskings_per_hour=0), trail
    )
    return OrganisationTaker(
        desk=desk,
        facts=FactsDesk(YearlyFacts(session), organisations, trail),
        brands=BrandDesk(Brands(session), organisations, trail),
        regions=await RegionNames.load(regions),
        update_existing=run.update_existing,
    )
