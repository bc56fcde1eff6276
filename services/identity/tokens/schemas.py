"""OAuth answers as they cross the wire (RFC 6749, 7662, 8414)."""

from pydantic import Field

from services.identity.tokens.errors import OAuthError
from shared.http.models import Answer


class TokenOut(Answer):
    """An access token (RFC 6749 section 5.1)."""

    access_token: str = Field(description="A signed JWT (RFC 9068); opaque to clients.")
    token_type: str = Field("Bearer", description="Always Bearer.")
    expires_in: int = Field(description="Seconds until it is over.")
    scope: str = Field(description="What was granted, with spaces between.")


class OAuthProblem(Answer):
    """Why there is no token (RFC 6749 section 5.2)."""

    error: OAuthError
    error_description: str = Field(description="One word for developers.")


class IntrospectionOut(Answer):
    """What a token is worth now (RFC 7662); members but `active` only for active ones."""

    active: bool
    iss: str | None = None
    sub: str | None = None
    aud: list[str] | None = None
    client_id: str | None = None
    jti: str | None = None
    iat: int | None = None
    exp: int | None = None
    scope: str | None = None
    token_type: str | None = None


class MetadataOut(Answer):
    """How to use this authorization server (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    revocation_endpoint: str
    introspection_endpoint: str
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    revocation_endpoint_auth_methods_supported: list[str]
    introspection_endpoint_auth_methods_supported: list[str]
    ui_locales_supported: list[str]
