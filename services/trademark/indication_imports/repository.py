"""Indications read and written by the batch: a handful of statements, however many rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.indications.models import Allotment, Indication, IndicationForm, IndicationName
from services.trademark.indications.rules import names_of
from shared.db.bulk import insert_many, update_many, values_of
from shared.text import bigrams

_INDICATIONS: Final[Any] = Indication.__table__
_FORMS: Final[Any] = IndicationForm.__table__
_NAMES: Final[Any] = IndicationName.__table__
_ALLOTMENTS: Final[Any] = Allotment.__table__
_KEY: Final = 200


@dataclass(slots=True)
class Written:
    """What a batch comes to; rows are plain values here, no session follows them."""

    products: dict[UUID, Indication] = field(default_factory=dict)
    forms: dict[UUID, IndicationForm] = field(default_factory=dict)
    entered: set[UUID] = field(default_factory=set)
    """Of products and forms that are new; the others are changed."""
    spellings: dict[UUID, Sequence[str]] = field(default_factory=dict)
    """Of products whose names have changed, all of them."""
    caps: set[UUID] = field(default_factory=set)
    """Products whose capacity or land has changed."""


@dataclass(frozen=True, slots=True)
class IndicationBatches:
    """The register of indications, many at a time."""

    session: AsyncSession

    async def one_at_a_time(self) -> None:
        """Two imports wait for each other: both might bring the same product."""
        lock = func.pg_advisory_xact_lock(func.hashtext("trademark.indication_imports"))
        await self.session.execute(select(lock))

    async def known(
        self, keys: Collection[tuple[str, str]], sort_keys: Collection[str]
    ) -> Sequence[Indication]:
        """Products with one of these forms or under one of these names, locked."""
        f, i = IndicationForm, Indication
        numbered = select(f.indication_id).where(tuple_(f.register_code, f.number).in_(list(keys)))
        statement = select(i).where(or_(i.id.in_(numbered), i.sort_key.in_(sort_keys))).order_by(i.id)
        found = (await self.session.scalars(statement.with_for_update(key_share=True))).all()
        self.session.expunge_all()
        return found

    async def forms(self, products: Collection[UUID]) -> Sequence[IndicationForm]:
        """All forms of these products, earliest filed first."""
        f = IndicationForm
        statement = select(f).where(f.indication_id.in_(products))
        found = (await self.session.scalars(statement.order_by(f.filed_on.nulls_last(), f.id))).all()
        self.session.expunge_all()
        return found

    async def allotments(
        self, products: Collection[UUID], *, from_year: int
    ) -> Mapping[UUID, Sequence[Allotment]]:
        """What is allotted of these products in this and the coming years."""
        a = Allotment
        found: dict[UUID, list[Allotment]] = {}
        statement = select(a).where(a.indication_id.in_(products), a.year >= from_year).order_by(a.year)
        for row in await self.session.scalars(statement):
            found.setdefault(row.indication_id, []).append(row)
        self.session.expunge_all()
        return found

    async def write(self, batch: Written, allotted: Mapping[UUID, Sequence[Allotment]]) -> None:
        """All of a batch, a statement for each kind of row."""
        for table, rows in ((_INDICATIONS, batch.products), (_FORMS, batch.forms)):
            new = [row for key, row in rows.items() if key in batch.entered]
            old = [row for key, row in rows.items() if key not in batch.entered]
            await insert_many(self.session, table, values_of(table, new))
            await update_many(self.session, table, values_of(table, old))
        await self._name(batch.spellings)
        caps = [
            {
                "indication_id": product,
                "year": each.year,
                "capacity_kg": batch.products[product].yearly_capacity_kg,
                "land_hectares": batch.products[product].area_hectares,
            }
            for product in batch.caps
            for each in allotted.get(product, ())
        ]
        await update_many(self.session, _ALLOTMENTS, caps, key=("indication_id", "year"))

    async def _name(self, spellings: Mapping[UUID, Sequence[str]]) -> None:
        if not spellings:
            return
        n = IndicationName
        await self.session.execute(delete(n).where(n.indication_id.in_(spellings)))
        keys = {
            (product, key[:_KEY])
            for product, names in spellings.items()
            for name in names
            for key in names_of(name)
            if key
        }
        rows = [
            {"indication_id": product, "key": key, "grams": bigrams(key)} for product, key in sorted(keys)
        ]
        await insert_many(self.session, _NAMES, rows)
