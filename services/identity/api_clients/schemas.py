"""Clients as they cross the wire."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, Field

from services.identity.api_clients.rules import ClientMethod, RateClass, is_scope, read_network, read_origin
from services.identity.api_clients.workflow import ClientState
from shared.errors.faults import Fault
from shared.http.models import Answer, Instant, Line, StrictModel, Version


def _scope(text: str) -> str:
    if not is_scope(text):
        raise Fault("scope_malformed")
    return text


Scope = Annotated[str, Field(max_length=120, examples=["review:application:read"]), AfterValidator(_scope)]
ClientName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,62}[a-z0-9]$", examples=["province-platform"])]


def _origin(text: str) -> str:
    try:
        return read_origin(text)
    except ValueError:
        raise Fault("origin_malformed") from None


def _network(text: str) -> str:
    try:
        return read_network(text)
    except ValueError:
        raise Fault("network_malformed") from None


Origin = Annotated[str, Field(max_length=200, examples=["https://front.example"]), AfterValidator(_origin)]
Network = Annotated[str, Field(max_length=50, examples=["203.0.113.0/24"]), AfterValidator(_network)]


class FenceClient(StrictModel):
    """From where a client may be used, how fast, and whose it is; what is left out is open."""

    origins: list[Origin] = Field(
        default_factory=list, max_length=20, description="Front-ends in browsers that may use its tokens."
    )
    networks: list[Network] = Field(
        default_factory=list, max_length=20, description="Networks (CIDR) from which it may be used."
    )
    rate_class: RateClass = Field(RateClass.OPEN, description="How many calls each of its subjects may make.")
    organisation_id: UUID | None = Field(None, description="The organisation that owns it.")


class RegisterClient(FenceClient):
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
    origins: list[str] = Field(description="Front-ends that may use it; any when empty.")
    networks: list[str] = Field(description="Networks from which it may be used; any when empty.")
    rate_class: RateClass
    organisation_id: UUID | None = Field(None, description="The organisation that owns it.")
    created_at: Instant
    version: Version


class ClientWithSecret(Answer):
    """A client and the secret that is shown this once."""

    client: ClientOut
    client_secret: str | None = Field(None, description="Absent for clients without a secret.")
