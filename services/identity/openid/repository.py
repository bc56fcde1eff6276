"""Every query on used states and on the issuers of providers."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.openid.models import ProviderIssuer, UsedState


@dataclass(frozen=True, slots=True)
class UsedStates:
    """The states that were brought back, as long as they could be brought back again."""

    session: AsyncSession

    async def spend(self, state: str, expires_at: datetime) -> bool:
        """Note a state as used; False when it was used before, by however many at once."""
        spent = await self.session.execute(
            insert(UsedState)
            .values(state=state, expires_at=expires_at)
            .on_conflict_do_nothing()
            .returning(UsedState.state)
        )
        return spent.first() is not None

    async def forget(self, now: datetime) -> None:
        """Delete those that are over anyway."""
        await self.session.execute(delete(UsedState).where(UsedState.expires_at < now))


@dataclass(frozen=True, slots=True)
class ProviderIssuers:
    """Which issuer a provider's name stands for, from its first sign-in on."""

    session: AsyncSession

    async def holds(self, provider: str, issuer: str) -> bool:
        """Whether name and issuer belong together; the first sign-in links them for good."""
        await self.session.execute(
            insert(ProviderIssuer).values(provider=provider, issuer=issuer).on_conflict_do_nothing()
        )
        linked = select(ProviderIssuer.issuer).where(ProviderIssuer.provider == provider)
        return (await self.session.scalars(linked)).one_or_none() == issuer
