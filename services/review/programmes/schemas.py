"""Programmes and editions on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from services.review.definitions.schemas import Code, Texts
from services.review.definitions.service import LONGEST
from services.review.programmes.rules import ChangeKind
from shared.errors.faults import Fault
from shared.http.models import Answer, Instant, StrictModel, Version

_NAME: Any = {"zh-CN": "山东省“互联网+品牌”重点培育企业", "en": "Internet+Brand key cultivation enterprises"}
_ID = "01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55"


class CreateProgramme(StrictModel):
    """A programme to be: its editions follow."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"code": "internet_plus_brand", "name": _NAME, "owner_region": "370000"}
        }
    )

    code: Code = Field(description="Lasting name for programs, unique.")
    name: Texts = Field(description="Name in both languages.")
    owner_region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] = Field(
        description="Region (GB/T 2260) whose officers run it."
    )


class InstallProgramme(StrictModel):
    """A definition that this release ships."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "internet_plus_brand_2017"}})

    name: Code = Field(description="One of `GET /review/v1/shipped-definitions`.")


class WriteDefinition(StrictModel):
    """A definition, as the text of a YAML or JSON file or as members; one of the two."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "code: internet_plus_brand\n..."}})

    text: Annotated[str, StringConstraints(max_length=LONGEST)] | None = Field(
        None, description="The whole file; faults then name their line."
    )
    definition: dict[str, Any] | None = Field(None, description="The same as JSON members.")

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.text is None) == (self.definition is None):
            raise Fault("definition_once")
        return self


class ProgrammeOut(Answer):
    """A programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": _ID,
                "code": "internet_plus_brand",
                "name": _NAME,
                "owner_region": "370000",
                "published_edition": 1,
                "version": 1,
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    code: str = Field(description="Lasting name for programs.")
    name: Texts = Field(description="Name in both languages.")
    owner_region: str = Field(description="Region whose officers run it.")
    published_edition: int | None = Field(None, description="Newest published edition; absent: none yet.")
    version: Version


class EditionItem(Answer):
    """An edition without its definition."""

    id: UUID = Field(description="Identifier.")
    number: int = Field(description="Counts from 1 within the programme.")
    state: str = Field(description="draft or published.")
    sha256: str = Field(description="Of the definition's canonical JSON, in hexadecimal.")
    published_at: Instant | None = Field(None, description="From then on it is immutable.")
    version: Version


class EditionOut(EditionItem):
    """An edition with its definition."""

    programme_id: UUID = Field(description="The programme.")
    definition: Mapping[str, Any] = Field(description="All of it, as published.")


class EditionsOut(Answer):
    """The editions of a programme, newest first."""

    items: Sequence[EditionItem]


class FormOut(Answer):
    """What a front-end needs to draw the form and the list of materials."""

    schema_: Mapping[str, Any] = Field(
        description="JSON Schema 2020-12.", serialization_alias="schema", validation_alias="schema"
    )
    ui: Mapping[str, Any] = Field(description="Hints: order and widgets.")
    materials: Sequence[Mapping[str, Any]] = Field(description="Materials with formats and whether required.")
    categories: Sequence[Mapping[str, Any]] = Field(description="Categories and who recommends them.")


class DifferenceOut(Answer):
    """One place in which two editions differ."""

    pointer: str = Field(description="Where; items of lists are named by their code, key or step.")
    kind: ChangeKind = Field(description="added, removed or changed.")
    before: Any = Field(None, description="Value in the older edition.")
    after: Any = Field(None, description="Value in the newer edition.")


class DifferencesOut(Answer):
    """What changed from one edition to another."""

    items: Sequence[DifferenceOut]


class FaultOut(Answer):
    """One fault of a definition."""

    code: str = Field(description="For programs.")
    detail: str = Field(description="For people, in the caller's language.")
    pointer: str | None = Field(None, description="Member at fault.")
    line: int | None = Field(None, description="Line of the text, counted from 1.")


class CheckOut(Answer):
    """Whether a definition would be taken, and all that stands against it."""

    valid: bool = Field(description="True: it could be uploaded as it is.")
    faults: Sequence[FaultOut] = Field(description="Empty when valid.")


class ShippedOut(Answer):
    """Names of the definitions that this release ships."""

    items: Sequence[str]
