"""Keys that sign and verify: named by what they are, strong enough, and never shown."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from shared.auth.tokens import KeyUnusable, SigningKey, VerifyingKey, thumbprint
from shared.testing.tokens import TestIssuer


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


def test_a_key_keeps_its_name_through_a_file():
    key = SigningKey.generate()
    again = SigningKey.from_pem(key.to_pem())
    assert again.verifying.kid == key.verifying.kid == VerifyingKey.from_pem(key.public_pem()).kid
    assert key.verifying.kid == thumbprint(key.verifying.jwk)
    assert "d" not in key.verifying.jwk


def pem(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@pytest.mark.parametrize(
    "make",
    [lambda: ec.generate_private_key(ec.SECP384R1()), lambda: rsa.generate_private_key(65537, 1024)],  # noqa: S505 - weak on purpose
    ids=["P-384", "RSA 1024"],
)
def test_weak_or_foreign_keys_are_refused(make: Callable[[], ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey]):
    with pytest.raises(KeyUnusable):
        SigningKey.from_pem(pem(make()))


def test_an_rsa_key_signs_with_rs256():
    key = SigningKey.from_pem(pem(rsa.generate_private_key(65537, 2048)))
    assert key.verifying.algorithm == "RS256"
    assert key.verifying.verifies(b"text", key.sign(b"text"))
    assert not key.verifying.verifies(b"other", key.sign(b"text"))


@pytest.mark.parametrize(
    "change",
    [
        {"d": "AQ"},
        {"kty": "oct"},
        {"alg": "HS256"},
        {"use": "enc"},
        {"crv": "P-521"},
        {"x": None},
        {"x": "AAAA"},
        {"kid": 5},
    ],
    ids=repr,
)
def test_a_key_set_member_is_read_strictly(issuer, change):
    with pytest.raises(KeyUnusable):
        VerifyingKey.from_jwk({**issuer.key.verifying.jwk, **change})


def test_no_private_half_is_printed(issuer):
    assert "PRIVATE" not in repr(issuer.key)
    assert repr(issuer.key).count("_engine") == 0
