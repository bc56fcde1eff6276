"""What an organisation holds, for siblings, in one answer."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.marks.workflow import MarkKind, MarkStatus
from shared.http.models import Answer, Day, Instant, StrictModel

_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_EXAMPLE: dict[str, Any] = {
    "id": _ID,
    "as_of": "2026-11-22T02:00:00Z",
    "version": "5f2b0c9e11aa3c47",
    "definition_version": 1,
    "marks": [
        {
            "id": _ID,
            "number": "13579246",
            "name": "金乡蒜都",
            "kind": "product",
            "classes": [31],
            "status": "registered",
            "registered_on": "2014-04-07",
            "expires_on": "2034-04-06",
        }
    ],
    "authorisations": [],
}


class HeldMark(Answer):
    """A valid registered mark."""

    id: UUID = Field(description="Identifier.")
    number: str = Field(description="Number of registration.")
    name: str = Field(description="The mark in words.")
    kind: MarkKind = Field(description="product, service, collective or certification.")
    classes: list[int] = Field(description="Classes of the Nice classification.")
    status: MarkStatus = Field(description="Status; one of those that count as valid.")
    registered_on: Day | None = Field(None, description="Day of registration.")
    expires_on: Day | None = Field(None, description="Last day of the term.")


class HeldUse(Answer):
    """An authorisation to use an indication that is in force."""

    id: UUID = Field(description="Identifier.")
    indication_id: UUID = Field(description="The indication.")
    region_path: str = Field(description="Where its first plot lies.")


class HoldingsOut(Answer):
    """The valid marks of one organisation, and the indications that it may use."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    id: UUID = Field(description="Identifier of the organisation.")
    as_of: Instant = Field(description="When this was read, by the business clock.")
    version: str = Field(description="Another one whenever anything in the answer is another.")
    definition_version: int = Field(description="Version of what counts as a valid mark.")
    marks: Sequence[HeldMark] = Field(description="Valid registered marks, by number.")
    authorisations: Sequence[HeldUse] = Field(description="Uses of indications in force.")


class ReadHoldings(StrictModel):
    """Several organisations at once."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [_ID]}})

    ids: Annotated[list[UUID], Field(min_length=1, max_length=200)] = Field(description="Organisations.")


class ManyHoldingsOut(Answer):
    """What several organisations hold, in the order asked; who holds nothing is there with empty lists."""

    items: Sequence[HoldingsOut] = Field(description="One for each organisation asked for.")
