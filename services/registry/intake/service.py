"""Takes one row of a table into the register, with the same use cases as the API."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.registry.brands.models import BrandOrigin, Market
from services.registry.brands.schemas import RegisterBrand
from services.registry.brands.service import BrandDesk
from services.registry.facts.errors import CorrectionUnreasoned
from services.registry.facts.rules import FactKind, FactSource
from services.registry.facts.schemas import FactIn, RecordFacts
from services.registry.facts.service import EARLIEST, FactsDesk
from services.registry.intake.repository import RegionNames, savepoint
from services.registry.intake.rules import FIGURES
from services.registry.organisations.models import Organisation
from services.registry.organisations.schemas import CorrectOrganisation, RegisterOrganisation
from services.registry.organisations.service import OrganisationDesk
from shared.codes import credit_code
from shared.codes.kinds import BrandKind, OrganisationKind
from shared.errors import Refusal
from shared.errors.faults import Fault
from shared.imports.rows import Outcome, RowRefusedError, Taken
from shared.tables.reading import CellError, Row

_CORRECTED = (
    "category address industry_code size_class established_on uses_ecommerce above_scale above_quota"
).split()
_COLUMNS = {"region_code": "region", "legal_representative": "representative", "contacts": "contact"}
_REASON = "批量导入更新"


@dataclass(frozen=True, slots=True)
class Intake:
    """Registers what is new; changes what is known only when asked to. Repeating it changes nothing."""

    desk: OrganisationDesk
    facts: FactsDesk
    brands: BrandDesk
    regions: RegionNames
    update_existing: bool

    async def take(self, rows: Sequence[Row]) -> list[Taken]:
        """All rows in order, each whole or not at all; what says nothing new is known by three queries."""
        told = []
        known, touched = await self._known(rows), set[str]()
        for row in rows:
            code = _code(row)
            if code not in touched and code in known and self._says_nothing_new(known[code], row):
                told.append(Taken(row, Outcome.UNCHANGED))
                continue
            touched.add(code)
            try:
                told.append(Taken(row, await self._one(row)))
            except RowRefusedError as reasons:
                told.append(Taken.refused(row, reasons))
        return told

    async def _known(self, rows: Sequence[Row]) -> Mapping[str, "_Known"]:
        """What the register holds of the organisations of a batch, as it stood before the batch."""
        codes = {_code(row) for row in rows if not row.errors}
        found = await self.desk.organisations.by_credit_code(codes)
        ids = [organisation.id for organisation in found.values()]
        figures = await self.facts.facts.current(ids, since=EARLIEST) if ids else {}
        brands = await self.brands.brands.of(ids) if ids else {}
        return {
            code: _Known(
                {name: getattr(each, name) for name in _CORRECTED},
                {(fact.year, fact.kind): fact.value for fact in figures.get(each.id, ())},
                {brand.name for brand in brands.get(each.id, ()) if brand.kind is BrandKind.PRODUCT},
            )
            for code, each in found.items()
        }

    def _says_nothing_new(self, known: "_Known", row: Row) -> bool:
        values: Mapping[str, Any] = row.values
        figures = [name for name in FIGURES if name in values]
        if row.errors or (figures and "year" not in values):
            return False
        said = (name for name in _CORRECTED if self.update_existing and name in values)
        return (
            all(known.columns[name] == values[name] for name in said)
            and all(
                known.figures.get((int(values["year"]), FactKind(name))) == _figure(name, values)
                for name in figures
            )
            and (values.get("brand") is None or values["brand"] in known.brands)
        )

    async def _one(self, row: Row) -> Outcome:
        if row.errors:
            raise RowRefusedError(row.errors)
        try:
            async with savepoint(self.desk.organisations.session):
                return await self._take(row.values)
        except CorrectionUnreasoned:
            raise RowRefusedError([CellError("figure_on_record", "year")]) from None
        except ValidationError as found:
            raise RowRefusedError(_of_validation(found)) from None
        except Fault as fault:
            raise RowRefusedError([CellError(fault.code, "region", fault.params)]) from None
        except Refusal as refusal:
            raise RowRefusedError(_of_refusal(refusal)) from None

    async def _take(self, values: Mapping[str, Any]) -> Outcome:
        known = await self._find(str(values["credit_code"]))
        before = None if known is None else known.revision
        if known is None:
            organisation_id = await self.desk.register(self._registration(values))
        else:
            organisation_id = known.id
            await self._correct(known, values)
        await self._record(organisation_id, values)
        await self._brand(organisation_id, values)
        if before is None:
            return Outcome.NEW
        after = (await self.desk.organisations.get(organisation_id)).revision
        return Outcome.UNCHANGED if after == before else Outcome.CHANGED

    async def _find(self, code: str) -> Organisation | None:
        return await self.desk.organisations.find_by_credit_code(credit_code.normalise(code))

    def _registration(self, values: Mapping[str, Any]) -> RegisterOrganisation:
        given = {name: values[name] for name in ("credit_code", "name", *_CORRECTED) if name in values}
        representative = _person(values, "representative")
        contact = _person(values, "contact")
        return RegisterOrganisation.model_validate(
            {
                **given,
                "kind": values.get("kind", OrganisationKind.ENTERPRISE),
                "region_code": self.regions.resolve(str(values["region"])),
                "legal_representative": representative,
                "contacts": [] if contact is None else [contact],
            }
        )

    async def _correct(self, known: Organisation, values: Mapping[str, Any]) -> None:
        """Facts that the row states otherwise; blank cells say nothing."""
        differing = {
            name: values[name]
            for name in _CORRECTED
            if name in values and getattr(known, name) != values[name]
        }
        if self.update_existing and differing:
            body = CorrectOrganisation.model_validate(differing)
            await self.desk.correct(known.id, body, seen=known.version)

    async def _record(self, organisation_id: UUID, values: Mapping[str, Any]) -> None:
        figures = [
            FactIn(kind=FactKind(name), value=_figure(name, values)) for name in FIGURES if name in values
        ]
        if not figures:
            return
        if "year" not in values:
            raise RowRefusedError([CellError("year_missing", "year")])
        body = RecordFacts(
            facts=figures,
            source=FactSource.IMPORTED,
            reason=_REASON if self.update_existing else None,
        )
        await self.facts.record(organisation_id, int(values["year"]), body)

    async def _brand(self, organisation_id: UUID, values: Mapping[str, Any]) -> None:
        name = values.get("brand")
        if name is None:
            return
        known = (await self.brands.brands.of([organisation_id])).get(organisation_id, ())
        if any(brand.name == name and brand.kind is BrandKind.PRODUCT for brand in known):
            return
        market = values.get("markets", "domestic")
        markets = list(Market) if market == "both" else [Market(market)]
        await self.brands.register(
            RegisterBrand(
                organisation_id=organisation_id,
                name=str(name),
                kind=BrandKind.PRODUCT,
                origin=BrandOrigin(values.get("brand_origin", "own")),
                markets=markets,
            )
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What a row is compared with."""

    columns: Mapping[str, Any]
    figures: Mapping[tuple[int, FactKind], Decimal]
    brands: Collection[str]


