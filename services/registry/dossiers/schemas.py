"""What a sibling freezes of an organisation, in one answer."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.brands.schemas import BrandOut
from services.registry.facts.schemas import FactOut
from services.registry.incidents.schemas import IncidentOut
from services.registry.organisations.schemas import OrganisationFacts
from services.registry.standing.schemas import StandingOut
from shared.http.models import Answer, Instant, StrictModel

_EXAMPLE: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "version": 7,
    "as_of": "2017-03-01T02:00:00Z",
    "organisation": {
        "credit_code": "91370828MA3C4G5H68",
        "name": "金乡县大蒜产业有限公司",
        "kind": "enterprise",
        "category": "regional_origin_agriculture",
        "region_code": "370828",
        "current_region": "370828",
        "region_path": "37.3708.370828.",
        "industry_code": "01",
        "industry_version": "2017",
        "status": "active",
    },
    "certified_at": "2017-02-20T02:00:00Z",
    "standing": {"good": False, "failing": [{"code": "standing_facts_missing", "params": {"year": 2015}}]},
    "yearly_facts": [
        {
            "year": 2016,
            "kind": "sales",
            "value": "128000000.000000",
            "unit": "yuan",
            "revision": 1,
            "source": "declared",
            "recorded_at": "2017-02-21T02:00:00Z",
        }
    ],
    "incidents": [],
    "brands": [],
}


class DossierOut(Answer):
    """The facts of one organisation as they are at one instant; nothing personal is among them."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    id: UUID = Field(description="Identifier of the organisation.")
    version: int = Field(description="Rises with the record and with all that hangs on it: compare it later.")
    as_of: Instant = Field(description="When this was read, by the business clock.")
    organisation: OrganisationFacts = Field(description="Identity, kind, category, region, industry, size.")
    certified_at: Instant | None = Field(
        None, description="When a claim was verified; absent: not certified."
    )
    standing: StandingOut = Field(description="Good standing with the reason of each failing part.")
    yearly_facts: Sequence[FactOut] = Field(description="Figures in force of the last years, latest first.")
    incidents: Sequence[IncidentOut] = Field(description="All incidents, latest first.")
    brands: Sequence[BrandOut] = Field(description="Own brands.")


class ReadDossiers(StrictModel):
    """Several organisations at once."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [_EXAMPLE["id"]], "years": 3}})

    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] = Field(description="Organisations.")
    years: Annotated[int, Field(ge=1, le=10)] = Field(3, description="How many years of figures.")


class DossiersOut(Answer):
    """Facts of several organisations, in the order asked; those out of sight are listed as missing."""

    items: Sequence[DossierOut] = Field(description="What was found.")
    missing: Sequence[UUID] = Field(description="Identifiers that name nothing the caller may see.")
