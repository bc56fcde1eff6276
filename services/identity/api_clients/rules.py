"""Secrets and scopes of clients: pure decisions."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection, Iterable
from enum import StrEnum
from ipaddress import ip_network
from urllib.parse import urlsplit

_SCOPE = re.compile(
    r"[a-z]{2,30}:(?:\*|[a-z_]{2,40}:(?:\*|read|write|decide|export|unmask|introspect))", re.ASCII
)
SECRET_PREFIX = "lupin_"  # noqa: S105 - lets scanners of leaked secrets recognise ours


class ClientMethod(StrEnum):
    """How a client proves itself at the token endpoint."""

    SECRET = "secret"  # noqa: S105 - a method, not a secret
    PRIVATE_KEY = "private_key"
    NONE = "none"
    """A public front-end that cannot keep a secret; it never gets a token of its own."""


class RateClass(StrEnum):
    """How many calls a subject of the client may make; the gateway counts."""

    OPEN = "open"
    PLATFORM = "platform"
    MODEST = "modest"


def read_origin(text: str) -> str:
    """An origin as browsers send it (RFC 6454): scheme, host and a port that is not the usual one."""
    parts = urlsplit(text)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    host = parts.hostname or ""
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    written = f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
    if usual is None or not host or written != text:
        raise ValueError(text)
    return text


def read_network(text: str) -> str:
    """A network in its one spelling; bits behind its length are refused."""
    return str(ip_network(text))


def new_secret() -> str:
    """256 bits of chance; long enough that a fast digest is as good as a slow one."""
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def digest(secret: str, data_key: bytes) -> bytes:
    """What is stored instead of a secret: keyed, so that a stolen table is of no use without the data key."""
    key = hmac.digest(data_key, b"lupin identity secrets v1", hashlib.sha256)
    return hmac.digest(key, secret.encode("utf-8", "surrogatepass"), hashlib.sha256)


def is_scope(text: str) -> bool:
    """`service:noun:verb`, `service:noun:*` or `service:*`."""
    return _SCOPE.fullmatch(text) is not None


def covers(allowed: Collection[str], asked: str) -> bool:
    """Whether one of the allowed scopes is the asked one or a wider one."""
    service, _, rest = asked.partition(":")
    noun = rest.partition(":")[0]
    return not {asked, f"{service}:{noun}:*", f"{service}:*"}.isdisjoint(allowed)


def services_of(scopes: Iterable[str]) -> tuple[str, ...]:
    """The services whose scopes these are: the audience of a token (RFC 8707 by house convention)."""
    return tuple(sorted({scope.partition(":")[0] for scope in scopes}))
