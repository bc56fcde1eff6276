import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from shared.auth.claims import ACCESS_TOKEN, Claims
from shared.auth.errors import TokenExpired, TokenInvalid
from shared.auth.tokens import MAX_TOKEN, SigningKey, sign
from shared.codes.roles import Role
from shared.db.caller import CallerKind
from shared.testing.tokens import MovableClock, TestIssuer, bound


def encoded(part: object) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(key: SigningKey, header: object, payload: object) -> str:
    signing_input = f"{encoded(header)}.{encoded(payload)}"
    return f"{signing_input}.{encoded(key.sign(signing_input.encode()))}"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def issuer(clock: MovableClock) -> TestIssuer:
    return TestIssuer(clock)


@pytest.fixture
def header(issuer: TestIssuer) -> dict[str, object]:
    return {"alg": "ES256", "kid": issuer.key.verifying.kid, "typ": ACCESS_TOKEN}


@pytest.fixture
def payload(issuer: TestIssuer) -> dict[str, object]:
    return issuer.claims("review", [bound(Role.CITY_OFFICER, region="37.3708.")]).written()


async def reason(issuer: TestIssuer, token: str) -> str:
    with pytest.raises(TokenInvalid) as refused:
        await issuer.verifier("review").verify(token)
    assert refused.value.headers["WWW-Authenticate"].startswith('Bearer realm="lupin", error="invalid_token"')
    return str(refused.value.params["reason"])


async def test_a_good_token_makes_its_caller(issuer: TestIssuer):
    claims = issuer.claims("review", [bound(Role.CITY_OFFICER, region="37.3708.")], subject="p-1")
    verified = await issuer.verifier("review").verify(issuer.signed(claims))
    assert verified.claims == claims
    assert verified.caller.subject == "p-1"
    assert verified.caller.kind is CallerKind.PERSON
    assert verified.caller.regions == ("37.3708.",)


async def test_algorithm_none_is_refused(issuer, header, payload):
    token = f"{encoded(header | {'alg': 'none'})}.{encoded(payload)}."
    assert await reason(issuer, token) == "form"
    assert await reason(issuer, token + "AA") == "algorithm"


async def test_the_public_key_is_no_shared_secret(issuer, header, payload):
    """Algorithm confusion: HS256 with the published key as its secret."""
    secret = issuer.key.public_pem().encode()
    signing_input = f"{encoded(header | {'alg': 'HS256'})}.{encoded(payload)}"
    mac = hmac.new(secret, signing_input.encode(), hashlib.sha256).digest()
    assert await reason(issuer, f"{signing_input}.{encoded(mac)}") == "algorithm"


async def test_a_key_has_one_algorithm(issuer, header, payload):
    assert await reason(issuer, signed(issuer.key, header | {"alg": "RS256"}, payload)) == "algorithm"


@pytest.mark.parametrize(
    "more",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"jwk": {}},
        {"jku": "http://evil.test"},
        {"x5u": "http://evil.test"},
        {"b64": False},
        {"zip": "DEF"},
    ],
    ids=lambda more: next(iter(more)),
)
async def test_a_header_says_nothing_that_we_do_not_read(issuer, header, payload, more):
    assert await reason(issuer, signed(issuer.key, header | more, payload)) == "header_member"


@pytest.mark.parametrize("typ", ["JWT", "AT+JWT", "application/at+jwt", None, 1, ["at+jwt"]])
async def test_another_type_of_token_is_refused(issuer, header, payload, typ):
    assert await reason(issuer, signed(issuer.key, header | {"typ": typ}, payload)) == "type"


async def test_a_missing_type_is_refused(issuer, header, payload):
    del header["typ"]
    assert await reason(issuer, signed(issuer.key, header, payload)) == "type"


@pytest.mark.parametrize("kid", ["", None, 7, "unknown", "../../etc/passwd"])
async def test_an_unknown_key_is_refused(issuer, header, payload, kid):
    assert await reason(issuer, signed(issuer.key, header | {"kid": kid}, payload)) == "key"


async def test_a_stranger_cannot_sign_with_our_key_name(issuer, header, payload):
    assert await reason(issuer, signed(SigningKey.generate(), header, payload)) == "signature"


async def test_a_changed_claim_breaks_the_signature(issuer, header, payload):
    head, _, signature = signed(issuer.key, header, payload).split(".")
    forged = payload | {"sub": "somebody-else"}
    assert await reason(issuer, f"{head}.{encoded(forged)}.{signature}") == "signature"


async def test_a_header_that_names_a_member_twice_is_refused(issuer, header, payload):
    twice = json.dumps(header)[:-1].encode() + b', "alg": "ES256"}'
    assert await reason(issuer, signed(issuer.key, twice, payload)) == "duplicate_member"


async def test_a_claim_named_twice_is_refused(issuer, header, payload):
    twice = json.dumps(payload)[:-1].encode() + b', "sub": "somebody-else"}'
    assert await reason(issuer, signed(issuer.key, header, twice)) == "duplicate_member"


