"""Every query on clients, their secrets and spent assertions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.api_clients.errors import ClientNameTaken, ClientUnknown
from services.identity.api_clients.models import Client, ClientSecret, UsedAssertion
from services.identity.api_clients.schemas import ClientOut
from services.identity.api_clients.workflow import ClientState
from shared.http.lists import Keyset, Page, PageQuery

ROWS = Client.__table__.c
ORDER = Keyset({"name": ROWS.name, "created_at": ROWS.created_at}, tie=ROWS.id, default="name")
LISTED = [
    ROWS[name]
    for name in (
        "id name title method state scopes key_set origins networks rate_class organisation_id created_at "
        "version"
    ).split()
]


def _show(row: Row[tuple[object, ...]]) -> ClientOut:
    return ClientOut.model_validate(row)


@dataclass(frozen=True, slots=True)
class Clients:
    """The registered programs."""

    session: AsyncSession

    async def get(self, client_id: UUID, *, lock: bool = False) -> Client:
        client = await self.session.get(Client, client_id, with_for_update=lock or None)
        if client is None:
            raise ClientUnknown
        return client

    async def find(self, name: str) -> Client | None:
        """The client of this name, held against change for the rest of the transaction."""
        held = select(Client).where(Client.name == name).with_for_update(read=True)
        return (await self.session.scalars(held)).one_or_none()

    async def active(self, name: str) -> Client | None:
        """The client of this name, unless it is switched off; held against change."""
        client = await self.find(name)
        return None if client is None or client.state != ClientState.ACTIVE else client

    async def list(self, page: PageQuery, *, organisation_id: UUID | None = None) -> Page[ClientOut]:
        wanted = select(*LISTED)
        if organisation_id is not None:
            wanted = wanted.where(Client.organisation_id == organisation_id)
        return await page.of(self.session, wanted, ORDER, _show)

    async def add(self, client: Client) -> None:
        """Add a client, or refuse a name that is taken."""
        taken = select(Client.id).where(Client.name == client.name)
        if (await self.session.scalars(taken)).first() is not None:
            raise ClientNameTaken(name=client.name)
        self.session.add(client)
        await self.session.flush()

    async def digests(self, client: Client, now: datetime) -> Sequence[bytes]:
        """Digests of the secrets that are good now."""
        good = or_(ClientSecret.expires_at.is_(None), ClientSecret.expires_at > now)
        return (
            await self.session.scalars(
                select(ClientSecret.digest).where(ClientSecret.client_id == client.id, good)
            )
        ).all()

    async def replace_secret(self, client: Client, digest: bytes, *, now: datetime, until: datetime) -> None:
        """A new secret; the older ones end at `until` at the latest."""
        later = or_(ClientSecret.expires_at.is_(None), ClientSecret.expires_at > until)
        await self.session.execute(
            update(ClientSecret).where(ClientSecret.client_id == client.id, later).values(expires_at=until)
        )
        self.session.add(ClientSecret(client_id=client.id, digest=digest, created_at=now))
        await self.session.flush()

    async def spend(self, client: Client, token_id: str, expires_at: datetime) -> bool:
        """Note an assertion as used; False when it was used before."""
        spent = await self.session.execute(
            insert(UsedAssertion)
            .values(client_id=client.id, token_id=token_id, expires_at=expires_at)
            .on_conflict_do_nothing()
            .returning(UsedAssertion.token_id)
        )
        return spent.first() is not None

    async def forget_assertions(self, now: datetime) -> None:
        """Delete spent assertions that are over anyway, and secrets that ended."""
        await self.session.execute(delete(UsedAssertion).where(UsedAssertion.expires_at < now))
        await self.session.execute(delete(ClientSecret).where(ClientSecret.expires_at < now))
