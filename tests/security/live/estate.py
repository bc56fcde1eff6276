"""What belongs to one organisation of the story, found by reading every list as those who may."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.registration import PROGRAMME
from shared.codes.kinds import RecommendingBody
from shared.codes.roles import Role
from tests.journeys.people import bearer
from tests.security.live.cast import ROLES, Cast
from tests.security.live.offers import DOCUMENT, Kind, Offer, reading

NAMES = {
    "editions": "number",
    "dossiers": "sequence",
    "code-lists": "name",
    **dict.fromkeys(("regions", "documents", "tasks", "indicators", "targets", "legal-rules"), "code"),
}
"""Members by which items are asked for where it is not their `id`."""
READ_BY_NAME = {
    "documents": DOCUMENT,
    "figures": "ecommerce_volume",
    "counts": "title",
    "charts": "bullet.svg",
    "1.0.0": "*",
}
"""What no list of the same name tells."""
CALLED = {"entries": "notice-entries", "organisations": "directory"}
"""What else the items of a list are called in paths."""
APIECE = {"code-lists", "jobs", "files", "webhooks", "deliveries"}
"""Of which each service has its own."""
PUBLISHED = ("indications/conflicts", "report-windows")
"""Laid so that something of ours hangs on them, and themselves anybody's to know."""
DIVISIONS = tuple(f"officer-{body}" for body in RecommendingBody if not body.of_city)
"""Of the story: each speaks for its own candidates, and ours may be one of theirs."""
EXPERTS = tuple(f"expert-{number:02d}" for number in range(1, 13))
"""Of the story: a newly enrolled expert has been assigned nothing."""
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Estate:
    """Identifiers that are the organisation's own, and for each kind of thing one that exists."""

    cast: Cast
    sibling: Actor
    secrets: set[str]
    known: dict[str, str]
    """By the segment before it in paths; one of the organisation's where there is one."""
    others: dict[str, list[str]] = field(default_factory=dict)
    """All that were seen, by the same segment."""
    shown: dict[str, list[Json]] = field(default_factory=dict)
    """Items by list, as somebody with a right to them saw them."""
    answered: set[str] = field(default_factory=set)
    """Records and exports that somebody with a right to them has read."""
    orders: dict[str, list[str]] = field(default_factory=dict)
    """By which each list can be sorted, as it told."""

    def rightful(self, offer: Offer) -> Iterator[Actor]:
        """Those whose role is admitted, in this place or in the story."""
        yield from (self.cast.person(role) for role in ROLES if offer.admits(role))
        if offer.admits(Role.PROGRAMME_OFFICER):
            yield self.cast.gateway.person(PROGRAMME)
        if offer.admits(Role.DIVISION_OFFICER):
            yield from (self.cast.gateway.person(name) for name in DIVISIONS)
        if offer.admits(Role.SIBLING):
            yield self.sibling
        if offer.admits(Role.EXPERT):
            yield from (self.cast.gateway.person(name) for name in EXPERTS)

    @property
    def size(self) -> tuple[int, ...]:
        """By which it is seen that something new was found."""
        return len(self.known), len(self.secrets), len(self.answered)

    def is_reachable(self, offer: Offer) -> bool:
        return len(offer.identified(self.known)) == len(offer.slots)

    def address(self, offer: Offer) -> str:
        return offer.address(offer.identified(self.known))

    def concerns(self, offer: Offer) -> bool:
        """Whether the path names something of the organisation's own."""
        return not self.secrets.isdisjoint(offer.identified(self.known).values())

    def learn(self, offer: Offer, items: Sequence[Json]) -> None:
        """Keep what was shown: an item that names something of ours is ours."""
        kept = self.shown.setdefault(str(offer), [])
        kept += [each for each in items if each not in kept]
        named = NAMES.get(offer.collection, "id")
        for item in (each for each in kept if isinstance(each, dict)):
            ours = self.concerns(offer) or self._is_ours(item)
            if ours and "id" in item:
                self.secrets.add(str(item["id"]))
            if named in item:
                self._know(offer, str(item[named]), better=ours)

    def _know(self, offer: Offer, name: str, *, better: bool) -> None:
        """One is enough; one of ours is better than another's."""
        for collection in {offer.collection, CALLED.get(offer.collection, offer.collection)}:
            segment = f"{offer.operation.service}/{collection}" if collection in APIECE else collection
            seen = self.others.setdefault(segment, [])
            seen += [name] if name not in seen else []
            if segment not in self.known or (better and self.known[segment] not in self.secrets):
                self.known[segment] = name

    def _is_ours(self, item: Json) -> bool:
        return any(isinstance(value, str) and value in self.secrets for value in item.values())


async def survey(cast: Cast, sibling: Actor, laid: Mapping[str, str]) -> Estate:
    """Read whatever can be read until nothing new is found; `laid` is known from making it."""
    title = cast.place.title
    case = {"organisations": cast.place.organisation_id, "applications": title["application_id"]}
    around = {
        "titles": title["id"],
        "rounds": title["round_id"],
        "programmes": title["programme_id"],
        "decisions": title["decision_id"],
    }
    ours = {*case.values(), *(value for name, value in laid.items() if name not in PUBLISHED)}
    estate = Estate(cast, sibling, ours, {**READ_BY_NAME, **case, **around, **laid})
    before: tuple[int, ...] = ()
    while (now := estate.size) != before:
        before = now
        await asyncio.gather(*(_read(estate, each) for each in reading() if estate.is_reachable(each)))
    return estate


async def _read(estate: Estate, offer: Offer) -> None:
    """As one after the other of those who may, until somebody is shown something."""
    if str(offer) in estate.answered:
        estate.learn(offer, ())
        return
    params = offer.parameters
    for actor in estate.rightful(offer):
        answer = await ask(estate.cast.gateway, actor, estate.address(offer), params)
        if answer.status_code == httpx.codes.OK and (offer.kind is not Kind.LIST or answer.json()["items"]):
            estate.answered.add(str(offer))
            if offer.kind is Kind.LIST:
                estate.learn(offer, answer.json()["items"])
            return


async def ask(gateway: Gateway, actor: Actor, path: str, params: Mapping[str, str]) -> httpx.Response:
    """Read something as somebody."""
    return await gateway.send("GET", path, params=params, headers=await bearer(actor))
