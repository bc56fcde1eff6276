"""Brands on the wire."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.brands.models import BrandOrigin, BrandStatus, Market
from shared.codes.kinds import BrandKind
from shared.http.models import Answer, Day, Line, StrictModel, Version

Mark = Annotated[Line, Field(max_length=40)]


class RegisterBrand(StrictModel):
    """A brand of an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "name": "蒜都红",
                "kind": "product",
                "origin": "own",
                "markets": ["domestic", "export"],
                "marks": ["12345678"],
            }
        }
    )

    organisation_id: UUID = Field(description="The owner.")
    name: Annotated[Line, Field(max_length=100, description="The brand's name.")]
    kind: BrandKind = Field(description="product, service, regional_public, industry_cluster or city.")
    origin: BrandOrigin = Field(description="own brand, or goods made for the brands of others (oem).")
    markets: Annotated[list[Market], Field(min_length=1, max_length=2)] = Field(description="Where it sells.")
    marks: Annotated[list[Mark], Field(max_length=50)] = Field(
        default_factory=list, description="Registration numbers of its trademarks."
    )
    first_used_on: Day | None = Field(None, description="First day of use.")


class CorrectBrand(StrictModel):
    """Merge-patch (RFC 7396) of a brand."""

    model_config = ConfigDict(json_schema_extra={"example": {"markets": ["domestic"]}})

    markets: Annotated[list[Market], Field(min_length=1, max_length=2, validate_default=False)] = Field(
        default_factory=list, description="Where it sells."
    )
    marks: Annotated[list[Mark], Field(max_length=50)] = Field(
        default_factory=list, description="Registration numbers of its trademarks."
    )
    first_used_on: Day | None = Field(None, description="First day of use.")
    status: BrandStatus = Field(BrandStatus.ACTIVE, description="active or retired.")


class BrandOut(Answer):
    """A brand."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "name": "蒜都红",
                "kind": "product",
                "origin": "own",
                "markets": ["domestic"],
                "marks": [],
                "status": "active",
                "version": 1,
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="The owner.")
    name: str = Field(description="The brand's name.")
    kind: BrandKind = Field(description="product, service, regional_public, industry_cluster or city.")
    origin: BrandOrigin = Field(description="own or oem.")
    markets: Sequence[Market] = Field(description="Where it sells.")
    marks: Sequence[str] = Field(description="Registration numbers of its trademarks, as stated.")
    first_used_on: Day | None = Field(None, description="First day of use.")
    status: BrandStatus = Field(description="active or retired.")
    version: Version


class AuthoriseUse(StrictModel):
    """An organisation may use the brand from a day until another."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "child_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "from_on": "2017-01-01",
                "until_on": "2020-01-01",
                "standard": "T/JXDS 001-2017",
            }
        }
    )

    organisation_id: UUID = Field(description="Who may use it.")
    child_id: UUID | None = Field(None, description="For which of the user's own brands.")
    from_on: Day = Field(description="First day.")
    until_on: Day = Field(description="First day on which it is over.")
    standard: Line | None = Field(None, description="Standard or rules that the user keeps.")


class EndUse(StrictModel):
    """An authorisation ends early."""

    model_config = ConfigDict(json_schema_extra={"example": {"until_on": "2018-07-01"}})

    until_on: Day = Field(description="First day on which it is over.")


class AuthorisationOut(Answer):
    """A period for which an organisation may use a brand."""

    id: UUID = Field(description="Identifier.")
    brand_id: UUID = Field(description="The brand that is used.")
    organisation_id: UUID = Field(description="Who may use it.")
    child_id: UUID | None = Field(None, description="For which of the user's own brands.")
    from_on: Day = Field(description="First day.")
    until_on: Day = Field(description="First day on which it is over.")
    standard: str | None = Field(None, description="Standard or rules that the user keeps.")
    version: Version


class AuthorisationsOut(Answer):
    """Who uses a brand, and which brands it stands below."""

    items: Sequence[AuthorisationOut] = Field(description="Periods, latest first.")
