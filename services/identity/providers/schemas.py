"""Providers of sign-in as they cross the wire."""

from pydantic import Field

from shared.http.models import Answer


class ProviderOut(Answer):
    """Somewhere one may sign in."""

    name: str = Field(examples=["province"])
    title: str = Field(description="What people call it.", examples=["省统一身份认证平台"])


class ProvidersOut(Answer):
    """The providers that are set up, in their order."""

    items: list[ProviderOut]
