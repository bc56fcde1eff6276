"""Every query on programmes and editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.definitions.schemas import Texts
from services.review.programmes.errors import EditionNotFound, ProgrammeNotFound
from services.review.programmes.models import Edition, Programme
from services.review.programmes.schemas import ProgrammeOut
from shared.http.lists import Keyset, Page, PageQuery

COLUMNS = Programme.__table__.c
KEYSET = Keyset(sorts={"code": COLUMNS.code}, tie=COLUMNS.id, default="code")

PUBLISHED = (
    select(func.max(Edition.number))
    .where(Edition.programme_id == Programme.id, Edition.state == "published")
    .correlate(Programme)
    .scalar_subquery()
    .label("published_edition")
)


@dataclass(frozen=True, slots=True)
class Programmes:
    """All programmes."""

    session: AsyncSession

    async def get(self, programme_id: UUID, *, lock: bool = False) -> Programme:
        found = await self.session.get(Programme, programme_id, with_for_update=lock)
        if found is None:
            raise ProgrammeNotFound
        return found

    async def find_by_code(self, code: str) -> Programme | None:
        statement = select(Programme).where(Programme.code == code).with_for_update()
        return (await self.session.scalars(statement)).first()

    async def show(self, programme_id: UUID) -> ProgrammeOut:
        row = (await self.session.execute(self._shown().where(Programme.id == programme_id))).first()
        if row is None:
            raise ProgrammeNotFound
        return _out(row)

    async def list(self, page: PageQuery) -> Page[ProgrammeOut]:
        return await page.of(self.session, self._shown(), KEYSET, _out)

    @staticmethod
    def _shown() -> Any:
        return select(
            Programme.id,
            Programme.code,
            Programme.title_zh,
            Programme.title_en,
            Programme.owner_region,
            Programme.version,
            PUBLISHED,
        )


def _out(row: Row[Any]) -> ProgrammeOut:
    return ProgrammeOut(
        id=row.id,
        code=row.code,
        name=Texts.model_validate({"zh-CN": row.title_zh, "en": row.title_en}),
        owner_region=row.owner_region,
        published_edition=row.published_edition,
        version=row.version,
    )


@dataclass(frozen=True, slots=True)
class Editions:
    """The editions of all programmes; drafts are shown to those who may write them."""

    session: AsyncSession

    async def get(self, edition_id: UUID) -> Edition:
        found = await self.session.get(Edition, edition_id)
        if found is None:
            raise EditionNotFound
        return found

    async def numbered(self, programme_id: UUID, number: int, *, drafts: bool, lock: bool = False) -> Edition:
        """One edition by its number."""
        statement = select(Edition).where(Edition.programme_id == programme_id, Edition.number == number)
        if not drafts:
            statement = statement.where(Edition.state == "published")
        if lock:
            statement = statement.with_for_update()
        found = (await self.session.scalars(statement)).first()
        if found is None:
            raise EditionNotFound
        return found

    async def newest(self, programme_id: UUID, *, published: bool = False) -> Edition | None:
        """The newest edition, or the newest published one."""
        statement = select(Edition).where(Edition.programme_id == programme_id)
        if published:
            statement = statement.where(Edition.state == "published")
        return (await self.session.scalars(statement.order_by(Edition.number.desc()).limit(1))).first()

    async def of(self, programme_id: UUID, *, drafts: bool) -> Sequence[Edition]:
        """All editions of a programme, newest first; a programme has a handful."""
        statement = select(Edition).where(Edition.programme_id == programme_id)
        if not drafts:
            statement = statement.where(Edition.state == "published")
        return (await self.session.scalars(statement.order_by(Edition.number.desc()))).all()
