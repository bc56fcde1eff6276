"""Indications on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.indications.rules import ConflictKind, FormKind, FormStatus, ProductClass
from shared.http.models import Answer, Day, Line, Quantity, StrictModel, Text, Version

RegionCode = Annotated[str, Field(pattern=r"^[0-9]{6}(-[a-z0-9]{1,8})?$")]
Area = Annotated[list[RegionCode], Field(max_length=200)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Measure = Annotated[Quantity, Field(gt=0)]

_FORM: dict[str, Any] = {
    "kind": "foreign_register",
    "register_code": "EU",
    "number": "PGI-CN-0622",
    "name": "金乡大蒜 / Jinxiang Da Suan",
    "status": "registered",
    "filed_on": "2007-07-16",
    "published_on": "2011-02-05",
    "registered_on": "2011-11-01",
    "area": ["370828"],
}
_INDICATION: dict[str, Any] = {
    "name": "金乡大蒜",
    "product_class": "food",
    "manager_name": "金乡县大蒜研究所",
    "area": ["370828"],
    "area_hectares": "40000",
    "yield_kg_per_hectare": "22500",
    "yearly_capacity_kg": "900000000",
}
_ID = "01890a5d-ac96-774b-bcce-b302099a8057"


class RecordForm(StrictModel):
    """One legal form of the indication, as its register has it."""

    model_config = ConfigDict(json_schema_extra={"example": _FORM})

    kind: FormKind = Field(description="The law under which it stands.")
    register_code: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]{1,19}$")] | None = Field(
        None, description="Needed of a foreign form: EU, UK; the others follow from the kind."
    )
    number: Annotated[Line, Field(max_length=60)] = Field(description="Number in that register.")
    name: Annotated[Line, Field(max_length=500)] = Field(
        description="Name as registered; other spellings behind a slash."
    )
    status: FormStatus = Field(description="Where it stands.")
    filed_on: Day | None = Field(None, description="Day of filing.")
    published_on: Day | None = Field(None, description="Day of publication for opposition.")
    registered_on: Day | None = Field(None, description="Day of registration; needed once registered.")
    valid_to: Day | None = Field(None, description="Last day, when the form has one.")
    holder_id: UUID | None = Field(None, description="The holder, when it is registered with the house.")
    holder_name: Line | None = Field(None, description="The holder's name.")
    area: Area = Field(default_factory=list, description="Regions of the area, as this form draws it.")
    instrument: Annotated[Line, Field(max_length=200)] | None = Field(
        None, description="Announcement or act of law."
    )


class CorrectForm(StrictModel):
    """Merge-patch (RFC 7396) of a legal form."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"status": "cancelled", "holder_name": "金乡县大蒜协会"}}
    )

    name: Annotated[Line, Field(max_length=500)] = Field(
        default_factory=str, validate_default=False, description="Name."
    )
    status: FormStatus = Field(FormStatus.REGISTERED, description="Where it stands.")
    published_on: Day | None = Field(None, description="Day of publication for opposition.")
    registered_on: Day | None = Field(None, description="Day of registration.")
    valid_to: Day | None = Field(None, description="Last day, when the form has one.")
    holder_id: UUID | None = Field(None, description="The holder, when it is registered with the house.")
    holder_name: Line | None = Field(None, description="The holder's name.")
    area: Area = Field(default_factory=list, description="Regions of the area, as this form draws it.")


class RegisterIndication(StrictModel):
    """A product with the legal forms that protect its name."""

    model_config = ConfigDict(json_schema_extra={"example": {**_INDICATION, "forms": [_FORM]}})

    name: Annotated[Line, Field(max_length=200)] = Field(description="The product's name.")
    country: Country = Field("CN", description="Where it comes from, ISO 3166-1.")
    product_class: ProductClass = Field(description="What is sold under the name.")
    manager_id: UUID | None = Field(None, description="The organisation that authorises its users.")
    manager_name: Line | None = Field(None, description="Name of that organisation.")
    area: Area = Field(default_factory=list, description="Regions it comes from; needed of a Chinese one.")
    area_note: Annotated[Text, Field(max_length=2000)] | None = Field(None, description="Area in words.")
    quality_rules: Text | None = Field(None, description="Rules of quality, or where they stand.")
    area_hectares: Measure | None = Field(None, description="Land on which it grows.")
    yield_kg_per_hectare: Measure | None = Field(None, description="Highest yearly yield that is credible.")
    yearly_capacity_kg: Measure | None = Field(None, description="What all its users together may make.")
    forms: Annotated[list[RecordForm], Field(min_length=1, max_length=20)] = Field(
        description="The legal forms."
    )


