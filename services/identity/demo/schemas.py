"""The demo sign-in as it crosses the wire."""

from uuid import UUID

from pydantic import Field, SecretStr

from services.identity.api_clients.schemas import Scope
from services.identity.people.schemas import Subject
from shared.http.models import Answer, StrictModel


class DemoSignIn(StrictModel):
    """Sign in as one of the demo people."""

    subject: Subject
    passphrase: SecretStr = Field(max_length=200, description="The one passphrase of this demo.")
    scopes: list[Scope] | None = Field(None, max_length=100, description="Everything when absent.")


class DemoPersonOut(Answer):
    """Somebody one may sign in as."""

    id: UUID
    subject: str
    display_name: str


class DemoPeopleOut(Answer):
    """The demo people, by name."""

    items: list[DemoPersonOut]
