"""Every query on brands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.registry.brands.errors import AuthorisationNotFound, BrandNotFound
from services.registry.brands.models import Authorisation, Brand
from services.registry.brands.schemas import AuthorisationOut, AuthorisationsOut, BrandOut
from shared.codes.kinds import BrandKind
from shared.http.lists import Keyset, Page, PageQuery

_ORDER = Keyset({"name": Brand.__table__.c.name}, tie=Brand.__table__.c.id, default="name")


@dataclass(frozen=True, slots=True)
class Brands:
    """All brands: anybody may read them."""

    session: AsyncSession

    async def get(self, brand_id: UUID, *, lock: bool = False) -> Brand:
        statement = select(Brand).where(Brand.id == brand_id).execution_options(populate_existing=True)
        found = await self.session.scalar(statement.with_for_update() if lock else statement)
        if found is None:
            raise BrandNotFound
        return found

    async def find(self, brand_id: UUID) -> Brand | None:
        return await self.session.get(Brand, brand_id)

    async def of(self, organisations: Collection[UUID]) -> Mapping[UUID, Sequence[BrandOut]]:
        """Brands of several owners in one query."""
        statement = select(Brand).where(Brand.organisation_id.in_(organisations)).order_by(Brand.name)
        found: dict[UUID, list[BrandOut]] = {}
        for brand in await self.session.scalars(statement):
            found.setdefault(brand.organisation_id, []).append(BrandOut.model_validate(brand))
        return found

    async def list(
        self, page: PageQuery, *, owner: UUID | None, kinds: Sequence[BrandKind]
    ) -> Page[BrandOut]:
        statement = select(*Brand.__table__.c)
        if owner is not None:
            statement = statement.where(Brand.organisation_id == owner)
        if kinds:
            statement = statement.where(Brand.kind.in_(kinds))
        return await page.of(self.session, statement, _ORDER, BrandOut.model_validate)

    async def ancestors(self, brand_id: UUID) -> set[UUID]:
        """Every brand that this one stands below, at any time, itself included."""
        a = Authorisation
        above = select(a.brand_id.label("id")).where(a.child_id == brand_id).cte("above", recursive=True)
        above = above.union(select(a.brand_id).join(above, a.child_id == above.c.id))
        return {brand_id, *await self.session.scalars(select(above.c.id))}

    async def uses(self, brand_id: UUID) -> AuthorisationsOut:
        """Periods in which others use the brand, and in which it stands below another."""
        a = Authorisation
        statement = select(a).where(or_(a.brand_id == brand_id, a.child_id == brand_id))
        found = await self.session.scalars(statement.order_by(a.id.desc()))
        return AuthorisationsOut(items=[authorisation_out(each) for each in found])

    async def authorisation(self, brand_id: UUID, authorisation_id: UUID) -> Authorisation:
        a = Authorisation
        statement = select(a).where(a.id == authorisation_id, a.brand_id == brand_id)
        found = await self.session.scalar(statement.with_for_update())
        if found is None:
            raise AuthorisationNotFound
        return found

    def add(self, row: Brand | Authorisation) -> None:
        self.session.add(row)


def authorisation_out(row: Authorisation) -> AuthorisationOut:
    """The period's two ends, beside what it is for."""
    return AuthorisationOut(
        id=row.id,
        brand_id=row.brand_id,
        organisation_id=row.organisation_id,
        child_id=row.child_id,
        from_on=row.valid.lower,
        until_on=row.valid.upper,
        standard=row.standard,
        version=row.version,
    )
