"""Settings of identity: IDENTITY_* variables, read once."""

from abc import abstractmethod
from enum import StrEnum
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict
from typing_extensions import override

from shared.settings.service import Mode, ServiceSettings

DEMO_PROVIDER = "demo"
"""The provider of demo people; no other may take its name."""


def _address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an absolute http(s) address without query and fragment")
    return text


Address = Annotated[str, AfterValidator(_address)]
MemberPath = Annotated[
    str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$", max_length=200)
]


class TicketMember(StrEnum):
    """What we read of a platform's two answers; within an item of `legal_persons` the last four."""

    ACCESS_TOKEN = "access_token"  # noqa: S105 - a member
    EXPIRES_IN = "expires_in"
    CLIENT_ID = "client_id"
    SUBJECT = "subject"
    NAME = "name"
    ACTING_FOR = "acting_for"
    LEGAL_PERSONS = "legal_persons"
    CREDIT_CODE = "credit_code"
    LEGAL_NAME = "legal_name"
    RELATION = "relation"
    VALID_UNTIL = "valid_until"


class SignInPlace(BaseModel):
    """Somewhere people sign in, and what it knows us as."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    title: str = Field(min_length=1, max_length=200)
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: SecretStr
    redirect_uri: Address
    """The page of the front-end to which people are sent back."""
    front_end: str
    """The public client of ours through which they then act; it bounds their scopes."""

    @property
    @abstractmethod
    def authority(self) -> str:
        """Who vouches for people here; their subjects mean somebody under this authority only."""

    @property
    @abstractmethod
    def addresses(self) -> tuple[str, ...]:
        """Everything that is asked, or to which somebody is sent."""

    @property
    def secure(self) -> bool:
        """Whether nobody on the way can read or change what is said."""
        return all(urlsplit(address).scheme == "https" for address in self.addresses)


class OpenidProvider(SignInPlace):
    """One OpenID provider."""

    issuer: Address

    @property
    @override
    def authority(self) -> str:
        return self.issuer

    @property
    @override
    def addresses(self) -> tuple[str, ...]:
        return self.issuer, self.redirect_uri


class TicketPlatform(SignInPlace):
    """One platform of a province that gives tickets (not OpenID Connect), with the names of its members."""

    sign_in_url: Address
    token_url: Address
    user_info_url: Address
    members: dict[TicketMember, MemberPath] = Field(default_factory=dict)
    """How this platform calls what we read, where it differs: dotted from the top of the answer."""

    @property
    @override
    def authority(self) -> str:
        parts = urlsplit(self.user_info_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    @override
    def addresses(self) -> tuple[str, ...]:
        return self.sign_in_url, self.token_url, self.user_info_url, self.redirect_uri


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
    ticket_platforms: tuple[TicketPlatform, ...] = Field(
        (),
        description="Provincial platforms that give tickets: a JSON list of objects with `name`, `title`,"
        " `sign_in_url`, `token_url`, `user_info_url`, `client_id`, `client_secret`, `redirect_uri`,"
        " `front_end` and, where its names differ, `members`; https only in production",
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
        told: tuple[SignInPlace, ...] = (*self.openid_providers, *self.ticket_platforms)
        if any(place.name == DEMO_PROVIDER for place in told):
            raise ValueError("the name demo is that of the demo sign-in")
        for member in ("name", "authority", "redirect_uri"):
            if len({getattr(place, member) for place in told}) < len(told):
                raise ValueError(f"two providers of sign-in have one {member}")
        if self.mode is Mode.PRODUCTION and not all(place.secure for place in told):
            raise ValueError("a provider of sign-in is reached by https in production")
        return self

    @property
    def token_endpoint(self) -> str:
        """Where clients get tokens, as they see it through the gateway."""
        return f"{self.issuer}/v1/token"

    @property
    def issuer_path(self) -> str:
        """What stands behind the host in the issuer; RFC 8414 puts it behind the well-known path."""
        return urlsplit(self.issuer).path
