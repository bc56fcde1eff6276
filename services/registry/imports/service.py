"""Imports of organisations: what is asked for, and what takes the rows."""

from typing import Any, Final

from services.registry.areas.repository import Regions
from services.registry.brands.repository import Brands
from services.registry.brands.service import BrandDesk
from services.registry.directory.repository import Directory
from services.registry.facts.repository import YearlyFacts
from services.registry.facts.service import FactsDesk
from services.registry.imports.errors import ImportNotFound
from services.registry.imports.models import ImportRow, ImportRun
from services.registry.imports.schemas import ImportDifference, ImportOut, StartImport
from services.registry.intake.repository import RegionNames
from services.registry.intake.rules import TEMPLATE
from services.registry.intake.service import Intake
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import OrganisationDesk
from services.registry.people.repository import People
from services.registry.people.service import PeopleDesk
from shared.db.history import Trail
from shared.files.files import Files
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


def organisation_work(files: Files, catalogue: Catalogue, batch: int = BATCH) -> ImportWork:
    """What the worker does with a table of organisations."""
    return ImportWork(ORGANISATIONS, _intake, files, catalogue, batch)


async def _intake(session: Any, run: ImportRun) -> Intake:
    organisations, regions, trail = Organisations(session), Regions(session), Trail(session)
    desk = OrganisationDesk(
        organisations, regions, Directory(session), PeopleDesk(People(session), unmaskings_per_hour=0), trail
    )
    return Intake(
        desk=desk,
        facts=FactsDesk(YearlyFacts(session), organisations, trail),
        brands=BrandDesk(Brands(session), organisations, trail),
        regions=await RegionNames.load(regions),
        update_existing=run.update_existing,
    )
