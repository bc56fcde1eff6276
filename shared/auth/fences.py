"""From where a client may be used: its token says so, and the guard of every service looks."""

from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from shared.auth.errors import NetworkNotAllowed, OriginNotAllowed

SEEN: Final = "x-lupin-client-address"
"""The address that the gateway saw; it writes over what a caller puts under this name."""
OPEN: Final = "open"
"""The rate class of clients that nothing but the gateway's limit of overload slows."""


@dataclass(frozen=True, slots=True)
class Fences:
    """Origins of the front-ends, networks of the callers, and how fast; nothing named: from everywhere."""

    origins: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    rate_class: str = OPEN

    def refusal(
        self, *, address: str, origin: str | None
    ) -> type[NetworkNotAllowed | OriginNotAllowed] | None:
        """Why a call from there is turned down, or none."""
        if self.networks and not within(self.networks, address):
            return NetworkNotAllowed
        if self.origins and origin is not None and origin not in self.origins:
            return OriginNotAllowed
        return None


UNFENCED: Final = Fences()


def within(networks: tuple[str, ...], address: str) -> bool:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in _read(networks))


@lru_cache(maxsize=1_000)
def _read(networks: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in networks)