@pytest.mark.parametrize(
    "head",
    [b"[]", b'"at"', b"{", b"\xff\xfe", b'{"alg": NaN}', b"[" * 700],
    ids=["list", "text", "open", "bytes", "nan", "deep"],
)
async def test_a_header_that_is_no_object_is_refused(issuer, payload, head):
    assert await reason(issuer, signed(issuer.key, head, payload)) == "json"


async def test_deeply_nested_claims_are_refused(issuer, header):
    assert await reason(issuer, signed(issuer.key, header, b'{"a":' + b"[" * 9000)) == "json"


async def test_too_long_a_token_is_refused_unread(issuer, header, payload):
    assert await reason(issuer, "a" * (MAX_TOKEN + 1)) == "too_long"
    wide = signed(issuer.key, header | {"kid": "k" * 2000}, payload)
    assert await reason(issuer, wide) == "too_long"


@pytest.mark.parametrize(
    "token", ["", "a", "a.b", "a.b.c.d", "é.b.c", "a.b.c\n", " a.b.c", "a.b.c=", "\ud800.b.c"]
)
async def test_what_is_not_a_token_is_refused(issuer, token):
    assert await reason(issuer, token) in {"form", "encoding", "json"}


async def test_one_signature_has_one_spelling(issuer, header, payload):
    """Base64url with stray low bits decodes to the same bytes: a second spelling of one token."""
    token = signed(issuer.key, header, payload)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = alphabet[alphabet.index(token[-1]) ^ 1]
    assert await reason(issuer, token[:-1] + last) == "encoding"


REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "lupin"]


@pytest.mark.parametrize("claim", REQUIRED)
@pytest.mark.parametrize("wrong", [None, 1.5, True, {}, "\x00"], ids=repr)
async def test_every_claim_is_required_in_its_type(issuer, header, payload, claim, wrong):
    assert await reason(issuer, signed(issuer.key, header, payload | {claim: wrong}))
    del payload[claim]
    assert await reason(issuer, signed(issuer.key, header, payload)) in {claim, "lupin"}


@pytest.mark.parametrize("aud", [[], ["registry"], "registry", [["review"]], ["review", 1], ""])
async def test_a_token_for_another_service_is_refused(issuer, header, payload, aud):
    assert await reason(issuer, signed(issuer.key, header, payload | {"aud": aud})) == "aud"


async def test_a_token_of_another_issuer_is_refused(issuer, header, payload):
    assert await reason(issuer, signed(issuer.key, header, payload | {"iss": "http://other.test"})) == "iss"


async def test_a_token_is_good_until_its_end_and_the_leeway(issuer, clock, header, payload):
    token = signed(issuer.key, header, payload)
    clock.at += timedelta(seconds=603)
    issuer.revocations.hear([])
    await issuer.verifier("review").verify(token)
    clock.at += timedelta(seconds=3)
    with pytest.raises(TokenExpired):
        await issuer.verifier("review").verify(token)


async def test_a_token_from_the_future_is_refused(issuer, clock, header, payload):
    token = signed(issuer.key, header, payload)
    clock.at -= timedelta(seconds=4)
    await issuer.verifier("review").verify(token)
    clock.at -= timedelta(seconds=4)
    assert await reason(issuer, token) == "iat"


@pytest.mark.parametrize("ahead", [1, 5, 6, 600, 900, -1])
async def test_P02_a_token_whose_beginning_alone_lies_elsewhere_is_refused(issuer, header, payload, ahead):
    """Identity lets its tokens begin when it issues them: by another `nbf` none is kept for later."""
    begins = payload | {"nbf": payload["iat"] + ahead}
    assert await reason(issuer, signed(issuer.key, header, begins)) == "nbf"
    assert await reason(issuer, signed(issuer.key, header, payload | {"nbf": str(payload["iat"])})) == "nbf"


async def test_a_token_that_lives_for_hours_is_refused(issuer, header, payload):
    payload["exp"] = payload["iat"] + 901
    assert await reason(issuer, signed(issuer.key, header, payload)) == "exp"


@pytest.mark.parametrize(
    "binding",
    [
        {"role": "clock"},
        {"role": "public"},
        {"role": "city_officer", "region": "37%"},
        {"role": "city_officer", "region": "37.3708"},
        {"role": "applicant", "organisation": "x"},
        {"role": "applicant", "more": "x"},
        {"role": 1},
        {},
        "applicant",
    ],
)
async def test_a_binding_that_identity_never_writes_is_refused(issuer, header, payload, binding):
    lupin = payload["lupin"] | {"bindings": [binding]}
    assert await reason(issuer, signed(issuer.key, header, payload | {"lupin": lupin})) == "lupin"


async def test_a_role_of_a_later_release_grants_nothing(issuer, header, payload):
    lupin = payload["lupin"] | {"bindings": [{"role": "minister", "region": ""}]}
    verified = await issuer.verifier("review").verify(signed(issuer.key, header, payload | {"lupin": lupin}))
    assert verified.caller.bindings == ()


def test_claims_come_back_as_they_were_written(issuer):
    claims = issuer.claims("review", [bound(Role.EXPERT), bound(Role.CITY_OFFICER, region="")])
    assert Claims.read(claims.written()) == claims


def test_signing_needs_no_ascii_in_claims(issuer):
    token = sign({"name": "鲁品"}, issuer.key, typ="JWT")
    assert token.isascii()
