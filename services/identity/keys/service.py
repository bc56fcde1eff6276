"""Keeping the signing keys: first keys, rotation, withdrawal; and the ring that signs and verifies."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.keys.errors import NextKeyTooYoung, NoSigningKey
from services.identity.keys.models import Key
from services.identity.keys.repository import Keys
from services.identity.keys.rules import is_due, is_published, seal, seconds_until_known, unseal
from services.identity.keys.schemas import KeyOut
from services.identity.keys.workflow import KEY_LIFE, KeyAction, KeyState
from shared.auth.tokens import SigningKey, VerifyingKey
from shared.codes.roles import Role
from shared.db.history import Entry, Trail
from shared.db.work import Database

FRESH_FOR = timedelta(seconds=5)
"""How long a process may go on without looking whether another one has rotated."""


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """Use cases on keys, inside one write transaction."""

    keys: Keys
    trail: Trail
    data_key: bytes
    now: Callable[[], datetime]
    roles: frozenset[Role]

    async def ensure_first(self) -> bool:
        """Make the first active and next key; False when they are there."""
        await self.keys.lock()
        if await self.keys.in_state(KeyState.ACTIVE) is not None:
            return False
        first = await self._make()
        await self._step(first, KeyAction.ACTIVATE)
        await self._make()
        return True

    async def check_seal(self) -> None:
        """Raise `SealBroken` when the data key is not the one that the signing key was sealed with."""
        active = await self.keys.in_state(KeyState.ACTIVE)
        if active is not None:
            unseal(active.sealed, kid=active.kid, data_key=self.data_key)

    async def rotate(self) -> UUID:
        """The next key signs, the active one only verifies, a new one is published; returns the signer."""
        await self.keys.lock()
        coming, going = await self.keys.in_state(KeyState.NEXT), await self.keys.in_state(KeyState.ACTIVE)
        if coming is None or going is None:
            raise NoSigningKey(retry_after=5)
        missing = seconds_until_known(coming.created_at, self.now())
        if missing:
            raise NextKeyTooYoung(headers={"Retry-After": str(missing)}, seconds=missing)
        await self._step(going, KeyAction.RETIRE)
        await self._step(coming, KeyAction.ACTIVATE)
        await self._make()
        return coming.id

    async def rotate_if_due(self, key_days: int) -> bool:
        """Rotate when the active key has served its days and the next one is known."""
        active, coming = await self.keys.in_state(KeyState.ACTIVE), await self.keys.in_state(KeyState.NEXT)
        if active is None or coming is None or active.activated_at is None:
            return False
        if not is_due(active.activated_at, self.now(), key_days):
            return False
        if seconds_until_known(coming.created_at, self.now()):
            return False
        await self.rotate()
        return True

    async def withdraw(self, key_id: UUID, reason: str) -> UUID:
        """Stop believing a key that leaked; an active one is replaced at once, known to all or not."""
        await self.keys.lock()
        key = await self.keys.get(key_id)
        if key.state == KeyState.ACTIVE:
            coming = await self.keys.in_state(KeyState.NEXT)
            await self._step(key, KeyAction.RETIRE, reason)
            await self._step(coming or await self._make(), KeyAction.ACTIVATE, reason)
            await self._make()
        await self._step(key, KeyAction.WITHDRAW, reason)
        if await self.keys.in_state(KeyState.NEXT) is None:
            await self._make()
        return key.id

    async def show(self, key_id: UUID) -> KeyOut:
        return KeyOut.model_validate(await self.keys.get(key_id))

    async def _make(self) -> Key:
        private = SigningKey.generate()
        kid = private.verifying.kid
        key = Key(
            kid=kid,
            state=KeyState.NEXT,
            jwk=dict(private.verifying.jwk),
            sealed=seal(private.to_pem().encode(), kid=kid, data_key=self.data_key),
            created_at=self.now(),
        )
        self.keys.add(key)
        await self.keys.session.flush()
        await self._record(key, "create", state_from=None)
        return key

    async def _step(self, key: Key, action: KeyAction, reason: str | None = None) -> None:
        before = KeyState(key.state)
        row = KEY_LIFE.step(before, action, self.roles, None)
        key.state = row.target
        if action is KeyAction.ACTIVATE:
            key.activated_at = self.now()
        if action is KeyAction.RETIRE:
            key.retired_at = self.now()
        await self.keys.session.flush()
        await self._record(key, action, state_from=before, reason=reason)

    async def _record(
        self, key: Key, transition: str, *, state_from: KeyState | None, reason: str | None = None
    ) -> None:
        await self.trail.append(
            Entry(
                noun="key",
                object_id=key.id,
                transition=transition,
                state_from=state_from,
                state_to=key.state,
                reason=reason,
                payload={"kid": key.kid},
            )
        )


@dataclass
class KeyRing:
    """The keys as one process uses them: opened once, looked at again every few seconds."""

    database: Database
    data_key: bytes
    now: Callable[[], datetime]
    _looked_at: datetime | None = None
    _signer: SigningKey | None = None
    _published: dict[str, VerifyingKey] = field(default_factory=dict)
    _opened: dict[str, SigningKey] = field(default_factory=dict)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def signer(self) -> SigningKey:
        """The active key."""
        await self._look()
        if self._signer is None:
            raise NoSigningKey(retry_after=5)
        return self._signer

    async def find(self, kid: str) -> VerifyingKey | None:
        """A published key, for the verifier of this process."""
        await self._look()
        return self._published.get(kid)

    async def key_set(self) -> Mapping[str, object]:
        """The JWK Set (RFC 7517): next, active and lately retired keys."""
        await self._look()
        return {"keys": [dict(key.jwk) for key in self._published.values()]}

    async def look(self) -> None:
        """Open the signing key at start, so that `SealBroken` does not wait for the first token."""
        with suppress(NoSigningKey):
            await self.signer()

    async def forget(self) -> None:
        """Look again before the next use: this process has just changed the keys."""
        self._looked_at = None

    async def _look(self) -> None:
        async with self._turn:
            now = self.now()
            if self._signer and self._looked_at and now - self._looked_at < FRESH_FOR:
                return
            async with self.database.open() as session:
                rows = await Keys(session).all()
            good = [row for row in rows if row.state != KeyState.WITHDRAWN]
            shown = [row for row in good if is_published(row.retired_at, now)]
            self._published = {row.kid: VerifyingKey.from_jwk(row.jwk) for row in shown}
            active = next((row for row in rows if row.state == KeyState.ACTIVE), None)
            self._signer = None if active is None else self._open(active)
            self._looked_at = now

    def _open(self, row: Key) -> SigningKey:
        if row.kid not in self._opened:
            pem = unseal(row.sealed, kid=row.kid, data_key=self.data_key)
            self._opened = {row.kid: SigningKey.from_pem(pem.decode())}
        return self._opened[row.kid]
