"""Every query on revocations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.revocations.models import RevocationRow
from shared.auth.claims import LEEWAY, LONGEST_LIFE
from shared.auth.revocations import Revocation, RevokedKind
from shared.db.stirring import stir

REMEMBERED = timedelta(seconds=LONGEST_LIFE + 2 * LEEWAY)
"""How long a revocation matters: until the longest-lived token that it names is over."""


@dataclass(frozen=True, slots=True)
class Revocations:
    """What was revoked, oldest first."""

    session: AsyncSession

    async def add(self, kind: RevokedKind, value: str, *, now: datetime) -> None:
        """Revoke what was issued until now. Writers take turns, so that positions appear in their order."""
        await self.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("identity revocations"))))
        await self.session.execute(
            insert(RevocationRow).values(
                kind=kind, value=value, revoked_before=now, expires_at=now + REMEMBERED
            )
        )
        await stir(self.session)

    async def after(self, position: int, *, now: datetime) -> Sequence[tuple[int, Revocation]]:
        """Those behind a position that still matter."""
        rows = await self.session.scalars(
            select(RevocationRow)
            .where(RevocationRow.position > position, RevocationRow.expires_at > now)
            .order_by(RevocationRow.position)
        )
        return [(row.position, _read(row)) for row in rows]

    async def forget(self, now: datetime) -> None:
        """Delete those that no token can meet any more."""
        await self.session.execute(delete(RevocationRow).where(RevocationRow.expires_at < now))


def _read(row: RevocationRow) -> Revocation:
    before_ms = ceil(row.revoked_before.timestamp() * 1000)
    return Revocation(RevokedKind(row.kind), row.value, before_ms, ceil(row.expires_at.timestamp()))
