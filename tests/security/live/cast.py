"""One person for each role in a place, and the sibling: whoever an operation admits, there is a token."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

import httpx
from typing_extensions import override

from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.registration import SECURITY
from deploy.local.places import Places
from services.identity.bindings.rules import LEVEL_OF, OF_AN_ORGANISATION, UNGRANTABLE, WITHOUT_PLACE
from shared.auth.assertions import ASSERTION_TYPE, assert_client
from shared.auth.tokens import SigningKey
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from shared.time.clock import instant

SIBLING = "review"
"""Whose key is used where only a service of the house is admitted."""
LEVELS = (RegionLevel.PROVINCE, RegionLevel.CITY, RegionLevel.COUNTY)
ROLES = tuple(role for role in Role if role not in UNGRANTABLE | {Role.SIBLING, Role.ZONE_OFFICER})
"""Those that a person holds; no zone is shipped, so that nobody can be bound to one."""


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation of the story that holds a title, and where it is at home."""

    organisation_id: str
    region_path: str
    holder: str
    title: Json

    def path(self, level: RegionLevel) -> str:
        """The path of the region of this level: `37.`, `37.3708.` or `37.3708.370828.`."""
        parts = self.region_path.split(".")
        return ".".join(parts[: LEVELS.index(level) + 1]) + "."

    def binding(self, role: Role, level: RegionLevel) -> Json:
        """The role, bound to the organisation, to nothing, or to a region: of this level if any will do."""
        if role in OF_AN_ORGANISATION:
            return {"role": role.value, "organisation_id": self.organisation_id}
        if role in WITHOUT_PLACE:
            return {"role": role.value}
        region = self.path(LEVEL_OF.get(role, level))
        division = {"division": "foreign_trade_division"} if role is Role.DIVISION_OFFICER else {}
        return {"role": role.value, "region_path": region, **division}


def two_places(told: Json) -> tuple[Place, Place]:
    """Two holders of titles in different cities; the first is the one against whom somebody objected."""
    found: dict[str, Place] = {}
    against = told["objection"]["against"]
    for title in sorted(told["titles"], key=lambda each: each["holder_name"] != against):
        place = Place(title["organisation_id"], title["region_path"], title["holder_name"], title)
        found.setdefault(place.path(RegionLevel.CITY), place)
    first, second, *_ = found.values()
    return first, second


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who was enrolled for one place."""

    gateway: Gateway
    place: Place
    prefix: str
    level: RegionLevel
    """Of the region of those officers who may be bound to any."""

    def subject(self, role: Role) -> str:
        return f"{self.prefix}-{role.value.replace('_', '-')}"

    def person(self, role: Role) -> Actor:
        return self.gateway.person(self.subject(role))

    async def enrol(self) -> None:
        """All at once; a second time changes nothing."""
        await self.gateway.person(SECURITY).post(
            "/identity/v1/people/enrolments", {"people": list(self._people())}
        )

    def _people(self) -> Iterator[Json]:
        for role in ROLES:
            yield {
                "provider": "demo",
                "subject": self.subject(role),
                "display_name": "演示人员",
                "roles": [self.place.binding(role, self.level)],
            }

    async def tokens(self) -> Mapping[Role, str]:
        """A fresh token of each."""
        return {role: await self.person(role)._signed_in() for role in ROLES}


@dataclass
class Sibling(Actor):
    """A service of the house, which proves itself with its private key."""

    key: SigningKey = field(kw_only=True)

    @classmethod
    def of(cls, gateway: Gateway, places: Places) -> Self:
        """With the key that this platform has made for it."""
        key = SigningKey.from_pem((places.keys / f"{SIBLING}.pem").read_text("ascii"))
        return cls(gateway, SIBLING, key=key)

    @override
    async def _sign_in(self) -> httpx.Response:
        metadata = await self.gateway.public("/.well-known/oauth-authorization-server")
        form = {
            "grant_type": "client_credentials",
            "client_id": SIBLING,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assert_client(SIBLING, self.key, audience=metadata["issuer"], now=instant()),
        }
        return await self.gateway.send("POST", urlsplit(metadata["token_endpoint"]).path, data=form)
