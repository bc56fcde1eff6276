"""Settings of identity: IDENTITY_* variables, read once."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from shared.settings.service import Mode, ServiceSettings

DEMO_PROVIDER = "demo"
"""The provider of demo people; no other may take its name."""


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an absolute http(s) address without query and fragment")
    return text


Address = Annotated[str, AfterValidator(_address)]


class OpenidProvider(BaseModel):
    """One OpenID provider at which people sign in, and what it knows us as."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    title: str = Field(min_length=1, max_length=200)
    issuer: Address
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr
    redirect_uri: Address
    """The page of the front-end to which the provider sends people back."""
    front_end: str
    """The public client of ours through which they then act; it bounds their scopes."""

    @property
    def secure(self) -> bool:
        """Whether nobody on the way can read or change what is said."""
        return all(urlsplit(address).scheme == "https" for address in (self.issuer, self.redirect_uri))


class IdentitySettings(ServiceSettings):
    """What identity is told by its environment."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix="IDENTITY_")

    token_seconds: int = Field(600, ge=300, le=900, description="Life of an access token")
    key_days: int = Field(30, ge=1, le=365, description="Age at which the signing key is rotated")
    demo_sign_in: bool = Field(
        False, description="Sign-in by passphrase as any demo person; never in production"
    )
    demo_passphrase: SecretStr | None = Field(None, description="The one passphrase of the demo sign-in")

    openid_providers: tuple[OpenidProvider, ...] = Field(
        (),
        description="OpenID providers at which people sign in: a JSON list of objects with `name`, `title`,"
        " `issuer`, `client_id`, `client_secret`, `redirect_uri` and `front_end`; https only in production",
    )

    @model_validator(mode="after")
    def _demo_stays_out_of_production(self) -> Self:
        if self.demo_sign_in and self.mode is Mode.PRODUCTION:
            raise ValueError("the demo sign-in refuses production mode: unset IDENTITY_DEMO_SIGN_IN")
        if self.demo_sign_in and self.demo_passphrase is None:
            raise ValueError("the demo sign-in needs IDENTITY_DEMO_PASSPHRASE")
        return self

    @model_validator(mode="after")
    def _providers_are_told_apart(self) -> Self:
        told = self.openid_providers
        if any(provider.name == DEMO_PROVIDER for provider in told):
            raise ValueError("the name demo is that of the demo sign-in")
        for member in ("name", "issuer", "redirect_uri"):
            if len({getattr(provider, member) for provider in told}) < len(told):
                raise ValueError(f"two OpenID providers have one {member}")
        if self.mode is Mode.PRODUCTION and not all(provider.secure for provider in told):
            raise ValueError("an OpenID provider is reached by https in production")
        return self

    @property
    def token_endpoint(self) -> str:
        """Where clients get tokens, as they see it through the gateway."""
        return f"{self.issuer}/v1/token"

    @property
    def issuer_path(self) -> str:
        """What stands behind the host in the issuer; RFC 8414 puts it behind the well-known path."""
        return urlsplit(self.issuer).path
