"""Every query on used tickets."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.tickets.models import UsedTicket


@dataclass(frozen=True, slots=True)
class UsedTickets:
    """The tickets that were brought, as long as one could be brought again."""

    session: AsyncSession

    async def spend(self, digest: bytes, expires_at: datetime) -> bool:
        """Note a ticket as used; False when it was used before, by however many at once."""
        spent = await self.session.execute(
            insert(UsedTicket)
            .values(digest=digest, expires_at=expires_at)
            .on_conflict_do_nothing()
            .returning(UsedTicket.digest)
        )
        return spent.first() is not None

    async def forget(self, now: datetime) -> None:
        """Delete those that are over anyway."""
        await self.session.execute(delete(UsedTicket).where(UsedTicket.expires_at < now))
