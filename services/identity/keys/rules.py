"""How private keys are sealed, and when a key is published, due or too young."""

from datetime import datetime, timedelta

from services.identity.keys.errors import SealBroken
from shared.signing import sealing

PUBLISHED_AFTER_RETIREMENT = timedelta(minutes=20)
"""Longer than any token lives, leeway included."""
KNOWN_AFTER = timedelta(minutes=10)
"""Twice the time that the gateway may hold a key set before it looks again."""
_PURPOSE = "identity signing keys v1"


def seal(private: bytes, *, kid: str, data_key: bytes) -> bytes:
    """Seal under a key derived for this purpose; bound to the name of the key."""
    return sealing.seal(private, data_key=data_key, purpose=_PURPOSE, about=kid)


def unseal(sealed: bytes, *, kid: str, data_key: bytes) -> bytes:
    """The private key, or `SealBroken` when data key or row are not the ones it was sealed with."""
    try:
        return sealing.unseal(sealed, data_key=data_key, purpose=_PURPOSE, about=kid)
    except sealing.SealBroken as fault:
        raise SealBroken from fault


def is_published(retired_at: datetime | None, now: datetime) -> bool:
    """Whether a key that is not withdrawn stands in the key set: until its last token is over."""
    return retired_at is None or now < retired_at + PUBLISHED_AFTER_RETIREMENT


def is_due(activated_at: datetime, now: datetime, key_days: int) -> bool:
    """Whether the active key has served its time."""
    return now >= activated_at + timedelta(days=key_days)


def seconds_until_known(created_at: datetime, now: datetime) -> int:
    """How long the next key must still stand in the key set before it may sign; 0 when it may."""
    return max(0, int((created_at + KNOWN_AFTER - now).total_seconds()))
