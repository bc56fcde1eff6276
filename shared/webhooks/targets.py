"""Which addresses a service calls on a subscriber's word: the guard against forged requests (OWASP API7)."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
NAT64 = IPv6Network("64:ff9b::/96")


class TargetUnfit(ValueError):
    """Why an address is not called; `code` names the field error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """An address that was judged, with the one number that is dialled: a name may change its mind."""

    url: SplitResult
    number: Address

    @property
    def host(self) -> str:
        return self.url.hostname or ""

    @property
    def port(self) -> int:
        return self.url.port or (443 if self.url.scheme == "https" else 80)


@dataclass(frozen=True, slots=True)
class Targets:
    """The public internet over https, and the networks that the operator has listed."""

    networks: Sequence[Network]

    def read(self, url: str) -> SplitResult:
        """The parts of an address that can be one of ours; raises TargetUnfit."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as fault:
            raise TargetUnfit("target_malformed") from fault
        if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
            raise TargetUnfit("target_malformed")
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise TargetUnfit("target_malformed")
        return parts

    async def judge(self, url: str) -> Target:
        """Look the name up and judge every number behind it; raises TargetUnfit."""
        parts = self.read(url)
        numbers = await _numbers(parts.hostname or "")
        for number in numbers:
            self._judge(number, secure=parts.scheme == "https")
        return Target(parts, numbers[0])

    def _judge(self, number: Address, *, secure: bool) -> None:
        """Link-local addresses, where clouds keep their metadata, are never called, listed or not."""
        plain = _meant(number)
        if plain.is_link_local or plain.is_multicast or plain.is_unspecified:
            raise TargetUnfit("target_never_called")
        listed = any(plain in network for network in self.networks if network.version == plain.version)
        if listed:
            return
        if not plain.is_global:
            raise TargetUnfit("target_outside_networks")
        if not secure:
            raise TargetUnfit("target_insecure")


def _meant(number: Address) -> Address:
    """The IPv4 address that an IPv6 one only wraps (mapped, 6to4, NAT64), else the number itself."""
    if not isinstance(number, IPv6Address):
        return number
    if number in NAT64:
        return IPv4Address(int(number) & 0xFFFFFFFF)
    return number.ipv4_mapped or number.sixtofour or number


async def _numbers(host: str) -> list[Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise TargetUnfit("target_unknown") from fault
    return [ip_address(each[4][0]) for each in found]