def _code(row: Row) -> str:
    return credit_code.normalise(str(row.values.get("credit_code", "")))


def _person(values: Mapping[str, Any], who: str) -> dict[str, Any] | None:
    name = values.get(who)
    return None if name is None else {"name": name, "phone": values.get(f"{who}_phone")}


def _figure(name: str, values: Mapping[str, Any]) -> Decimal:
    """Shares come in per cent and are kept between 0 and 1; money comes in yuan already."""
    value: Decimal = values[name]
    return value / 100 if name == FactKind.INSPECTION_PASS_RATE else value


def _of_validation(found: ValidationError) -> list[CellError]:
    errors = []
    for fault in found.errors():
        raised = (fault.get("ctx") or {}).get("error")
        code, params = (raised.code, raised.params) if isinstance(raised, Fault) else ("cell_unfit", {})
        errors.append(CellError(code, _column(*fault["loc"]), params))
    return errors


def _of_refusal(refusal: Refusal) -> list[CellError]:
    """The faults of a refusal by column, or the refusal itself for the whole row."""
    if not refusal.errors:
        return [CellError(refusal.code, None, refusal.params)]
    return [
        CellError(each.code, _column(*(each.pointer or "").strip("/").split("/")), each.params)
        for each in refusal.errors
    ]


def _column(*steps: object) -> str | None:
    """The column that a member came from; of a person, the telephone has its own."""
    if not steps or steps[0] in {"", "facts"}:
        return None
    column = _COLUMNS.get(str(steps[0]), str(steps[0]))
    return f"{column}_phone" if steps[-1] == "phone" else column
