"""Legal rules over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field

from services.trademark.legal_rules.dependencies import Reader
from services.trademark.legal_rules.errors import RuleNotFound
from services.trademark.legal_rules.schemas import CountedOut, LegalRulesOut
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.models import Day
from shared.http.refused import refusals

router = APIRouter(prefix="/legal-rules", tags=["legal-rules"])

Anyone = Annotated[Caller, anyone()]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]


@router.get("")
async def list_legal_rules(
    caller: Anyone,
    request: Request,
    reader: Reader,
    *,
    on: Annotated[Day | None, Query(description="The day; today when absent.")] = None,
    code: Annotated[Code | None, Query(description="One rule, by its name.")] = None,
    trigger: Annotated[Code | None, Query(description="Rules whose period begins with this.")] = None,
) -> LegalRulesOut:
    """The legal figures in force on a day, each with article, source and how well it is known (T05)."""
    return await reader.show(on or request.app.state.clock.today(), code=code, trigger=trigger)


@router.get("/{code}/due", responses=refusals(RuleNotFound))
async def count_period(
    caller: Anyone,
    code: Annotated[str, Path(max_length=40, description="Name of the rule.")],
    reader: Reader,
    *,
    start: Annotated[Day, Query(alias="from", description="The day of the trigger.")],
    edition_of: Annotated[
        Day | None, Query(description="Count by the edition in force on this day instead.")
    ] = None,
) -> CountedOut:
    """When a period that begins on a day ends, by the edition in force on that day."""
    return await reader.count(code, start, edition=edition_of)
