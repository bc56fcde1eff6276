"""Rows into the register of indications, by the batch, each change as an officer would have made it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.trademark.holders.models import Holder
from services.trademark.holders.repository import Holders
from services.trademark.indication_imports.repository import IndicationBatches, Written
from services.trademark.indication_imports.rules import (
    Listed,
    contradicted,
    listed,
    news_of_form,
    news_of_product,
)
from services.trademark.indications.errors import IndicationOutOfReach
from services.trademark.indications.models import Allotment, Indication, IndicationForm
from services.trademark.indications.rules import CHINA, home_path
from services.trademark.indications.service import (
    judge,
    registered_entry,
    require_reach,
    spellings,
)
from shared.db.caller import Caller
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.imports.rows import Outcome, RowRefusedError, Taken
from shared.tables.reading import CellError, Row
from shared.text import pinyin_sort_key
from shared.time.clock import instant

_SORTED_BY: Final = 400
_CAPPED: Final = {"yearly_capacity_kg", "area_hectares"}


@dataclass(slots=True)
class _Batch:
    """What the rows of a batch need to be judged, and what they come to; later rows see the earlier ones."""

    products: dict[UUID, Indication]
    forms: dict[UUID, list[IndicationForm]]
    holders: Mapping[str, Holder]
    allotted: Mapping[UUID, Sequence[Allotment]]
    by_key: dict[tuple[str, str], IndicationForm] = field(default_factory=dict)
    written: Written = field(default_factory=Written)
    entries: list[Entry] = field(default_factory=list)

    def named(self, said: Listed, path: str) -> list[Indication]:
        """Products of this name in this country whose place holds the row's or lies within it."""
        key = _sort_key(said.name)
        return [
            product
            for product in self.products.values()
            if (product.sort_key, product.country) == (key, said.country)
            and (product.region_path.startswith(path) or path.startswith(product.region_path))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicationTaker:
    """Takes rows with the rights of who asked."""

    batches: IndicationBatches
    holders: Holders
    trail: Trail
    caller: Caller
    today: date

    async def take(self, rows: Sequence[Row]) -> list[Taken]:
        """All rows in order."""
        read: list[tuple[Row, Listed | RowRefusedError]] = []
        for row in rows:
            try:
                read.append((row, listed(row, today=self.today)))
            except RowRefusedError as reasons:
                read.append((row, reasons))
        batch = await self._batch([said for _, said in read if isinstance(said, Listed)])
        told = [self._one(batch, row, said) for row, said in read]
        await self.batches.write(batch.written, batch.allotted)
        await self.trail.extend("indication", batch.entries)
        return told

    async def _batch(self, said: Sequence[Listed]) -> _Batch:
        names = sorted({_sort_key(each.name) for each in said})
        products = {each.id: each for each in await self.batches.known({s.key for s in said}, names)}
        forms: dict[UUID, list[IndicationForm]] = {product: [] for product in products}
        by_key = {}
        for form in await self.batches.forms(products):
            forms[form.indication_id].append(form)
            by_key[form.register_code, form.number] = form
        codes = sorted({each.credit_code for each in said if each.credit_code})
        return _Batch(
            products,
            forms,
            await self.holders.by_key(codes) if codes else {},
            await self.batches.allotments(products, from_year=self.today.year),
            by_key,
        )

    def _one(self, batch: _Batch, row: Row, said: Listed | RowRefusedError) -> Taken:
        if isinstance(said, RowRefusedError):
            return Taken.refused(row, said)
        try:
            holder = _holder(batch, said)
            form = batch.by_key.get(said.key)
            if form is None:
                self._enter(batch, said, holder)
                return Taken(row, Outcome.NEW)
            fields = self._change(batch, batch.products[form.indication_id], form, said, holder)
        except RowRefusedError as reasons:
            return Taken.refused(row, reasons)
        return Taken(row, Outcome.CHANGED if fields else Outcome.UNCHANGED, fields)

    def _enter(self, batch: _Batch, said: Listed, holder: Mapping[str, Any]) -> None:
        """A new form: of a product that is known by name and place, or of one that enters with it."""
        path = home_path(said.area) if said.country == CHINA else ""
        known = batch.named(said, path)
        if len(known) > 1:
            raise RowRefusedError([CellError("indication_ambiguous", "name")])
        product = known[0] if known else _product(said, path)
        self._within(product)
        if known:
            self._agree(batch, said, product, None)
            self._amend(batch, product, news_of_product(said, product))
        form = _form(product.id, said, holder)
        batch.products[product.id] = product
        batch.forms.setdefault(product.id, []).append(form)
        batch.by_key[said.key] = form
        batch.written.forms[form.id] = form
        batch.written.entered.add(form.id)
        if not known:
            batch.written.entered.add(product.id)
        steps = ("record_form", "form_recorded") if known else ("register", "registered")
        self._settle(batch, product, *steps, renamed=True, moved=bool(known))

    def _change(
        self,
        batch: _Batch,
        product: Indication,
        form: IndicationForm,
        said: Listed,
        holder: Mapping[str, Any],
    ) -> Sequence[str]:
        """The fields that differ, of the form and of its product, each kind with its entry."""
        self._within(product)
        self._agree(batch, said, product, form)
        facts = news_of_product(said, product)
        self._amend(batch, product, facts)
        news = news_of_form(said, form, holder)
        if news:
            for name, value in news.items():
                setattr(form, name, value)
            form.version += 1
            batch.written.forms[form.id] = form
            self._settle(batch, product, "correct_form", "form_corrected", renamed="name" in news)
        return sorted({*facts, *({"holder" if name.startswith("holder") else name for name in news})})

    def _amend(self, batch: _Batch, product: Indication, facts: Mapping[str, Any]) -> None:
        """Facts of a known product."""
        if not facts:
            return
        for name, value in facts.items():
            setattr(product, name, value)
        if _CAPPED & facts.keys():
            batch.written.caps.add(product.id)
        self._settle(batch, product, "correct", "corrected")

    def _settle(
        self,
        batch: _Batch,
        product: Indication,
        transition: str,
        event: str,
        *,
        renamed: bool = False,
        moved: bool = True,
    ) -> None:
        forms = batch.forms[product.id]
        judge(product, forms)
        product.version += moved
        batch.written.products[product.id] = product
        if renamed:
            batch.written.spellings[product.id] = spellings(product, forms)
        batch.entries.append(registered_entry(product, forms, transition, event))

    def _agree(self, batch: _Batch, said: Listed, product: Indication, form: IndicationForm | None) -> None:
        """Nothing that a list cannot change is told otherwise, and no cap falls below what is allotted."""
        wrong = contradicted(said, form=form, product=product)
        for each in batch.allotted.get(product.id, ()):
            if said.yearly_capacity_kg is not None and said.yearly_capacity_kg < each.allotted_kg:
                wrong.append(CellError("capacity_reached", "yearly_capacity_kg"))
            if said.area_hectares is not None and said.area_hectares < each.allotted_hectares:
                wrong.append(CellError("land_reached", "area_hectares"))
        if wrong:
            raise RowRefusedError(list({(each.code, each.column): each for each in wrong}.values()))

    def _within(self, product: Indication) -> None:
        try:
            require_reach(self.caller, product)
        except IndicationOutOfReach:
            raise RowRefusedError([CellError("outside_own_region", "area")]) from None


def _holder(batch: _Batch, said: Listed) -> dict[str, Any]:
    """The holder as forms have it; nothing where the row is silent."""
    if said.credit_code is not None:
        known = batch.holders.get(said.credit_code)
        if known is None:
            raise RowRefusedError([CellError("holder_unknown", "credit_code")])
        return {"holder_id": known.id, "holder_name": known.name}
    return {} if said.holder_name is None else {"holder_name": said.holder_name}


def _product(said: Listed, path: str) -> Indication:
    return Indication(
        id=new_id(),
        name=said.name,
        sort_key=_sort_key(said.name),
        country=said.country,
        region_path=path,
        product_class=said.product_class,
        manager_id=None,
        manager_name=said.manager_name,
        area=sorted(said.area),
        area_note=None,
        quality_rules=None,
        area_hectares=said.area_hectares,
        yield_kg_per_hectare=said.yield_kg_per_hectare,
        yearly_capacity_kg=said.yearly_capacity_kg,
        protected=False,
        conflicts=0,
        version=1,
        created_at=instant(),
    )


def _form(product: UUID, said: Listed, holder: Mapping[str, Any]) -> IndicationForm:
    return IndicationForm(
        **{"holder_id": None, "holder_name": None, **holder},
        id=new_id(),
        indication_id=product,
        kind=said.kind,
        register_code=said.register_code,
        number=said.number,
        name=said.form_name or said.name,
        status=said.status,
        filed_on=said.filed_on,
        published_on=said.published_on,
        registered_on=said.registered_on,
        valid_to=said.valid_to,
        area=sorted(said.area),
        instrument=said.instrument,
        version=1,
        created_at=instant(),
    )


def _sort_key(name: str) -> str:
    return pinyin_sort_key(name)[:_SORTED_BY]
