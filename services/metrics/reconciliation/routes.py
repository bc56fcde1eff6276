"""Comparisons with the owners' counts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.reconciliation.dependencies import Reader
from services.metrics.reconciliation.models import Comparison, Discrepancy
from services.metrics.reconciliation.schemas import ComparisonOut, DiscrepancyOut
from shared.auth.guards import may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.lists import Keyset, Page, Paging

router = APIRouter(tags=["reconciliation"])

Watcher = Annotated[
    Caller, may("metrics:fact:read", Role.SYSTEM_ADMINISTRATOR, Role.STATISTICIAN, Role.AUDITOR)
]
C, D = Comparison.__table__.c, Discrepancy.__table__.c
COMPARISONS = Keyset({"day": C.day}, tie=C.id, default="-day")
DISCREPANCIES = Keyset({"created_at": D.id}, tie=D.id, default="-created_at")


@router.get("/comparisons")
async def list_comparisons(caller: Watcher, reader: Reader, page: Paging) -> Page[ComparisonOut]:
    """The daily comparisons with the owners' counts, latest first (M05)."""
    return await page.of(reader.session, reader.listing(), COMPARISONS, ComparisonOut.model_validate)


@router.get("/discrepancies")
async def list_discrepancies(
    caller: Watcher,
    reader: Reader,
    page: Paging,
    *,
    open_only: Annotated[bool, Query(alias="open", description="Only those that are open.")] = False,
) -> Page[DiscrepancyOut]:
    """Where our count and an owner's differ, latest first (M05)."""
    listing = reader.discrepancies(open_only=open_only)
    return await page.of(reader.session, listing, DISCREPANCIES, DiscrepancyOut.model_validate)
