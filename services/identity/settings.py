"""Settings of identity: IDENTITY_* variables, read once."""

from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings.service import Mode, ServiceSettings


class IdentitySettings(ServiceSettings):
    """What identity is told by its environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="IDENTITY_")

    token_seconds: int = Field(600, ge=300, le=900, description="Life of an access token")
    key_days: int = Field(30, ge=1, le=365, description="Age at which the signing key is rotated")
    demo_sign_in: bool = Field(
        False, description="Sign-in by passphrase as any demo person; never in production"
    )
    demo_passphrase: SecretStr | None = Field(None, description="The one passphrase of the demo sign-in")

    @model_validator(mode="after")
    def _demo_stays_out_of_production(self) -> Self:
        if self.demo_sign_in and self.mode is Mode.PRODUCTION:
            raise ValueError("the demo sign-in refuses production mode: unset IDENTITY_DEMO_SIGN_IN")
        if self.demo_sign_in and self.demo_passphrase is None:
            raise ValueError("the demo sign-in needs IDENTITY_DEMO_PASSPHRASE")
        return self

    @property
    def token_endpoint(self) -> str:
        """Where clients get tokens, as they see it through the gateway."""
        return f"{self.issuer}/v1/token"

    @property
    def issuer_path(self) -> str:
        """What stands behind the host in the issuer; RFC 8414 puts it behind the well-known path."""
        return urlsplit(self.issuer).path
