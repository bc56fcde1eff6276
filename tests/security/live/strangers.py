"""Who elsewhere is asked, and what anybody at all may see."""

from collections.abc import Iterator, Mapping

from deploy.demo.gateway import Actor
from shared.codes.roles import Role
from tests.security.live.cast import ROLES, Cast
from tests.security.live.estate import UUID, Estate
from tests.security.live.offers import Offer

ADMINISTERED = (
    {Role.AUDITOR, Role.SECURITY_ADMINISTRATOR},
    "roles of all regions are granted and audited there",
)
BUILT = (
    {Role.AUDITOR, Role.STATISTICIAN, Role.SYSTEM_ADMINISTRATOR},
    "facts are built anew for all regions at once",
)
AUDITED = ({Role.AUDIT_ADMINISTRATOR}, "who looked is audited in all regions")
EVERYWHERE: dict[str, tuple[set[Role], str]] = {
    "GET /identity/v1/bindings": ADMINISTERED,
    "GET /identity/v1/bindings/{binding_id}": ADMINISTERED,
    "GET /metrics/v1/fact-rebuilds": BUILT,
    "GET /metrics/v1/fact-rebuilds/{rebuild_id}": BUILT,
    "GET /registry/v1/access-log": AUDITED,
    "GET /registry/v1/organisations/{organisation_id}/access-log": AUDITED,
    "GET /trademark/v1/organisations/{organisation_id}/holdings": (
        set(ROLES),
        "public facts of the registers",
    ),
}
"""Roles that see a list of all places by their office, each with the reason."""


def strangers(offer: Offer, elsewhere: Cast) -> Iterator[tuple[Role, Actor]]:
    """Everybody elsewhere whom the operation admits, but those who look after all places."""
    everywhere, _ = EVERYWHERE.get(str(offer), (set(), ""))
    yield from (
        (role, elsewhere.person(role)) for role in ROLES if offer.admits(role) and role not in everywhere
    )


async def public_part(estate: Estate, offer: Offer, path: str, params: Mapping[str, str]) -> set[str]:
    """What of ours is shown to anybody at all: nothing where a token is needed."""
    if offer.operation.asks is not None:
        return set()
    answer = await estate.cast.gateway.send("GET", path, params=params)
    return estate.secrets & set(UUID.findall(answer.text))
