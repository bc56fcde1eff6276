"""Signing in through an OpenID provider as it crosses the wire."""

from typing import Annotated

from pydantic import Field

from services.identity.api_clients.schemas import Scope
from services.identity.people.schemas import Provider
from shared.http.models import Answer, StrictModel

Printable = Annotated[str, Field(pattern=r"^[\x20-\x7e]+$", min_length=1, max_length=2_048)]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", min_length=1, max_length=80)]


class BeginOpenidSignIn(StrictModel):
    """Begin to sign in."""

    provider: Provider = Field(description="One of those listed.")


class OpenidSignInOut(Answer):
    """A sign-in that has begun."""

    authorization_url: str = Field(description="Send the browser there.")
    browser_key: str = Field(
        description="Keep it in this browser (sessionStorage) and send it nowhere but to the completion."
    )
    expires_in: int = Field(description="Seconds within which it must be completed.")


class CompleteOpenidSignIn(StrictModel):
    """Complete a sign-in with what the provider appended to the address of the front-end."""

    provider: Provider = Field(description="The one with which it began.")
    state: Key
    code: Printable
    iss: Printable | None = Field(
        None, description="As appended (RFC 9207); required when the provider does."
    )
    browser_key: Key = Field(description="What this browser has kept.")
    scopes: list[Scope] | None = Field(None, max_length=100, description="Everything when absent.")
