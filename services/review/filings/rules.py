"""How many objections one address may file against a notice in a day, and under which key it is counted."""

import hashlib
import hmac
from datetime import date, datetime, time, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from uuid import UUID

from shared.time.clock import SHANGHAI, day_of

MOST_A_DAY: Final = 10
"""Ours: an office or a household shares an address; a flood does not stop at ten."""
PURPOSE: Final = b"filing allowances v1"
_IPV6_OF_ONE: Final = 64
"""Bits of an IPv6 address that a subscriber does not choose."""


def network_of(address: str) -> str:
    """Whom an address stands for: an IPv4 address itself, of IPv6 the network of the subscriber."""
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address):
        mapped = read.ipv4_mapped
        return str(mapped or ip_network((read, _IPV6_OF_ONE), strict=False))
    return str(read)


def address_key(data_key: bytes, notice_id: UUID, day: date, address: str) -> bytes:
    """The same for one address, notice and day, and telling nothing of any of them."""
    secret = hmac.digest(data_key, PURPOSE, "sha256")
    named = f"{notice_id}\x1f{day}\x1f{network_of(address)}".encode()
    return hmac.digest(secret, named, hashlib.sha256)


def seconds_left(now: datetime) -> int:
    """Until the next day in China, when the allowance is whole again."""
    midnight = datetime.combine(day_of(now) + timedelta(days=1), time.min, SHANGHAI)
    return max(1, int((midnight - now).total_seconds()))
