"""Good standing on the wire."""

from typing import Any

from pydantic import Field

from shared.http.models import Answer


class FailingOut(Answer):
    """One part of good standing that does not hold."""

    code: str = Field(description="standing_not_certified, standing_open_incident, ...")
    params: dict[str, Any] = Field(description="Figures that belong to it.")


class StandingOut(Answer):
    """Good standing, or what is missing."""

    good: bool = Field(description="True when nothing fails.")
    failing: list[FailingOut] = Field(description="Each part that fails, with its figures.")
