"""Accepting an invitation as it crosses the wire."""

from pydantic import Field, SecretStr

from services.identity.api_clients.schemas import ClientName
from shared.http.models import Line, StrictModel


class AcceptInvitation(StrictModel):
    """Become one of the three first administrators, as a client with a secret."""

    invitation: SecretStr = Field(max_length=200, description="The text that bootstrap printed.")
    name: ClientName = Field(description="The `client_id` to sign in with.")
    title: Line = Field(description="Who stands behind it.", examples=["系统管理员 赵工"])
