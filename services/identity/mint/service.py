"""Minting access tokens: who, through which client, with which scopes and bindings, for how long."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.identity.api_clients.rules import services_of
from services.identity.keys.service import KeyRing
from services.identity.settings import IdentitySettings
from shared.auth.claims import ACCESS_TOKEN, Claims
from shared.auth.fences import UNFENCED, Fences
from shared.auth.tokens import sign
from shared.codes.roles import Role
from shared.db.caller import EVERYWHERE, Binding, CallerKind
from shared.db.ids import new_id
from shared.time.clock import Clock

Held = Sequence[tuple[Binding, datetime | None]]
"""Bindings in force, each with its end in business time."""
PAST_A_REVOCATION = timedelta(milliseconds=2)
"""Revocations name tokens by the millisecond, rounded up."""


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

    async def token(  # noqa: PLR0913 - what stands in a token, by name
        self,
        kind: CallerKind,
        *,
        subject: str,
        client: str,
        scopes: Iterable[str],
        held: Held,
        most: int | None = None,
        after: datetime | None = None,
        fences: Fences = UNFENCED,
    ) -> Minted:
        """A token that ends with the first of its bindings, and after its minutes (or `most`) at the latest.

        Call it while the principal is locked: a revocation that waits for that lock is later than the token.
        `after` is a revocation of the same moment that this token outlives.
        """
        signer = await self.ring.signer()
        issued = self.now() if after is None else max(self.now(), after + PAST_A_REVOCATION)
        granted = frozenset(scopes)
        seconds = self._life(held, most)
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
            fences=fences,
        )
        return Minted(sign(claims.written(), signer, typ=ACCESS_TOKEN), seconds, granted)

    def _life(self, held: Held, most: int | None) -> int:
        ends = [int((until - self.clock.now()).total_seconds()) for _, until in held if until is not None]
        longest = self.settings.token_seconds
        return max(1, min(longest, *ends, longest if most is None else most))


@dataclass(slots=True)
class OwnTokens:
    """Identity's own tokens for calls to siblings: whoever signs tokens needs none of its own to get one."""

    mint: Mint
    scopes: frozenset[str]
    _held: tuple[str, datetime] | None = None

    async def token(self) -> str:
        """A token that is good for a while yet."""
        if self._held is None or self._held[1] <= self.mint.now():
            sibling = Binding(Role.SIBLING, region=EVERYWHERE)
            minted = await self.mint.token(
                CallerKind.CLIENT,
                subject="identity",
                client="identity",
                scopes=self.scopes,
                held=[(sibling, None)],
            )
            self._held = minted.text, self.mint.now() + timedelta(seconds=minted.seconds / 2)
        return self._held[0]

    def forget(self, token: str) -> None:
        """This one was refused."""
        if self._held is not None and self._held[0] == token:
            self._held = None
