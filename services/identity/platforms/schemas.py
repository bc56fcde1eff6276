"""Platforms as they cross the wire, and what they answer to us."""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, StrictStr

from services.identity.people.schemas import Subject
from shared.http.models import Answer, Line

MOST_LEGAL_PERSONS = 200


class PlatformOut(Answer):
    """A provincial platform at which one may sign in."""

    name: str = Field(examples=["province"])
    title: str = Field(description="What people call it.", examples=["省政务服务网统一身份认证"])


class PlatformsOut(Answer):
    """The platforms that are set up, in their order."""

    items: list[PlatformOut]


class _Told(BaseModel):
    """An answer of a platform under our names."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Issued(_Told):
    """What a ticket was exchanged for."""

    access_token: Annotated[StrictStr, Field(pattern=r"^[\x21-\x7e]{1,4096}$")]
    expires_in: StrictInt
    client_id: StrictStr


class LegalPersonTold(_Told):
    """A legal person that the platform says this person may act for."""

    credit_code: StrictStr
    legal_name: Line
    relation: StrictStr
    valid_until: AwareDatetime | None = None


class PersonTold(_Told):
    """Who signed in, and for whom they may act."""

    subject: Subject
    name: Line
    acting_for: StrictStr | None = None
    legal_persons: Annotated[list[LegalPersonTold], Field(max_length=MOST_LEGAL_PERSONS)] = Field(
        default_factory=list
    )
