"""Forged tokens, shown to a real Envoy: none of them passes, not even where no token is needed."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from tests.gateway.conftest import ISSUER, Issuer, _encoded

Json = dict[str, Any]
GOOD = {"alg": "ES256", "typ": "at+jwt", "kid": "k1"}


def signed(key: ec.EllipticCurvePrivateKey, header: Json, **claims: Any) -> str:
    """A token under any header and claims, as an attacker with this key writes it."""
    now = int(time.time())
    payload = {"iss": ISSUER, "sub": "s", "aud": ["review"], "iat": now, "exp": now + 300, **claims}
    known = {name: value for name, value in payload.items() if value is not None}
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (header, known))
    r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{text}.{_encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def unsigned(issuer: Issuer, algorithm: str) -> str:
    """The good claims without a signature."""
    return f"{_encoded(json.dumps({**GOOD, 'alg': algorithm}).encode())}.{issuer.mint().split('.')[1]}."


def with_the_public_key_as_secret(issuer: Issuer) -> str:
    """HS256 under what everybody knows."""
    known = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    text = f"{_encoded(json.dumps({**GOOD, 'alg': 'HS256'}).encode())}.{issuer.mint().split('.')[1]}"
    return f"{text}.{_encoded(hmac.digest(known, text.encode(), hashlib.sha256))}"


def stranger() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def own_key(key: ec.EllipticCurvePrivateKey) -> Json:
    return Issuer(key).keys()["keys"][0]


def under_its_own_key(more: Callable[[ec.EllipticCurvePrivateKey], Json]) -> Callable[[Issuer], str]:
    """A token that brings, or points to, the key that it is signed with."""

    def forge(_: Issuer) -> str:
        key = stranger()
        return signed(key, GOOD | more(key))

    return forge


FORGED: dict[str, Callable[[Issuer], str]] = {
    "no algorithm": lambda issuer: unsigned(issuer, "none"),
    "no algorithm, in other letters": lambda issuer: unsigned(issuer, "nOnE"),
    "the public key as a secret": with_the_public_key_as_secret,
    "no signature": lambda issuer: issuer.mint().rpartition(".")[0] + ".",
    "a stranger's signature": lambda _: signed(stranger(), GOOD),
    "a key that it brings": under_its_own_key(lambda key: {"jwk": own_key(key)}),
    "a key that it points to": under_its_own_key(lambda _: {"jku": "https://evil.example/keys"}),
    "a certificate that it points to": under_its_own_key(lambda _: {"x5u": "https://evil.example/chain"}),
    "an unknown key name": under_its_own_key(lambda _: {"kid": "k2"}),
    "a path as key name": under_its_own_key(lambda _: {"kid": "../../../../dev/null"}),
    "a query as key name": under_its_own_key(lambda _: {"kid": "k1' OR '1'='1"}),
    "expired": lambda issuer: signed(issuer.key, GOOD, exp=int(time.time()) - 60),
    "without an end": lambda issuer: signed(issuer.key, GOOD, exp=None),
    "not good yet": lambda issuer: signed(issuer.key, GOOD, nbf=int(time.time()) + 600),
    "of another issuer": lambda issuer: signed(issuer.key, GOOD, iss="https://evil.example"),
    "of no issuer": lambda issuer: signed(issuer.key, GOOD, iss=None),
    "another algorithm for the key": lambda issuer: signed(issuer.key, {**GOOD, "alg": "RS256"}),
}


@pytest.mark.parametrize("attack", FORGED)
async def test_OWASP_API2_a_forged_token_does_not_pass_the_gateway(
    client: httpx.AsyncClient, issuer: Issuer, attack: str
):
    token = FORGED[attack](issuer)
    for path in ("/review/v1/things", "/review/v1/code-lists"):
        answer = await client.get(path, headers={"authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid"), path
        assert answer.headers["www-authenticate"] == 'Bearer realm="lupin", error="invalid_token"'


async def test_OWASP_API2_the_same_hand_writes_a_good_token(client: httpx.AsyncClient, issuer: Issuer):
    """So that the forgeries are refused for what is forged in them."""
    good = {"authorization": f"Bearer {signed(issuer.key, GOOD)}"}
    assert (await client.get("/review/v1/things", headers=good)).status_code == 200


async def test_OWASP_API2_a_token_of_a_hundred_kilobytes_ends_at_the_gateway(
    client: httpx.AsyncClient, issuer: Issuer
):
    header = {"authorization": f"Bearer {signed(issuer.key, GOOD, scope='x' * 100_000)}"}
    assert (await client.get("/review/v1/things", headers=header)).status_code in {401, 431}


async def test_OWASP_API2_two_tokens_are_none(client: httpx.AsyncClient, issuer: Issuer):
    good = f"Bearer {signed(issuer.key, GOOD)}"
    headers = [("authorization", good), ("authorization", f"Bearer {signed(stranger(), GOOD)}")]
    assert (await client.get("/review/v1/things", headers=headers)).status_code == 401
