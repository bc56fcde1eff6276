"""People as they cross the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.identity.people.workflow import PersonState
from shared.http.models import Answer, Instant, Line, StrictModel, Version

Provider = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$", examples=["province"])]
Subject = Annotated[
    Line, Field(description="Who the provider says it is; opaque to us.", examples=["u-7f3a"])
]


class RegisterPerson(StrictModel):
    """Enter a person whom a provider of sign-in knows."""

    provider: Provider = Field(description="Where the person signs in.")
    subject: Subject
    display_name: Line = Field(description="What others see.", examples=["济宁市商务局 王岚"])


class PersonOut(Answer):
    """A person who may sign in."""

    id: UUID = Field(description="The `sub` of the person's tokens.")
    provider: str
    subject: str
    display_name: str
    state: PersonState
    created_at: Instant
    version: Version