class CorrectIndication(StrictModel):
    """Merge-patch (RFC 7396) of an indication."""

    model_config = ConfigDict(json_schema_extra={"example": {"yearly_capacity_kg": "800000000"}})

    product_class: ProductClass = Field(ProductClass.OTHER, description="What is sold under the name.")
    manager_id: UUID | None = Field(None, description="The organisation that authorises its users.")
    manager_name: Line | None = Field(None, description="Name of that organisation.")
    area_note: Annotated[Text, Field(max_length=2000)] | None = Field(None, description="Area in words.")
    quality_rules: Text | None = Field(None, description="Rules of quality, or where they stand.")
    area_hectares: Measure | None = Field(None, description="Land on which it grows.")
    yield_kg_per_hectare: Measure | None = Field(None, description="Highest yearly yield that is credible.")
    yearly_capacity_kg: Measure | None = Field(None, description="What all its users together may make.")


class FormOut(Answer):
    """A legal form."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"id": _ID, "indication_id": _ID, **_FORM, "version": 1}}
    )

    id: UUID = Field(description="Identifier.")
    indication_id: UUID = Field(description="The product.")
    kind: FormKind = Field(description="The law under which it stands.")
    register_code: str = Field(description="Its register.")
    number: str = Field(description="Number in that register.")
    name: str = Field(description="Name as registered.")
    status: FormStatus = Field(description="Where it stands.")
    filed_on: Day | None = Field(None, description="Day of filing.")
    published_on: Day | None = Field(None, description="Day of publication for opposition.")
    registered_on: Day | None = Field(None, description="Day of registration.")
    valid_to: Day | None = Field(None, description="Last day, when the form has one.")
    holder_id: UUID | None = Field(None, description="The holder, when it is registered with the house.")
    holder_name: str | None = Field(None, description="The holder's name.")
    area: Sequence[str] = Field(description="Regions of the area, as this form draws it.")
    instrument: str | None = Field(None, description="Announcement or act of law.")
    version: Version


class IndicationOut(Answer):
    """A product of the register."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": _ID, "region_path": "37.3708.370828.", "country": "CN", **_INDICATION,
                "protected": True, "conflicts": 0, "version": 1,
            }
        }
    )  # fmt: skip

    id: UUID = Field(description="Identifier.")
    region_path: str = Field(description="Path of the smallest region around the area; empty abroad.")
    country: str = Field(description="Where it comes from, ISO 3166-1.")
    name: str = Field(description="The product's name.")
    product_class: ProductClass = Field(description="What is sold under the name.")
    manager_id: UUID | None = Field(None, description="The organisation that authorises its users.")
    manager_name: str | None = Field(None, description="Name of that organisation.")
    area: Sequence[str] = Field(description="Regions it comes from.")
    area_note: str | None = Field(None, description="Area in words.")
    quality_rules: str | None = Field(None, description="Rules of quality, or where they stand.")
    area_hectares: Quantity | None = Field(None, description="Land on which it grows.")
    yield_kg_per_hectare: Quantity | None = Field(None, description="Highest credible yearly yield.")
    yearly_capacity_kg: Quantity | None = Field(None, description="What all its users may make.")
    protected: bool = Field(description="Whether one of its forms is registered.")
    conflicts: int = Field(description="Contradictions between its live forms.")
    version: Version


class IndicationDetailOut(IndicationOut):
    """A product with all its legal forms."""

    forms: Sequence[FormOut] = Field((), description="Legal forms, earliest filed first.")


class ConflictOut(Answer):
    """Two live forms that say different things."""

    kind: ConflictKind = Field(description="name, holder or area.")
    forms: Sequence[UUID] = Field(description="The two forms.")
    first: Sequence[str] = Field(description="What only the first says: name, holder, or region codes.")
    second: Sequence[str] = Field(description="What only the second says.")


class ConflictsOut(Answer):
    """Where the forms of one indication contradict each other, computed from what they say now."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {"kind": "area", "forms": [_ID, _ID], "first": [], "second": ["370829"]},
                ]
            }
        }
    )

    items: Sequence[ConflictOut] = Field(description="Contradictions, form by form.")


class AllotmentOut(Answer):
    """What of a year's capacity and land is allotted to users."""

    year: int = Field(description="Calendar year.")
    capacity_kg: Quantity | None = Field(None, description="The cap; absent: none is set.")
    allotted_kg: Quantity = Field(description="Quotas of the users of that year together.")
    land_hectares: Quantity | None = Field(None, description="The land; absent: not measured.")
    allotted_hectares: Quantity = Field(description="Plots of the users of that year together.")


class AllotmentsOut(Answer):
    """What is allotted, year by year."""

    items: Sequence[AllotmentOut] = Field(description="Years in order; a year without users is absent.")
