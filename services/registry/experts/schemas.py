"""Experts on the wire: masked; siblings and officers see ties, organisations see nothing."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.registry.experts.models import RelationKind, RelationOrigin
from services.registry.experts.workflow import ExpertAction, ExpertStatus
from services.registry.organisations.schemas import Industry, RegionCode
from services.registry.people.schemas import Email, Phone
from shared.codes.kinds import ServiceField
from shared.http.models import Answer, Day, Line, StrictModel, Text, Version


def _once_each(values: list[ServiceField]) -> list[ServiceField]:
    return list(dict.fromkeys(values))


Fields = Annotated[list[ServiceField], Field(min_length=1, max_length=9), AfterValidator(_once_each)]
Industries = Annotated[list[Industry], Field(max_length=20)]
Titles = Annotated[list[Annotated[Line, Field(max_length=60)]], Field(max_length=10)]


class Absence(StrictModel):
    """Days on which the expert does not score."""

    from_on: Day = Field(description="First day away.")
    until_on: Day = Field(description="First day back.")


class RegisterExpert(StrictModel):
    """An expert of a region."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "subject": "expert-17",
                "name": "孙教授",
                "region_code": "370100",
                "employer_name": "山东某大学",
                "titles": ["教授"],
                "fields": ["brand_building", "ecommerce_operation"],
                "industries": ["01"],
            }
        }
    )

    subject: Annotated[Line, Field(max_length=200)] | None = Field(
        None, description="The person's subject in tokens; without one the expert cannot sign in yet."
    )
    name: Annotated[Line, Field(max_length=60, description="Full name; shown masked.")]
    phone: Phone | None = Field(None, description="Telephone; shown masked.")
    email: Email | None = Field(None, description="E-mail address; shown masked.")
    region_code: RegionCode
    employer_id: UUID | None = Field(None, description="The employer, when it is registered.")
    employer_name: Line | None = Field(None, description="The employer's name, when it is not.")
    titles: Titles = Field(default_factory=list, description="Professional titles.")
    fields: Fields = Field(description="Fields of service that the expert judges.")
    industries: Industries = Field(
        default_factory=list, description="Industries (GB/T 4754) that the expert knows."
    )


class CorrectExpert(StrictModel):
    """Merge-patch (RFC 7396) of an expert."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"absences": [{"from_on": "2017-05-01", "until_on": "2017-06-01"}]}}
    )

    subject: Annotated[Line, Field(max_length=200)] | None = Field(None, description="The person's subject.")
    phone: Phone | None = Field(None, description="Telephone.")
    email: Email | None = Field(None, description="E-mail address.")
    employer_id: UUID | None = Field(None, description="The employer, when it is registered.")
    employer_name: Line | None = Field(None, description="The employer's name, when it is not.")
    titles: Titles = Field(default_factory=list, description="Professional titles.")
    fields: Fields = Field(default_factory=list, validate_default=False, description="Fields of service.")
    industries: Industries = Field(default_factory=list, description="Industries that the expert knows.")
    absences: Annotated[list[Absence], Field(max_length=20)] = Field(
        default_factory=list, description="When the expert is away."
    )


class DeclareRelation(StrictModel):
    """A tie to an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"organisation_id": "01890a5d-ac96-774b-bcce-b302099a8058", "kind": "advises"}
        }
    )

    organisation_id: UUID = Field(description="The organisation.")
    kind: RelationKind = Field(description="employed, advises, shareholder, kin or other.")
    from_on: Day | None = Field(None, description="First day, when known.")
    until_on: Day | None = Field(None, description="Last day, when over.")
    pinned: bool = Field(False, description="Officers only: the expert cannot end it.")
    note: Annotated[Text, Field(max_length=1000)] | None = Field(None, description="What is behind it.")


class EndRelation(StrictModel):
    """A tie ends."""

    model_config = ConfigDict(json_schema_extra={"example": {"until_on": "2017-03-01"}})

    until_on: Day = Field(description="Last day.")


class RelationOut(Answer):
    """A tie to an organisation."""

    id: UUID = Field(description="Identifier.")
    organisation_id: UUID = Field(description="The organisation.")
    kind: RelationKind = Field(description="employed, advises, shareholder, kin or other.")
    origin: RelationOrigin = Field(description="declared by the expert, or found by an officer.")
    pinned: bool = Field(description="True when the expert cannot end it.")
    from_on: Day | None = Field(None, description="First day, when known.")
    until_on: Day | None = Field(None, description="Last day; absent while it lasts.")
    version: Version


class AbsenceOut(Answer):
    """Days on which the expert does not score."""

    from_on: Day = Field(description="First day away.")
    until_on: Day = Field(description="First day back.")


class ExpertOut(Answer):
    """An expert, masked, with every tie; the employer counts as one."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "subject": "expert-17",
                "name": "孙*",
                "region_code": "370100",
                "region_path": "37.3701.",
                "titles": ["教授"],
                "fields": ["brand_building"],
                "industries": ["01"],
                "absences": [],
                "status": "active",
                "relations": [],
                "version": 1,
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    subject: str | None = Field(None, description="The person's subject in tokens.")
    name: str = Field(description="Masked name.")
    phone: str | None = Field(None, description="Masked telephone.")
    email: str | None = Field(None, description="Masked e-mail address.")
    region_code: str = Field(description="Region that keeps the expert.")
    region_path: str = Field(description="Path of that region.")
    employer_id: UUID | None = Field(None, description="The employer, when it is registered.")
    employer_name: str | None = Field(None, description="The employer's name, when it is not.")
    titles: Sequence[str] = Field(description="Professional titles.")
    fields: Sequence[ServiceField] = Field(description="Fields of service that the expert judges.")
    industries: Sequence[str] = Field(description="Industries that the expert knows.")
    absences: Sequence[AbsenceOut] = Field(description="When the expert is away.")
    status: ExpertStatus = Field(description="active, suspended or retired.")
    relations: Sequence[RelationOut] = Field(description="Ties to organisations, past ones too.")
    version: Version


class StepExpert(StrictModel):
    """One step of an expert's status."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "suspend", "reason": "回避期"}})

    action: ExpertAction = Field(description="suspend, resume or retire.")
    reason: Annotated[Text, Field(max_length=2000, description="Why, for the trail.")]
