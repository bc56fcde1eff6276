"""Clients as they cross the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.identity.api_clients.rules import ClientMethod, is_scope
from services.identity.api_clients.workflow import ClientState
from shared.errors.faults import Fault
from shared.http.models import Answer, Instant, Line, StrictModel, Version


def _scope(text: str) -> str:
    if not is_scope(text):
        raise Fault("scope_malformed")
    return text


Scope = Annotated[str, Field(max_length=120, examples=["review:application:read"]), AfterValidator(_scope)]
ClientName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}[a-z0-9]$", examples=["province-platform"])]


class RegisterClient(StrictModel):
    """Register a program that gets tokens."""

    name: ClientName = Field(description="The `client_id` of OAuth.")
    title: Line = Field(description="What people call it.", examples=["省电子商务公共服务平台"])
    method: ClientMethod = Field(description="How it proves itself at the token endpoint.")
    scopes: list[Scope] = Field(min_length=1, max_length=100, description="The most that it may ask for.")
    public_keys: list[dict[str, Any]] = Field(
        default_factory=list, max_length=5, description="JWKs, for the method `private_key` only."
    )


class RotateSecret(StrictModel):
    """Replace a client's secret."""

    overlap_seconds: int = Field(86_400, ge=0, le=604_800, description="How long the old one stays good.")


class ChangeKeys(StrictModel):
    """Replace a client's public keys."""

    public_keys: list[dict[str, Any]] = Field(min_length=1, max_length=5, description="JWKs.")


class ClientOut(Answer):
    """A registered program."""

    id: UUID
    name: str = Field(description="The `client_id` of OAuth.")
    title: str
    method: ClientMethod
    state: ClientState
    scopes: list[str]
    key_set: dict[str, Any] = Field(description="Its public keys (RFC 7517).")
    created_at: Instant
    version: Version


class ClientWithSecret(Answer):
    """A client and the secret that is shown this once."""

    client: ClientOut
    client_secret: str | None = Field(None, description="Absent for clients without a secret.")
