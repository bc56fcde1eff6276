"""Reading what an OpenID provider publishes of itself (OpenID Connect Discovery 1.0 section 3): pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

WELL_KNOWN = "/.well-known/openid-configuration"


class NotOpenidError(ValueError):
    """What was published is not what we can sign in with."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where a provider is to be asked, and whether it names itself when it sends people back (RFC 9207)."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool


def configuration_of(issuer: str) -> str:
    """Where a provider publishes its configuration."""
    return f"{issuer.rstrip('/')}{WELL_KNOWN}"


def read_configuration(document: Mapping[str, object], *, issuer: str) -> Published:
    """The configuration of this issuer and of no other, with code and PKCE by S256."""
    if document.get("issuer") != issuer:
        raise NotOpenidError("the configuration is that of another issuer")
    for member, needed in (
        ("response_types_supported", "code"),
        ("code_challenge_methods_supported", "S256"),
    ):
        offered = document.get(member)
        if not isinstance(offered, list) or needed not in offered:
            raise NotOpenidError(f"{member} has no {needed}")
    return Published(
        authorization_endpoint=_endpoint(document, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(document, "token_endpoint", issuer),
        jwks_uri=_endpoint(document, "jwks_uri", issuer),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(document: Mapping[str, object], member: str, issuer: str) -> str:
    """Nothing is asked less securely than the issuer is."""
    address = document.get(member)
    secure = {"https"} if urlsplit(issuer).scheme == "https" else {"https", "http"}
    if not isinstance(address, str) or urlsplit(address).scheme not in secure or urlsplit(address).fragment:
        raise NotOpenidError(f"{member} is no address")
    return address
