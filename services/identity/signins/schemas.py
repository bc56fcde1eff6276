"""The sign-in log as it crosses the wire."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.http.models import Answer, Instant


class SignInKind(StrEnum):
    """Who tried."""

    CLIENT = "client"
    PERSON = "person"


class SignInOut(Answer):
    """One attempt to get a token."""

    id: UUID
    kind: SignInKind
    principal_id: UUID | None = Field(
        None, description="The person or client, when there is one of that name."
    )
    client: str | None = Field(None, description="`client_id` through which it was tried.")
    outcome: str = Field(description="`granted`, or why not.", examples=["granted", "bad_credentials"])
    scopes: list[str]
    address: str | None = Field(
        None,
        description="Where it came from: one's own in full, that of others to the network.",
        examples=["203.0.113.*"],
    )
    recorded_at: Instant
