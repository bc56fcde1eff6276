"""Every query on invitations."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.administrators.errors import InvitationUnknown
from services.identity.administrators.models import Invitation


@dataclass(frozen=True, slots=True)
class Invitations:
    """The one-time links."""

    session: AsyncSession

    def add(self, invitation: Invitation) -> None:
        self.session.add(invitation)

    async def claim(self, digest: bytes, now: datetime) -> Invitation:
        """The invitation behind a link, used up by this transaction."""
        good = (Invitation.digest == digest, Invitation.used_at.is_(None), Invitation.expires_at > now)
        found = (await self.session.scalars(select(Invitation).where(*good).with_for_update())).one_or_none()
        if found is None:
            raise InvitationUnknown
        found.used_at = now
        await self.session.flush()
        return found
