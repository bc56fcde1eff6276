"""How private keys are sealed, and when a key is published, due or too young."""

import os
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.identity.keys.errors import SealBroken

PUBLISHED_AFTER_RETIREMENT = timedelta(minutes=20)
"""Longer than any token lives, leeway included."""
KNOWN_AFTER = timedelta(minutes=10)
"""Twice the time that the gateway may hold a key set before it looks again."""
_NONCE = 12


def seal(private: bytes, *, kid: str, data_key: bytes) -> bytes:
    """AES-256-GCM under a key derived for this purpose; bound to the name of the key."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(_sealing_key(data_key)).encrypt(nonce, private, kid.encode())


def unseal(sealed: bytes, *, kid: str, data_key: bytes) -> bytes:
    """The private key, or `SealBroken` when data key or row are not the ones it was sealed with."""
    try:
        return AESGCM(_sealing_key(data_key)).decrypt(sealed[:_NONCE], sealed[_NONCE:], kid.encode())
    except InvalidTag as fault:
        raise SealBroken from fault


def _sealing_key(data_key: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"lupin identity signing keys v1").derive(data_key)


def is_published(retired_at: datetime | None, now: datetime) -> bool:
    """Whether a key that is not withdrawn stands in the key set: until its last token is over."""
    return retired_at is None or now < retired_at + PUBLISHED_AFTER_RETIREMENT


def is_due(activated_at: datetime, now: datetime, key_days: int) -> bool:
    """Whether the active key has served its time."""
    return now >= activated_at + timedelta(days=key_days)


def seconds_until_known(created_at: datetime, now: datetime) -> int:
    """How long the next key must still stand in the key set before it may sign; 0 when it may."""
    return max(0, int((created_at + KNOWN_AFTER - now).total_seconds()))
