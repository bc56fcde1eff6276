"""Keys as they cross the wire."""

from uuid import UUID

from pydantic import Field

from services.identity.keys.workflow import KeyState
from shared.http.models import Answer, Instant, Line, StrictModel, Version


class WithdrawKey(StrictModel):
    """Stop believing a key."""

    reason: Line = Field(description="Why: goes into the history.", examples=["私钥文件可能外泄"])


class KeyOut(Answer):
    """A signing key of the house, without its private half."""

    id: UUID
    kid: str = Field(description="The name by which token headers call the key (RFC 7638 thumbprint).")
    state: KeyState
    activated_at: Instant | None = Field(None, description="Since when it has signed.")
    retired_at: Instant | None = Field(None, description="Since when it only verifies.")
    created_at: Instant
    version: Version


class KeysOut(Answer):
    """All keys, newest first; there are few."""

    items: list[KeyOut]


class JwkOut(Answer):
    """One public key (RFC 7517)."""

    kty: str
    crv: str | None = None
    x: str | None = None
    y: str | None = None
    n: str | None = None
    e: str | None = None
    kid: str
    alg: str
    use: str


class KeySetOut(Answer):
    """A JWK Set (RFC 7517)."""

    keys: list[JwkOut]
