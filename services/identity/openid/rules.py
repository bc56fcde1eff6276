"""One sign-in from its beginning to its end, bound to the browser that began it: pure, nothing is stored.

Of the three secrets, nonce and verifier are made from the state and the browser's key under the data key, so
that they can be made again; whoever holds one of the two has no use of it.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LIFE = timedelta(minutes=10)
CHANCE_BYTES = 48
"""Of which 16 go into the state, which the provider sees, and 32 into the key, which it does not."""
_STATE_CHANCE = 16
_SECONDS = 8
_HEAD = _SECONDS + _STATE_CHANCE
_STATE = _HEAD + 32


@dataclass(frozen=True, slots=True)
class Begun:
    """What a browser keeps (`browser_key`) and what goes through the provider (`state`)."""

    state: str
    browser_key: str


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the provider is given at the beginning, and what it must know or say in the end."""

    nonce: str
    verifier: str

    @property
    def challenge(self) -> str:
        """S256 of the verifier (RFC 7636 section 4.2)."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())


def begin(provider: str, *, data_key: bytes, now: datetime, chance: bytes) -> Begun:
    """A state that only this browser can bring back, to this provider's sign-in, within its minutes."""
    ends = int((now + LIFE).timestamp())
    head = ends.to_bytes(_SECONDS, "big") + chance[:_STATE_CHANCE]
    browser_key = _text(chance[_STATE_CHANCE:])
    return Begun(_text(head + _seal(data_key, provider, browser_key, head)), browser_key)


def ends_at(begun: Begun, provider: str, *, data_key: bytes, now: datetime) -> datetime | None:
    """Until when a state is good that was given to this browser for this provider; none when it is not."""
    try:
        raw = base64.urlsafe_b64decode(begun.state + "=" * (-len(begun.state) % 4))
    except ValueError:
        return None
    if len(raw) != _STATE or _text(raw) != begun.state:
        return None
    head, seal = raw[:_HEAD], raw[_HEAD:]
    if not hmac.compare_digest(seal, _seal(data_key, provider, begun.browser_key, head)):
        return None
    ends = datetime.fromtimestamp(int.from_bytes(head[:_SECONDS], "big"), UTC)
    return ends if now < ends else None


def proofs_of(begun: Begun, *, data_key: bytes) -> Proofs:
    """The nonce and the verifier of a sign-in."""
    told = f"{begun.state}\x1f{begun.browser_key}".encode("utf-8", "surrogatepass")
    return Proofs(*(_text(_keyed(data_key, purpose, told)) for purpose in (b"nonce", b"verifier")))


def _seal(data_key: bytes, provider: str, browser_key: str, head: bytes) -> bytes:
    told = f"{provider}\x1f{browser_key}\x1f".encode("utf-8", "surrogatepass")
    return _keyed(data_key, b"state", told + head)


def _keyed(data_key: bytes, purpose: bytes, told: bytes) -> bytes:
    key = hmac.digest(data_key, b"lupin openid sign-ins v1 " + purpose, "sha256")
    return hmac.digest(key, told, "sha256")


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
