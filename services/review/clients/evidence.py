"""What a case is judged on and a dossier freezes: facts of registry, and of trademark if a rule asks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.review.clients.registry import OrganisationFacts
from services.review.clients.trademark import Holdings


class Evidence(OrganisationFacts):
    """Registry's facts with the holdings; without them, what a rule reads of marks is unknown."""

    holdings: Holdings | None = None

    def frozen(self) -> dict[str, Any]:
        """As it is stored and hashed; holdings that nobody asked for are absent."""
        return self.model_dump(mode="json", exclude={"holdings"} if self.holdings is None else None)


def joined(
    facts: Mapping[UUID, OrganisationFacts], holdings: Mapping[UUID, Holdings]
) -> dict[UUID, Evidence]:
    """The facts of each organisation that registry knows, with what trademark said of it."""
    return {each: Evidence(**dict(told), holdings=holdings.get(each)) for each, told in facts.items()}
