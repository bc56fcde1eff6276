"""Sealing small secrets for the database: AES-256-GCM under keys derived from a service's data key."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class SealBroken(ValueError):
    """The data key or the row is not the one it was sealed with."""


def seal(clear: bytes, *, data_key: bytes, purpose: str, about: str) -> bytes:
    """Seal under a key of this purpose; `about` (a row's identifier) binds it to its place."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_key(data_key, purpose)).encrypt(nonce, clear, about.encode())


def unseal(sealed: bytes, *, data_key: bytes, purpose: str, about: str) -> bytes:
    """The clear bytes, or SealBroken."""
    if len(sealed) < _NONCE:
        raise SealBroken(purpose)
    try:
        return AESGCM(_key(data_key, purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
    except InvalidTag as fault:
        raise SealBroken(purpose) from fault


def _key(data_key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"lupin {purpose}".encode()).derive(data_key)
