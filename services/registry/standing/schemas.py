"""Good standing on the wire."""

from collections.abc import Sequence
from typing import Any

from pydantic import Field

from services.registry.standing.rules import Failing
from shared.http.models import Answer


class FailingOut(Answer):
    """One part of good standing that does not hold."""

    code: str = Field(description="standing_not_certified, standing_open_incident, ...")
    params: dict[str, Any] = Field(description="Figures that belong to it.")


class StandingOut(Answer):
    """Good standing, or what is missing."""

    good: bool = Field(description="True when nothing fails.")
    failing: Sequence[FailingOut] = Field(description="Each part that fails, with its figures.")


def standing_of(failing: Sequence[Failing]) -> StandingOut:
    """The answer for what was found to fail."""
    return StandingOut(
        good=not failing,
        failing=[FailingOut(code=each.code, params=dict(each.params)) for each in failing],
    )
