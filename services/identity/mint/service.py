"""Minting access tokens: who, through which client, with which scopes and bindings, for how long."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.identity.api_clients.rules import services_of
from services.identity.keys.service import KeyRing
from services.identity.settings import IdentitySettings
from shared.auth.claims import ACCESS_TOKEN, Claims
from shared.auth.tokens import sign
from shared.db.caller import Binding, CallerKind
from shared.db.ids import new_id
from shared.time.clock import Clock

Held = Sequence[tuple[Binding, datetime | None]]
"""Bindings in force, each with its end in business time."""


@dataclass(frozen=True, slots=True)
class Minted:
    """A signed token and how long it lives."""

    text: str
    seconds: int
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mint:
    """Signs tokens with the active key."""

    ring: KeyRing
    settings: IdentitySettings
    clock: Clock
    now: Callable[[], datetime]

    def business_now(self) -> datetime:
        """The moment by which bindings are in force or not."""
        return self.clock.now()

    async def token(
        self, kind: CallerKind, *, subject: str, client: str, scopes: Iterable[str], held: Held
    ) -> Minted:
        """A token that ends with the first of its bindings, and after its minutes at the latest.

        Call it while the principal is locked: a revocation that waits for that lock is later than the token.
        """
        signer = await self.ring.signer()
        issued = self.now()
        granted = frozenset(scopes)
        seconds = self._life(held)
        claims = Claims(
            issuer=self.settings.issuer,
            subject=subject,
            audience=services_of(granted),
            client=client,
            token_id=str(new_id()),
            issued_ms=int(issued.timestamp() * 1000),
            expires_at=int(issued.timestamp()) + seconds,
            scopes=granted,
            kind=kind,
            bindings=tuple(binding for binding, _ in held),
        )
        return Minted(sign(claims.written(), signer, typ=ACCESS_TOKEN), seconds, granted)

    def _life(self, held: Held) -> int:
        ends = [int((until - self.clock.now()).total_seconds()) for _, until in held if until is not None]
        return max(1, min(self.settings.token_seconds, *ends, self.settings.token_seconds))
