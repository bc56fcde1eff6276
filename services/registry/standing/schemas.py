"""Good standing on the wire."""

from datetime import date
from functools import lru_cache
from typing import Any

from pydantic import Field

from services.registry.standing.rules import Condition, failing
from shared.http.models import Answer


class FailingOut(Answer):
    """One part of good standing that does not hold."""

    code: str = Field(description="standing_not_certified, standing_open_incident, ...")
    params: dict[str, Any] = Field(description="Figures that belong to it.")


class StandingOut(Answer):
    """Good standing, or what is missing."""

    good: bool = Field(description="True when nothing fails.")
    failing: list[FailingOut] = Field(description="Each part that fails, with its figures.")


@lru_cache(maxsize=1000)
def standing_of(condition: Condition, today: date) -> StandingOut:
    """The answer for a condition; remembered, because most organisations of a page are in one of a few."""
    found = failing(condition, today)
    told = [FailingOut(code=each.code, params=dict(each.params)) for each in found]
    return StandingOut(good=not found, failing=told)
