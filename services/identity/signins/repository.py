"""Every query on sign-ins."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.signins.models import SignIn
from services.identity.signins.schemas import SignInKind, SignInOut
from shared.http.lists import Keyset, Page, PageQuery

GRANTED = "granted"
ROWS = SignIn.__table__.c
ORDER = Keyset({"recorded_at": ROWS.recorded_at}, tie=ROWS.id, default="-recorded_at")
LISTED = [ROWS[name] for name in "id kind principal_id client outcome scopes recorded_at".split()]


def _show(row: Row[tuple[object, ...]]) -> SignInOut:
    return SignInOut.model_validate(row)


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

    async def list(self, page: PageQuery, *, kind: SignInKind | None, failed: bool | None) -> Page[SignInOut]:
        wanted = select(*LISTED)
        if kind is not None:
            wanted = wanted.where(SignIn.kind == kind)
        if failed is not None:
            wanted = wanted.where(SignIn.outcome != GRANTED if failed else SignIn.outcome == GRANTED)
        return await page.of(self.session, wanted, ORDER, _show)
