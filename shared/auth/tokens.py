"""Signed tokens: our own strict reading of JOSE in front of python-jose, which only does the signature.

The engine ignores `crit`, `typ`, a missing `aud` and the `kid` of a key set; all of that is decided here.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk as engine  # noqa: TID251 - the one place of the signature engine
from jose.exceptions import JOSEError  # noqa: TID251 - the one place of the signature engine

MAX_TOKEN = 16_384
MAX_HEADER = 1_024
RSA_BITS = 2_048
HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
"""What a header may say. Keys sent inside a token (`jwk`, `jku`) and extensions (`crit`) are refused."""

_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)", re.ASCII)
_ALGORITHMS = {"EC": "ES256", "RSA": "RS256"}
_REQUIRED = {"EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n")}


class TokenFault(Exception):
    """What is wrong with a token, in one word that is safe to tell."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyUnusable(ValueError):
    """A key that the house does not sign or verify with."""


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _decode(segment: str) -> bytes:
    """Base64url without padding, canonical: one spelling for each value."""
    try:
        raw = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError) as fault:
        raise TokenFault("encoding") from fault
    if _encode(raw) != segment:
        raise TokenFault("encoding")
    return raw


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise TokenFault("duplicate_member")
    return members


def _constant(_: str) -> object:
    raise TokenFault("json")


def _json(raw: bytes) -> dict[str, object]:
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except (ValueError, RecursionError) as fault:
        raise TokenFault("json") from fault
    if not isinstance(value, dict):
        raise TokenFault("json")
    return value


def thumbprint(jwk: Mapping[str, object]) -> str:
    """The identifier of a key that is made from the key itself (RFC 7638)."""
    members = {name: jwk[name] for name in _REQUIRED[str(jwk["kty"])]}
    return _encode(
        hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest()
    )


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with its one algorithm, built once."""

    kid: str
    algorithm: str
    jwk: Mapping[str, object]
    _engine: Any = field(repr=False)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, object]) -> Self:
        """Read one member of a key set; P-256 and RSA of at least 2048 bits, public half only."""
        kind = jwk.get("kty")
        if not isinstance(kind, str) or kind not in _ALGORITHMS or "d" in jwk:
            raise KeyUnusable("neither a public EC nor a public RSA key")
        algorithm = _ALGORITHMS[kind]
        if jwk.get("alg", algorithm) != algorithm or jwk.get("use", "sig") != "sig":
            raise KeyUnusable(f"a {kind} key here signs with {algorithm} and does nothing else")
        public = {name: jwk.get(name) for name in _REQUIRED[kind]}
        if not all(isinstance(value, str) for value in public.values()) or jwk.get("crv", "P-256") != "P-256":
            raise KeyUnusable("members of the key are missing, or the curve is not P-256")
        try:
            built = engine.construct(public, algorithm)
        except (JOSEError, ValueError) as fault:
            raise KeyUnusable("the numbers do not make a key") from fault
        if kind == "RSA" and built.prepared_key.key_size < RSA_BITS:
            raise KeyUnusable(f"an RSA key has at least {RSA_BITS} bits")
        kid = jwk.get("kid", thumbprint(public))
        if not isinstance(kid, str):
            raise KeyUnusable("kid is a string")
        return cls(kid, algorithm, {**public, "kid": kid, "alg": algorithm, "use": "sig"}, built)

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """Read a SubjectPublicKeyInfo file; `kid` is the thumbprint."""
        try:
            key = serialization.load_pem_public_key(pem.encode("ascii"))
        except ValueError as fault:
            raise KeyUnusable("not a public key in PEM") from fault
        return cls.from_jwk(_public_jwk(key))

    def verifies(self, signing_input: bytes, signature: bytes) -> bool:
        return bool(self._engine.verify(signing_input, signature))


def _public_jwk(key: object) -> dict[str, object]:
    """The JWK of a public or private key object."""
    if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        key = key.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        point = key.public_numbers()
        halves = {"x": _encode(point.x.to_bytes(32, "big")), "y": _encode(point.y.to_bytes(32, "big"))}
        return {"kty": "EC", "crv": "P-256", **halves}
    if isinstance(key, rsa.RSAPublicKey):
        parts = key.public_numbers()
        modulus = parts.n.to_bytes((parts.n.bit_length() + 7) // 8, "big")
        exponent = parts.e.to_bytes((parts.e.bit_length() + 7) // 8, "big")
        return {"kty": "RSA", "n": _encode(modulus), "e": _encode(exponent)}
    raise KeyUnusable("the house signs with P-256 or RSA")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; `verifying` is what others may know of it."""

    verifying: VerifyingKey
    _private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)
    _engine: Any = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A new ES256 key."""
        return cls._of(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: str) -> Self:
        """Read a private key file; `kid` is the thumbprint, so that both halves agree on it untold."""
        try:
            key = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
        except (TypeError, ValueError) as fault:
            raise KeyUnusable("not a private key in PEM without a password") from fault
        if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise KeyUnusable("the house signs with P-256 or RSA")
        return cls._of(key)

    @classmethod
    def _of(cls, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> Self:
        verifying = VerifyingKey.from_jwk(_public_jwk(key))
        return cls(verifying, key, engine.construct(key, verifying.algorithm))

    def to_pem(self) -> str:
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii")

    def public_pem(self) -> str:
        return (
            self._private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode("ascii")
        )

    def sign(self, signing_input: bytes) -> bytes:
        signature: bytes = self._engine.sign(signing_input)
        return signature


def sign(claims: Mapping[str, object], key: SigningKey, *, typ: str) -> str:
    """The compact form of the claims under this key."""
    header = {"alg": key.verifying.algorithm, "kid": key.verifying.kid, "typ": typ}
    parts = [
        _encode(json.dumps(p, ensure_ascii=False, separators=(",", ":")).encode()) for p in (header, claims)
    ]
    signing_input = ".".join(parts)
    return f"{signing_input}.{_encode(key.sign(signing_input.encode('ascii')))}"


@dataclass(frozen=True, slots=True)
class Unverified:
    """A token that has been taken apart and whose signature nobody has looked at yet."""

    algorithm: str
    kid: str
    _signing_input: bytes
    _payload: str
    _signature: bytes

    def unverified_claims(self) -> dict[str, object]:
        """What the token says of itself; good for nothing but finding the keys to check it with."""
        return _json(_decode(self._payload))

    def claims_under(self, key: VerifyingKey) -> dict[str, object]:
        """The claims, once the signature stands under this key and its one algorithm."""
        if key.kid != self.kid or key.algorithm != self.algorithm:
            raise TokenFault("algorithm")
        if not key.verifies(self._signing_input, self._signature):
            raise TokenFault("signature")
        return _json(_decode(self._payload))


def take_apart(token: str, *, types: Collection[str | None]) -> Unverified:
    """Read the header strictly and judge it, before any cryptography."""
    if len(token) > MAX_TOKEN:
        raise TokenFault("too_long")
    parts = _COMPACT.fullmatch(token)
    if parts is None:
        raise TokenFault("form")
    head, payload, signature = parts.groups()
    if len(head) > MAX_HEADER:
        raise TokenFault("too_long")
    header = _json(_decode(head))
    if not header.keys() <= HEADER_MEMBERS:
        raise TokenFault("header_member")
    if header.get("typ") not in types:
        raise TokenFault("type")
    algorithm, kid = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in _ALGORITHMS.values():
        raise TokenFault("algorithm")
    if not isinstance(kid, str) or not kid:
        raise TokenFault("key")
    return Unverified(algorithm, kid, f"{head}.{payload}".encode("ascii"), payload, _decode(signature))
