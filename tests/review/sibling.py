"""Registry and trademark as review sees them, without either: what a test has told them, or silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.review.clients.registry import OrganisationFacts
from services.review.clients.trademark import Holdings
from shared.db.ids import new_id
from shared.http.errors import SiblingSilent

STORY = "三十年专注大蒜深加工，原产地直供，近三年网络销售额连年增长，产品出口。"
FORM: dict[str, Any] = {
    "brand_name": "蒜都红",
    "brand_story": STORY,
    "online_channels": ["天猫旗舰店"],
    "leader": "总经理",
    "team_size": 12,
    "dedicated_fund_yuan": "800000.00",
}


@dataclass
class KnownOrganisations:
    """Stands in for registry: `know()` adds an organisation, `silent` cuts the line."""

    known: dict[UUID, OrganisationFacts] = field(default_factory=dict)
    silent: bool = False
    asked: int = 0

    def know(
        self, *, city: str = "3708", category: str = "regional_origin_agriculture", **given: Any
    ) -> UUID:
        """An organisation of a city that meets every rule, unless `given` says otherwise."""
        made = new_id()
        self.known[made] = organisation(made, city=city, category=category, **given)
        return made

    async def find(self, organisation_id: UUID) -> OrganisationFacts | None:
        return (await self.many([organisation_id])).get(organisation_id)

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, OrganisationFacts]:
        if self.silent:
            raise SiblingSilent(sibling="registry", retry_after=5)
        self.asked += 1
        return {each: self.known[each] for each in organisation_ids if each in self.known}


@dataclass
class KnownHoldings:
    """Stands in for trademark, which answers for everybody; `silent` cuts the line."""

    marks: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    uses: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    silent: bool = False
    asked: int = 0

    def hold(self, organisation_id: str, *, plot: str | None = None) -> None:
        """A valid mark of the organisation, and an indication in use whose first plot lies there."""
        mark = {"number": "13579246", "name": "蒜都红", "kind": "product", "classes": [31]}
        self.marks[UUID(organisation_id)] = [mark | {"status": "registered", "registered_on": "2014-04-07"}]
        if plot is not None:
            use = {"indication_id": str(new_id()), "region_path": plot}
            self.uses[UUID(organisation_id)] = [use]

    async def many(self, organisation_ids: Iterable[UUID]) -> Mapping[UUID, Holdings]:
        if self.silent:
            raise SiblingSilent(sibling="trademark", retry_after=5)
        self.asked += 1
        return {each: self._of(each) for each in organisation_ids}

    def _of(self, organisation_id: UUID) -> Holdings:
        held = {
            "id": str(organisation_id),
            "version": "5f2b0c9e11aa3c47",
            "definition_version": 1,
            "as_of": "2017-03-01T02:00:01Z",
            "marks": self.marks.get(organisation_id, []),
            "authorisations": self.uses.get(organisation_id, []),
        }
        return Holdings.model_validate(held)


def organisation(
    organisation_id: UUID,
    *,
    city: str,
    category: str,
    certified: bool = True,
    incidents: Iterable[Mapping[str, Any]] = (),
    yearly_facts: Iterable[Mapping[str, Any]] | None = None,
    brands: Iterable[Mapping[str, Any]] = ({"name": "蒜都红", "kind": "product", "status": "active"},),
) -> OrganisationFacts:
    sold = {"year": 2016, "kind": "online_sales", "value": "1000000", "unit": "yuan", "source": "declared"}
    return OrganisationFacts.model_validate(
        {
            "id": str(organisation_id),
            "version": 7,
            "as_of": "2017-03-01T02:00:00Z",
            "organisation": {
                "credit_code": "91370828MA3C4G5H63",
                "name": f"金乡县大蒜产业有限公司{organisation_id.hex[-4:]}",
                "kind": "enterprise",
                "category": category,
                "region_code": f"{city}28",
                "current_region": f"{city}28",
                "region_path": f"37.{city}.{city}28.",
                "status": "active",
            },
            "certified_at": "2017-02-20T02:00:00Z" if certified else None,
            "standing": {"good": True, "failing": []},
            "yearly_facts": [sold] if yearly_facts is None else list(yearly_facts),
            "incidents": list(incidents),
            "brands": list(brands),
        }
    )
