"""Every query on sign-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.signins.models import SignIn
from services.identity.signins.schemas import SignInKind, SignInOut
from shared.http.lists import Keyset, Page, PageQuery
from shared.text import mask_address

GRANTED = "granted"
ROWS = SignIn.__table__.c
ORDER = Keyset({"recorded_at": ROWS.recorded_at}, tie=ROWS.id, default="-recorded_at")
LISTED = [ROWS[name] for name in "id kind principal_id client outcome scopes address recorded_at".split()]


def _own(row: Row[tuple[object, ...]]) -> SignInOut:
    return SignInOut.model_validate(row)


def _masked(row: Row[tuple[object, ...]]) -> SignInOut:
    shown = _own(row)
    known = shown.address
    return shown if known is None else shown.model_copy(update={"address": mask_address(known)})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list."""

    kind: SignInKind | None = None
    failed: bool | None = None
    principal_id: UUID | None = None
    client: str | None = None
    recorded_from: datetime | None = None
    recorded_until: datetime | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement, narrowed."""
        for name in ("kind", "principal_id", "client"):
            if getattr(self, name) is not None:
                statement = statement.where(ROWS[name] == getattr(self, name))
        if self.failed is not None:
            granted = SignIn.outcome == GRANTED
            statement = statement.where(~granted if self.failed else granted)
        if self.recorded_from is not None:
            statement = statement.where(SignIn.recorded_at >= self.recorded_from)
        if self.recorded_until is not None:
            statement = statement.where(SignIn.recorded_at < self.recorded_until)
        return statement


@dataclass(frozen=True, slots=True)
class SignIns:
    """The log of attempts; it only grows."""

    session: AsyncSession

    async def add(self, sign_in: SignIn) -> None:
        values = {column.key: getattr(sign_in, column.key) for column in SignIn.__table__.columns}
        await self.session.execute(insert(SignIn).values(values))

    async def failures(self, name_key: bytes, since: datetime) -> tuple[int, datetime | None]:
        """How many attempts under a name failed since a moment, and when the first of them was."""
        row = await self.session.execute(
            select(func.count(), func.min(SignIn.recorded_at)).where(
                SignIn.name_key == name_key, SignIn.recorded_at > since, SignIn.outcome != GRANTED
            )
        )
        count, first = row.one()
        return int(count), first

    async def one_at_a_time(self, name_key: bytes) -> None:
        """Attempts under one name wait for one another, so that parallel guesses are all counted."""
        number = int.from_bytes(name_key[:8], "big", signed=True)
        await self.session.execute(select(func.pg_advisory_xact_lock(number)))

    async def list(self, page: PageQuery, wanted: Wanted) -> Page[SignInOut]:
        """Those of everybody; addresses are told to the network only."""
        return await page.of(self.session, wanted.on(select(*LISTED)), ORDER, _masked)

    async def own(self, page: PageQuery, principal_id: UUID) -> Page[SignInOut]:
        """Those of one person, for that person."""
        mine = Wanted(kind=SignInKind.PERSON, principal_id=principal_id)
        return await page.of(self.session, mine.on(select(*LISTED)), ORDER, _own)
