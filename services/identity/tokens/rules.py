"""Reading OAuth forms and deciding on scopes: pure, on values."""

import base64
import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus

from services.identity.api_clients.rules import covers, is_scope
from services.identity.tokens.errors import OAuthError, OAuthFault

MOST_FIELDS = 30
LONGEST_FIELD = 32_768
"""Characters of one field: more than the longest token or assertion."""
MOST_SCOPES = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """How a client proves itself in one request: with a secret, with an assertion, or with its name only."""

    client: str
    secret: str | None = None
    assertion: str | None = None
    by_header: bool = False


def read_form(body: bytes, content_type: str) -> Mapping[str, str]:
    """The fields of an OAuth request; none comes twice, empty ones count as absent (RFC 6749 section 3.2)."""
    if content_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise OAuthFault(OAuthError.INVALID_REQUEST, "form_expected")
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as fault:
        raise OAuthFault(OAuthError.INVALID_REQUEST, "form_unreadable") from fault
    fields = dict(pairs)
    if not all(text.isprintable() for text in fields.values()):
        raise OAuthFault(OAuthError.INVALID_REQUEST, "control_character")
    if any(len(text) > LONGEST_FIELD for text in fields.values()):
        raise OAuthFault(OAuthError.INVALID_REQUEST, "field_too_long")
    if len(fields) != len(pairs):
        raise OAuthFault(OAuthError.INVALID_REQUEST, "field_repeated")
    return {name: value for name, value in fields.items() if value}


def read_proof(form: Mapping[str, str], authorization: str | None, *, assertion_type: str) -> Proof:
    """Exactly one way of client authentication (RFC 6749 section 2.3, RFC 7523 section 2.2)."""
    ways = [
        authorization is not None,
        "client_secret" in form,
        "client_assertion" in form or "client_assertion_type" in form,
    ]
    if sum(ways) > 1:
        raise OAuthFault(OAuthError.INVALID_REQUEST, "one_way_of_authentication")
    if authorization is not None:
        return _basic(authorization, form.get("client_id"))
    if ways[2]:
        if form.get("client_assertion_type") != assertion_type or "client_assertion" not in form:
            raise OAuthFault(OAuthError.INVALID_CLIENT, "assertion_type")
        return Proof(form.get("client_id", ""), assertion=form["client_assertion"])
    if "client_id" not in form:
        raise OAuthFault(OAuthError.INVALID_CLIENT, "no_client")
    return Proof(form["client_id"], secret=form.get("client_secret"))


def _basic(authorization: str, client_id: str | None) -> Proof:
    scheme, _, encoded = authorization.partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        decoded = ""
    name, colon, secret = decoded.partition(":")
    name = unquote_plus(name)
    matching = client_id in {None, name} and name.isprintable()
    if scheme.lower() != "basic" or not colon or not matching:
        raise OAuthFault(OAuthError.INVALID_CLIENT, "basic_unreadable")
    return Proof(name, secret=unquote_plus(secret), by_header=True)


def granted_scopes(asked: Collection[str] | None, allowed: Collection[str]) -> frozenset[str]:
    """What was asked for, if all of it is covered by what is allowed; all of that if nothing was asked."""
    if asked is None:
        return frozenset(allowed)
    known = 0 < len(asked) <= MOST_SCOPES and all(is_scope(scope) for scope in asked)
    if not known or not all(covers(allowed, scope) for scope in asked):
        raise OAuthFault(OAuthError.INVALID_SCOPE, "scope_not_allowed")
    return frozenset(asked)
