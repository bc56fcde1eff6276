"""Signing in by ticket as it crosses the wire."""

from pydantic import Field

from services.identity.api_clients.schemas import Scope
from services.identity.openid.schemas import Key, Printable
from services.identity.people.schemas import Provider
from shared.http.models import Answer, StrictModel


class BeginTicketSignIn(StrictModel):
    """Begin to sign in."""

    platform: Provider = Field(description="One of those listed.")


class TicketSignInOut(Answer):
    """A sign-in that has begun."""

    sign_in_url: str = Field(description="Send the browser there.")
    browser_key: str = Field(
        description="Keep it in this browser (sessionStorage) and send it nowhere but to the completion."
    )
    expires_in: int = Field(description="Seconds within which it must be completed.")


class CompleteTicketSignIn(StrictModel):
    """Complete a sign-in with what the platform appended to the address of the front-end."""

    platform: Provider = Field(description="The one with which it began.")
    state: Key
    ticket: Printable
    browser_key: Key = Field(description="What this browser has kept.")
    scopes: list[Scope] | None = Field(None, max_length=100, description="Everything when absent.")
