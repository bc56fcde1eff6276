"""Organisations on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.registry.people.schemas import NamePerson, PersonOut
from services.registry.standing.rules import OrganisationStatus
from services.registry.standing.schemas import StandingOut
from shared.codes import credit_code, industries
from shared.codes.kinds import EnterpriseCategory, OrganisationKind, SizeClass
from shared.http.models import Answer, Day, Instant, Line, StrictModel, Version
from shared.text import normalise

REGISTERED: dict[str, Any] = {
    "credit_code": "91370828MA3C4G5H68",
    "name": "金乡县大蒜产业有限公司",
    "kind": "enterprise",
    "category": "regional_origin_agriculture",
    "region_code": "370828",
    "industry_code": "01",
    "size_class": "medium",
    "legal_representative": {"name": "王小明", "phone": "13805378000"},
    "contacts": [{"name": "李丽", "position": "品牌部经理", "phone": "0537-8901343转801"}],
}


def _known_industry(code: str) -> str:
    industries.division_of(code)
    return code


CreditCode = Annotated[
    Line,
    AfterValidator(lambda text: credit_code.check(text).text),
    Field(
        max_length=40, description="Unified social credit code (GB 32100-2015); its check digit is verified."
    ),
]
Name = Annotated[Line, AfterValidator(normalise), Field(max_length=200, description="Full registered name.")]
Address = Annotated[Line, Field(max_length=200, description="Address of the seat.")]
Industry = Annotated[
    str,
    Field(pattern=r"^[0-9]{2,4}$", description="Division, group or class of GB/T 4754."),
    AfterValidator(_known_industry),
]
Edition = Literal["2017", "2011"]
RegionCode = Annotated[
    str, Field(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$", description="Region of the seat, as of the day.")
]
Number = Annotated[Line, Field(max_length=20)]


class RegisterOrganisation(StrictModel):
    """An organisation enters the register."""

    model_config = ConfigDict(json_schema_extra={"example": REGISTERED})

    credit_code: CreditCode
    registration_number: Annotated[Number, AfterValidator(credit_code.check_registration_number)] | None = (
        Field(None, description="15-digit business registration number used until 2015.")
    )
    organisation_code: Annotated[Number, AfterValidator(credit_code.check_organisation_code)] | None = Field(
        None, description="Nine-character organisation code (GB 11714)."
    )
    name: Name
    kind: OrganisationKind = Field(description="What the organisation is (code list organisation_kinds).")
    category: EnterpriseCategory | None = Field(
        None, description="Recommended category of 鲁商字〔2017〕24号 (code list enterprise_categories)."
    )
    region_code: RegionCode
    address: Address | None = Field(None, description="Address of the seat.")
    industry_code: Industry
    industry_version: Edition = Field("2017", description="Edition of GB/T 4754 that the code is from.")
    size_class: SizeClass | None = Field(None, description="large, medium, small or micro.")
    above_scale: bool | None = Field(None, description="规模以上 industrial enterprise.")
    above_quota: bool | None = Field(None, description="限额以上 trade enterprise.")
    uses_ecommerce: bool | None = Field(None, description="Sells online.")
    established_on: Day | None = Field(None, description="Day of establishment.")
    legal_representative: NamePerson | None = Field(None, description="Shown masked.")
    contacts: Annotated[list[NamePerson], Field(max_length=10)] = Field(
        default_factory=list, description="Whom to call; shown masked."
    )


class CorrectOrganisation(StrictModel):
    """Merge-patch (RFC 7396) of what is corrected without a decision; null removes."""

    model_config = ConfigDict(json_schema_extra={"example": {"size_class": "large", "above_scale": True}})

    registration_number: Annotated[Number, AfterValidator(credit_code.check_registration_number)] | None = (
        Field(None, description="15-digit business registration number used until 2015.")
    )
    organisation_code: Annotated[Number, AfterValidator(credit_code.check_organisation_code)] | None = Field(
        None, description="Nine-character organisation code (GB 11714)."
    )
    category: EnterpriseCategory | None = Field(None, description="Recommended category.")
    address: Address | None = Field(None, description="Address of the seat.")
    industry_code: Industry = Field(
        default_factory=str, validate_default=False, description="Code of GB/T 4754."
    )
    industry_version: Edition = Field(
        default_factory=lambda: "2017", description="Edition of GB/T 4754 that the code is from."
    )
    size_class: SizeClass | None = Field(None, description="large, medium, small or micro.")
    above_scale: bool | None = Field(None, description="规模以上 industrial enterprise.")
    above_quota: bool | None = Field(None, description="限额以上 trade enterprise.")
    uses_ecommerce: bool | None = Field(None, description="Sells online.")
    established_on: Day | None = Field(None, description="Day of establishment.")


class OrganisationFacts(Answer):
    """The recorded facts: what `as_of` reads for any day."""

    credit_code: str = Field(description="Unified social credit code.")
    registration_number: str | None = Field(None, description="Business registration number until 2015.")
    organisation_code: str | None = Field(None, description="Organisation code (GB 11714).")
    name: str = Field(description="Registered name.")
    kind: OrganisationKind = Field(description="What the organisation is.")
    category: EnterpriseCategory | None = Field(None, description="Recommended category.")
    region_code: str = Field(description="Region of the seat, as recorded.")
    current_region: str = Field(description="Region that holds that territory now.")
    region_path: str = Field(description="Path of the current region.")
    address: str | None = Field(None, description="Address of the seat.")
    industry_code: str = Field(description="Code of GB/T 4754.")
    industry_version: str = Field(description="Edition of GB/T 4754.")
    size_class: SizeClass | None = Field(None, description="large, medium, small or micro.")
    above_scale: bool | None = Field(None, description="规模以上 industrial enterprise.")
    above_quota: bool | None = Field(None, description="限额以上 trade enterprise.")
    uses_ecommerce: bool | None = Field(None, description="Sells online.")
    established_on: Day | None = Field(None, description="Day of establishment.")
    status: OrganisationStatus = Field(description="active or dissolved.")


class OrganisationItem(OrganisationFacts):
    """An organisation in a list."""

    id: UUID = Field(description="Identifier.")
    certified_at: Instant | None = Field(
        None, description="When a claim was verified; absent: not certified."
    )
    standing: StandingOut = Field(description="Good standing as of now.")
    version: Version


class OrganisationOut(OrganisationItem):
    """An organisation with its former names and its people, masked."""

    former_names: list[str] = Field(description="Names it went by before, latest first.")
    people: list[PersonOut] = Field(description="Legal representative and contacts, masked.")
    created_at: Instant = Field(description="When it was registered here.")
    updated_at: Instant = Field(description="When it last changed.")


class OrganisationAsOf(OrganisationFacts):
    """The facts as the typed changes make them up to a day."""

    id: UUID = Field(description="Identifier.")
    as_of: Day = Field(description="The day that was asked for.")


class ChangeOut(Answer):
    """One entry of the history of an organisation."""

    sequence: int = Field(description="Place in the history, from 1.")
    transition: str = Field(description="What happened: register, rename, move ...")
    state_from: str | None = Field(None, description="Status before.")
    state_to: str | None = Field(None, description="Status after.")
    actor: str = Field(description="Who did it: the subject of the tokens.")
    reason: str | None = Field(None, description="Why.")
    payload: dict[str, Any] = Field(description="Facts that changed, with the day from which they count.")
    business_at: Instant = Field(description="When, by the business clock.")
    hash: str = Field(description="SHA-256 over the entry and the hash before it, in hex.")


class ChangesOut(Answer):
    """The whole history of an organisation."""

    items: Sequence[ChangeOut] = Field(description="Entries, oldest first.")
