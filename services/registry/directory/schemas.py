"""The public directory on the wire."""

from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.standing.rules import OrganisationStatus
from shared.codes.kinds import EnterpriseCategory, OrganisationKind
from shared.http.models import Answer


class PublishedOrganisationOut(Answer):
    """What anybody may see."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "name": "金乡县大蒜产业有限公司",
                "kind": "enterprise",
                "category": "regional_origin_agriculture",
                "current_region": "370828",
                "region_path": "37.3708.370828.",
                "industry_code": "01",
                "status": "active",
                "certified": True,
                "good_standing": True,
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    name: str = Field(description="Registered name.")
    kind: OrganisationKind = Field(description="What the organisation is.")
    category: EnterpriseCategory | None = Field(None, description="Recommended category.")
    current_region: str = Field(description="Region of the seat now.")
    region_path: str = Field(description="Path of that region.")
    industry_code: str = Field(description="Code of GB/T 4754.")
    status: OrganisationStatus = Field(description="active or dissolved.")
    certified: bool = Field(description="Whether a claim on it was verified.")
    good_standing: bool = Field(description="Whether nothing stands against it.")
