"""The revocation feed as it crosses the wire."""

from pydantic import Field

from shared.auth.revocations import RevokedKind
from shared.http.models import Answer


class RevocationOut(Answer):
    """Access tokens that are refused from now on."""

    kind: RevokedKind = Field(description="What `value` names: one token, all of a subject, all of a client.")
    value: str = Field(description="`jti`, `sub` or `client_id`.")
    before_ms: int = Field(
        description="Tokens issued until this moment (milliseconds since 1970) are refused."
    )
    expires_at: int = Field(description="When the last of them is over (seconds since 1970).")


class RevocationsOut(Answer):
    """A page of the feed; the cursor is always there."""

    items: list[RevocationOut]
    cursor: str = Field(description="Goes into the next call.", examples=["7"])
