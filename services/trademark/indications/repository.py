"""Every query on indications, their forms and their names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, false, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import flag_modified

from services.trademark.indications.errors import IndicationFormNotFound, IndicationNotFound
from services.trademark.indications.models import Allotment, Indication, IndicationForm, IndicationName
from services.trademark.indications.rules import FormKind, ProductClass, Share, names_of
from services.trademark.indications.schemas import AllotmentOut, FormOut, IndicationDetailOut, IndicationOut
from shared.db.caller import Caller
from shared.http.lists import Keyset, Page, PageQuery
from shared.text import bigrams, search_key
from shared.time.clock import Clock

_I = Indication.__table__
ORDER = Keyset({"name": _I.c.sort_key}, tie=_I.c.id, default="name")
_SHORT = 2
_KEY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicationFilters:
    """What the register is narrowed by."""

    q: str | None = None
    region_path: str | None = None
    country: str | None = None
    product_class: ProductClass | None = None
    kinds: Sequence[FormKind] = ()
    protected: bool | None = None
    conflicting: bool | None = None

    def on(self, statement: Select[Any]) -> Select[Any]:
        """The statement over indications, narrowed."""
        i = Indication
        if self.q is not None:
            statement = statement.where(i.id.in_(_named(self.q)))
        if self.region_path is not None:
            statement = statement.where(i.region_path.startswith(self.region_path, autoescape=True))
        if self.country is not None:
            statement = statement.where(i.country == self.country)
        if self.product_class is not None:
            statement = statement.where(i.product_class == self.product_class)
        if self.kinds:
            with_form = select(IndicationForm.indication_id).where(IndicationForm.kind.in_(self.kinds))
            statement = statement.where(i.id.in_(with_form))
        return self._flags(statement)

    def _flags(self, statement: Select[Any]) -> Select[Any]:
        if self.protected is not None:
            statement = statement.where(Indication.protected == self.protected)
        if self.conflicting is not None:
            contradicted = Indication.conflicts > 0
            statement = statement.where(contradicted if self.conflicting else ~contradicted)
        return statement


def _named(q: str) -> Select[Any]:
    """Indications of which a spelling matches, by characters or by sound."""
    key = search_key(q)
    found = select(IndicationName.indication_id)
    if not key:
        return found.where(false())
    if len(key) <= _SHORT:
        return found.where(IndicationName.grams.contains([key]))
    return found.where(IndicationName.key.contains(key, autoescape=True))


@dataclass(frozen=True, slots=True)
class Indications:
    """The register of indications: anybody may read it."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    @property
    def today(self) -> date:
        clock: Clock = self.session.info["clock"]
        return clock.today()

    async def get(self, indication_id: UUID, *, lock: bool = False) -> Indication:
        statement = select(Indication).where(Indication.id == indication_id)
        statement = statement.execution_options(populate_existing=True)
        locked = statement.with_for_update(key_share=True) if lock else statement
        found = await self.session.scalar(locked)
        if found is None:
            raise IndicationNotFound
        return found

    async def show(self, indication_id: UUID) -> IndicationDetailOut:
        """One product with all its forms."""
        statement = select(*_I.c).where(_I.c.id == indication_id)
        row = (await self.session.execute(statement)).one_or_none()
        if row is None:
            raise IndicationNotFound
        forms = [FormOut.model_validate(form) for form in await self.forms(indication_id)]
        shown = IndicationOut.model_validate(row)
        return IndicationDetailOut(**{name: getattr(shown, name) for name in _OUT}, forms=forms)

    async def forms(self, indication_id: UUID) -> Sequence[IndicationForm]:
        """Legal forms, earliest filed first."""
        f = IndicationForm
        statement = select(f).where(f.indication_id == indication_id)
        return (await self.session.scalars(statement.order_by(f.filed_on.nulls_last(), f.id))).all()

    async def form(self, indication_id: UUID, form_id: UUID) -> IndicationForm:
        f = IndicationForm
        found = await self.session.scalar(select(f).where(f.id == form_id, f.indication_id == indication_id))
        if found is None:
            raise IndicationFormNotFound
        return found

    async def list(self, page: PageQuery, filters: IndicationFilters) -> Page[IndicationOut]:
        """A page of the register."""
        return await page.of(self.session, filters.on(select(*_I.c)), ORDER, IndicationOut.model_validate)

    async def name(self, indication_id: UUID, spellings: Sequence[str]) -> None:
        """Let the indication be found by these spellings, and no others."""
        n = IndicationName
        await self.session.execute(delete(n).where(n.indication_id == indication_id))
        keys = sorted({key[:_KEY] for spelling in spellings for key in names_of(spelling) if key})
        rows = [{"indication_id": indication_id, "key": key, "grams": bigrams(key)} for key in keys]
        if rows:
            await self.session.execute(insert(n), rows)

    async def touch(self, indication: Indication) -> None:
        """A new version of the product, also when only a form has changed."""
        flag_modified(indication, "conflicts")
        await self.session.flush()

    async def add(self, *rows: Indication | IndicationForm) -> None:
        """Keep new rows; an indication goes before its forms."""
        for row in rows:
            self.session.add(row)
            await self.session.flush()


_OUT = tuple(IndicationOut.model_fields)


@dataclass(frozen=True, slots=True)
class Allotments:
    """Counters of what is allotted, a row a year; the database refuses what goes over a cap."""

    session: AsyncSession

    async def take(self, indication: Indication, years: Collection[int], share: Share) -> None:
        """Allot in each of these years; whoever holds the indication locked comes one at a time."""
        a = Allotment
        fresh = {
            "indication_id": indication.id,
            "capacity_kg": indication.yearly_capacity_kg,
            "land_hectares": indication.area_hectares,
            "allotted_kg": 0,
            "allotted_hectares": 0,
        }
        rows = [{**fresh, "year": year} for year in sorted(years)]
        await self.session.execute(upsert(a).values(rows).on_conflict_do_nothing())
        await self._move(indication.id, years, kg=share.kg, hectares=share.hectares)

    async def give_back(self, indication_id: UUID, years: Collection[int], share: Share) -> None:
        """Free what was allotted in these years."""
        await self._move(indication_id, years, kg=-share.kg, hectares=-share.hectares)

    async def cap(self, indication: Indication, *, from_year: int) -> None:
        """The caps of this and the coming years follow the indication; refused below what is allotted."""
        a = Allotment
        await self.session.execute(
            update(a)
            .where(a.indication_id == indication.id, a.year >= from_year)
            .values(capacity_kg=indication.yearly_capacity_kg, land_hectares=indication.area_hectares)
        )

    async def of(self, indication_id: UUID) -> Sequence[AllotmentOut]:
        """Years in order."""
        a = Allotment.__table__
        statement = select(*a.c).where(a.c.indication_id == indication_id).order_by(a.c.year)
        return [AllotmentOut.model_validate(row) for row in await self.session.execute(statement)]

    async def _move(
        self, indication_id: UUID, years: Collection[int], *, kg: Decimal, hectares: Decimal
    ) -> None:
        a = Allotment
        await self.session.execute(
            update(a)
            .where(a.indication_id == indication_id, a.year.in_(years))
            .values(allotted_kg=a.allotted_kg + kg, allotted_hectares=a.allotted_hectares + hectares)
        )
