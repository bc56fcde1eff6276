"""People on the wire: masked, unless unmasked with a purpose."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field

from services.registry.people.models import PersonRole
from shared.codes.roles import Role
from shared.http.models import LINE_PATTERN, Answer, Day, Instant, Line, StrictModel, Text
from shared.text import read_phone

Phone = Annotated[
    Line,
    AfterValidator(lambda text: read_phone(text).text),
    Field(max_length=40, description="Landline with area code or mobile; `-801` and `转801` are extensions."),
]
_PART = LINE_PATTERN.removeprefix("^").removesuffix("*$").replace("[^", r"[^@\s", 1) + "+"
"""Of an address; a pattern beside `Line` stands in the place of its own."""
Email = Annotated[Line, Field(pattern=rf"^{_PART}@{_PART}\.{_PART}$", description="E-mail address.")]


class NamePerson(StrictModel):
    """Somebody in a role."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "王小明", "position": "总经理", "phone": "13805318000"}}
    )

    name: Annotated[Line, Field(max_length=60, description="Full name.")]
    position: Annotated[Line, Field(max_length=60)] | None = Field(None, description="Position held.")
    phone: Phone | None = Field(None, description="Telephone.")
    email: Email | None = Field(None, description="E-mail address.")


class PersonOut(Answer):
    """Somebody, masked: 王*, 138****8000."""

    id: UUID = Field(description="Identifier; `unmask` takes it.")
    role: PersonRole = Field(description="legal_representative, contact or officer.")
    name: str = Field(description="Masked name.")
    position: str | None = Field(None, description="Position held.")
    phone: str | None = Field(None, description="Masked telephone.")
    email: str | None = Field(None, description="Masked e-mail address.")
    from_on: Day = Field(description="First day in the role.")
    until_on: Day | None = Field(None, description="Last day in the role, when over.")


class Unmask(StrictModel):
    """What the clear data are needed for; the organisation reads it."""

    model_config = ConfigDict(json_schema_extra={"example": {"purpose": "电话通知补正材料"}})

    purpose: Annotated[Text, Field(max_length=500, description="Why the clear data are needed.")]


class ClearPersonOut(PersonOut):
    """Somebody in clear."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "role": "contact",
                "name": "王小明",
                "phone": "138 0531 8000",
                "from_on": "2017-03-01",
            }
        }
    )

    name: str = Field(description="Full name.")
    phone: str | None = Field(None, description="Telephone.")
    email: str | None = Field(None, description="E-mail address.")


class UnmaskingOut(Answer):
    """One reading of personal data in clear."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "organisation_id": "01890a5d-ac96-774b-bcce-b302099a8059",
                "person_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "actor": "officer-3708",
                "actor_roles": ["city_officer"],
                "purpose": "电话通知补正材料",
                "read_at": "2017-03-02T02:00:00Z",
            }
        }
    )

    id: UUID = Field(description="Identifier of the reading.")
    organisation_id: UUID = Field(description="Of which organisation.")
    person_id: UUID = Field(description="Whose data were read.")
    actor: str = Field(description="Who read them: the subject of the reader's tokens.")
    actor_roles: list[Role] = Field(description="In which roles; empty for readings of long ago.")
    client: str | None = Field(None, description="Application through which they were read.")
    purpose: str = Field(description="What for.")
    read_at: Instant = Field(description="When.")
