"""Writing attempts down and slowing those who guess."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.signins.models import SignIn
from services.identity.signins.repository import GRANTED, SignIns
from services.identity.signins.schemas import SignInKind
from shared.db.ids import new_id

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries to get a token, by the name that was given."""

    kind: SignInKind
    name: str
    client: str | None = None


def of_provider(provider: str, subject: str, client: str) -> Attempt:
    """Somebody whom an outside provider vouches for, by its name and their subject there."""
    return Attempt(SignInKind.PERSON, f"{provider}\x1f{subject}", client)


@dataclass(frozen=True, slots=True)
class SignInLog:
    """The log of attempts within one write transaction."""

    sign_ins: SignIns
    data_key: bytes
    now: Callable[[], datetime]
    address: str | None

    async def seconds_shut(self, attempt: Attempt) -> int:
        """How long this name must wait after too many failures; 0 when it need not."""
        key = self._key(attempt)
        await self.sign_ins.one_at_a_time(key)
        count, first = await self.sign_ins.failures(key, self.now() - WINDOW)
        if count < MOST_FAILURES or first is None:
            return 0
        return max(1, int((first + WINDOW - self.now()).total_seconds()))

    async def granted(self, attempt: Attempt, principal_id: UUID, scopes: Iterable[str]) -> None:
        await self._add(attempt, GRANTED, principal_id, scopes)

    async def failed(self, attempt: Attempt, outcome: str, principal_id: UUID | None = None) -> None:
        await self._add(attempt, outcome, principal_id, ())

    async def _add(
        self, attempt: Attempt, outcome: str, principal_id: UUID | None, scopes: Iterable[str]
    ) -> None:
        row = SignIn(
            id=new_id(),
            kind=attempt.kind,
            name_key=self._key(attempt),
            principal_id=principal_id,
            client=attempt.client,
            outcome=outcome,
            scopes=sorted(scopes),
            address=self.address,
            recorded_at=self.now(),
        )
        await self.sign_ins.add(row)

    def _key(self, attempt: Attempt) -> bytes:
        named = f"{attempt.kind}\x1f{attempt.name}".encode("utf-8", "surrogatepass")
        return hmac.digest(hmac.digest(self.data_key, b"lupin sign-ins v1", "sha256"), named, hashlib.sha256)
