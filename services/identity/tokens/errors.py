"""What the OAuth endpoints answer instead of a token: the listed exception to problem+json (RFC 6749 5.2)."""

from enum import StrEnum


class OAuthError(StrEnum):
    """The `error` member."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_SCOPE = "invalid_scope"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    SLOW_DOWN = "slow_down"
    """Ours: too many failed attempts under this name (429)."""

    @property
    def status(self) -> int:
        return {OAuthError.INVALID_CLIENT: 401, OAuthError.SLOW_DOWN: 429}.get(self, 400)


class OAuthFault(Exception):
    """An OAuth request that is turned down; the reason is for the log of sign-ins and for developers."""

    def __init__(self, error: OAuthError, reason: str, *, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.error = error
        self.reason = reason
        self.retry_after = retry_after
