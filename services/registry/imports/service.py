"""Rows into the register, with the same use cases as the API; what is new enters by the batch."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from services.registry.brands.service import BrandDesk, brand_of
from services.registry.brands.service import registered as brand_registered
from services.registry.directory.repository import present_name
from services.registry.facts.errors import CorrectionUnreasoned
from services.registry.facts.models import YearlyFact
from services.registry.facts.rules import FactKind
from services.registry.facts.service import EARLIEST, FactsDesk
from services.registry.imports.errors import RowConflict
from services.registry.imports.repository import Newcomers, RegionNames, savepoint
from services.registry.imports.rules import FIGURES
from services.registry.imports.schemas import CORRECTED, brand, figure, figures, reasons_of, registration
from services.registry.organisations.models import Organisation
from services.registry.organisations.schemas import CorrectOrganisation
from services.registry.organisations.service import OrganisationDesk, registered
from shared.codes import credit_code
from shared.codes.kinds import BrandKind
from shared.db.history import Entry
from shared.errors import Refusal
from shared.errors.faults import Fault
from shared.imports.rows import Outcome, RowRefusedError, Taken
from shared.tables.reading import CellError, Row


@dataclass(slots=True)
class _Batch:
    """Rows that enter together, with what they come to."""

    rows: list[Row] = field(default_factory=list)
    newcomers: Newcomers = field(default_factory=Newcomers)
    entries: list[Entry] = field(default_factory=list)
    """Of the organisations."""
    of_brands: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OrganisationTaker:
    """Registers what is new; changes what is known only when asked to. Repeating it changes nothing."""

    desk: OrganisationDesk
    facts: FactsDesk
    brands: BrandDesk
    regions: RegionNames
    update_existing: bool

    async def take(self, rows: Sequence[Row]) -> list[Taken]:
        """Each row whole or not at all: what is new by the batch, what is known compared by three queries."""
        known = await self._known(rows)
        first: dict[str, Row] = {}
        for row in rows:
            if not row.errors and _code(row) not in known:
                first.setdefault(_code(row), row)
        told = await self._enter(list(first.values()))
        entered, touched = {taken.row.number for taken in told}, set(first)
        for row in rows:
            if row.number in entered:
                continue
            code = _code(row)
            if code not in touched and code in known and self._says_nothing_new(known[code], row):
                told.append(Taken(row, Outcome.UNCHANGED))
                continue
            touched.add(code)
            told.append(await self._alone(row))
        return sorted(told, key=lambda taken: taken.row.number)

    async def _enter(self, rows: Sequence[Row]) -> list[Taken]:
        """Organisations that the caller knows nothing of; what the database refuses together, one by one."""
        told, batch = [], _Batch()
        for row in rows:
            try:
                await self._prepare(batch, row)
            except RowRefusedError as reasons:
                told.append(Taken.refused(row, reasons))
        if not batch.rows:
            return told
        session = self.desk.organisations.session
        try:
            async with savepoint(session):
                await batch.newcomers.write(session)
                await self.desk.trail.extend("organisation", batch.entries)
                await self.desk.trail.begin(batch.of_brands)
        except RowConflict:
            return told + [await self._alone(row) for row in batch.rows]
        return told + [Taken(row, Outcome.NEW) for row in batch.rows]

    async def _prepare(self, batch: _Batch, row: Row) -> None:
        """What a new organisation comes to, all of it or a refusal."""
        values: Mapping[str, Any] = row.values
        with _by_columns():
            body = registration(values, self.regions.resolve(str(values["region"])))
            organisation, people = await self.desk.enrol(body)
            entries = [registered(organisation, people)]
            rows: Sequence[YearlyFact] = ()
            told = figures(values, correcting=self.update_existing)
            if told is not None:
                rows, entry = self.facts.open(organisation, *told)
                entries.append(entry)
            named = brand(values, organisation.id)
        batch.rows.append(row)
        batch.entries += entries
        new = batch.newcomers
        new.organisations.append(organisation)
        new.names.append(present_name(organisation.id, organisation.name, organisation.changed_on))
        new.people += people
        new.figures += rows
        if named is not None:
            new.brands.append(brand_of(organisation, named))
            organisation.revision += 1
            batch.of_brands.append(brand_registered(new.brands[-1]))

    async def _known(self, rows: Sequence[Row]) -> Mapping[str, "_Known"]:
        """What the register holds of the organisations of a batch, as it stood before the batch."""
        codes = {_code(row) for row in rows if not row.errors}
        found = await self.desk.organisations.by_credit_code(codes)
        ids = [organisation.id for organisation in found.values()]
        in_force = await self.facts.facts.current(ids, since=EARLIEST) if ids else {}
        brands = await self.brands.brands.of(ids) if ids else {}
        return {
            code: _Known(
                {name: getattr(each, name) for name in CORRECTED},
                {(fact.year, fact.kind): fact.value for fact in in_force.get(each.id, ())},
                {brand.name for brand in brands.get(each.id, ()) if brand.kind is BrandKind.PRODUCT},
            )
            for code, each in found.items()
        }

    def _says_nothing_new(self, known: "_Known", row: Row) -> bool:
        values: Mapping[str, Any] = row.values
        told = [name for name in FIGURES if name in values]
        if row.errors or (told and "year" not in values):
            return False
        said = (name for name in CORRECTED if self.update_existing and name in values)
        return (
            all(known.columns[name] == values[name] for name in said)
            and all(
                known.figures.get((int(values["year"]), FactKind(name))) == figure(name, values)
                for name in told
            )
            and (values.get("brand") is None or values["brand"] in known.brands)
        )

    async def _alone(self, row: Row) -> Taken:
        """A row by the use cases of the API, whatever is known by now."""
        if row.errors:
            return Taken(row, Outcome.REFUSED)
        try:
            with _by_columns():
                async with savepoint(self.desk.organisations.session):
                    return Taken(row, await self._apply(row.values))
        except RowRefusedError as reasons:
            return Taken.refused(row, reasons)

    async def _apply(self, values: Mapping[str, Any]) -> Outcome:
        code = credit_code.normalise(str(values["credit_code"]))
        known = await self.desk.organisations.find_by_credit_code(code)
        before = None if known is None else known.revision
        if known is None:
            body = registration(values, self.regions.resolve(str(values["region"])))
            organisation_id = await self.desk.register(body)
        else:
            organisation_id = known.id
            await self._correct(known, values)
        told = figures(values, correcting=self.update_existing)
        if told is not None:
            await self.facts.record(organisation_id, *told)
        named = brand(values, organisation_id)
        if named is not None:
            brands = (await self.brands.brands.of([organisation_id])).get(organisation_id, ())
            if not any((each.name, each.kind) == (named.name, named.kind) for each in brands):
                await self.brands.register(named)
        if before is None:
            return Outcome.NEW
        after = (await self.desk.organisations.get(organisation_id)).revision
        return Outcome.UNCHANGED if after == before else Outcome.CHANGED

    async def _correct(self, known: Organisation, values: Mapping[str, Any]) -> None:
        """Facts that the row states otherwise; blank cells say nothing."""
        differing = {
            name: values[name]
            for name in CORRECTED
            if name in values and getattr(known, name) != values[name]
        }
        if self.update_existing and differing:
            body = CorrectOrganisation.model_validate(differing)
            await self.desk.correct(known.id, body, seen=known.version)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a row is compared with."""

    columns: Mapping[str, Any]
    figures: Mapping[tuple[int, FactKind], Decimal]
    brands: Collection[str]


@contextmanager
def _by_columns() -> Iterator[None]:
    """Whatever refuses the requests of a row refuses the row, by its columns."""
    try:
        yield
    except CorrectionUnreasoned:
        raise RowRefusedError([CellError("figure_on_record", "year")]) from None
    except (ValidationError, Fault, Refusal) as refused:
        raise reasons_of(refused) from None


def _code(row: Row) -> str:
    return credit_code.normalise(str(row.values.get("credit_code", "")))
