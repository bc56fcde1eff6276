"""Every query on keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.keys.errors import KeyUnknown
from services.identity.keys.models import Key
from services.identity.keys.workflow import KeyState


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing keys, old ones included."""

    session: AsyncSession

    async def lock(self) -> None:
        """One keeper at a time, for the rest of the transaction."""
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("identity keys"))))

    async def all(self) -> Sequence[Key]:
        return (await self.session.scalars(select(Key).order_by(Key.id.desc()))).all()

    async def in_state(self, state: KeyState) -> Key | None:
        return (await self.session.scalars(select(Key).where(Key.state == state))).one_or_none()

    async def get(self, key_id: UUID) -> Key:
        key = await self.session.get(Key, key_id, with_for_update=True)
        if key is None:
            raise KeyUnknown
        return key

    def add(self, key: Key) -> None:
        self.session.add(key)
