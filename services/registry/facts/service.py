"""Use cases on yearly facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registry.facts.errors import CorrectionUnreasoned, FactUnfit
from services.registry.facts.models import YearlyFact
from services.registry.facts.repository import YearlyFacts
from services.registry.facts.rules import COMPLETE, FactSource, filed_through, fits
from services.registry.facts.schemas import FactIn, FactsOut, RecordFacts
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from shared.codes.roles import OFFICERS
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.files.record import FileRecord
from shared.time.clock import instant

EARLIEST = 2000
_FIGURE = ("id", "kind", "revision", "value", "source", "evidence", "reason")


@dataclass(frozen=True, slots=True)
class FactsDesk:
    """An organisation declares its figures; officers enter those of departments."""

    facts: YearlyFacts
    organisations: Organisations
    trail: Trail

    async def record(self, organisation_id: UUID, year: int, body: RecordFacts) -> UUID:
        """Write figures of a year down; each that differs from the record is its next revision."""
        organisation = await self.organisations.get(organisation_id, lock=True)
        self._check(year, body)
        known = await self.facts.of_year(organisation_id, year)
        if body.evidence is not None:
            await FileRecord(self.facts.session).attach(
                body.evidence, organisation_id=organisation.id, region_path=organisation.region_path
            )
        changed = [fact for fact in body.facts if self._differs(known.get(fact.kind), fact)]
        if body.reason is None and any(fact.kind in known for fact in changed):
            raise CorrectionUnreasoned(errors=[FieldError("reason_required", pointer="/reason")])
        rows = []
        for fact in changed:
            before = known.get(fact.kind)
            if before is not None:
                await self.facts.supersede(before)
            rows.append(self._row(organisation, year, fact, body=body, before=before))
        if rows:
            self.facts.add(*rows)
            await self.facts.session.flush()
            await self._tell(organisation, year, rows, reason=body.reason)
        return organisation_id

    def open(
        self, organisation: Organisation, year: int, body: RecordFacts
    ) -> tuple[Sequence[YearlyFact], Entry]:
        """The first figures of an organisation that is new itself, as they are written."""
        self._check(year, body)
        rows = [self._row(organisation, year, fact, body=body, before=None) for fact in body.facts]
        filed = filed_through([year] if {row.kind for row in rows} >= COMPLETE else [])
        entry = _entry(organisation, year, rows, filed=filed, reason=body.reason)
        organisation.facts_filed_through = filed
        organisation.revision += 1
        return rows, entry

    async def show(self, organisation_id: UUID, year: int) -> FactsOut:
        """Figures of one year, every revision."""
        await self.organisations.get(organisation_id)
        return FactsOut(items=await self.facts.revisions(organisation_id, year))

    async def show_all(self, organisation_id: UUID) -> FactsOut:
        """Figures of all years, every revision."""
        await self.organisations.get(organisation_id)
        return FactsOut(items=await self.facts.revisions(organisation_id, None))

    def _check(self, year: int, body: RecordFacts) -> None:
        if not EARLIEST <= year <= self.organisations.today.year:
            raise FactUnfit(errors=[FieldError("year_unfit", parameter="year")])
        faults = [
            FieldError("fact_unfit", pointer=f"/facts/{index}/value")
            for index, fact in enumerate(body.facts)
            if not fits(fact.kind, fact.value)
        ]
        kinds = [fact.kind for fact in body.facts]
        faults += [
            FieldError("fact_repeated", pointer=f"/facts/{index}/kind")
            for index, kind in enumerate(kinds)
            if kind in kinds[:index]
        ]
        if body.source is not FactSource.DECLARED and self.organisations.caller.roles.isdisjoint(OFFICERS):
            faults.append(FieldError("source_of_officers", pointer="/source"))
        if faults:
            raise FactUnfit(errors=faults)

    @staticmethod
    def _differs(before: YearlyFact | None, fact: FactIn) -> bool:
        return before is None or before.value != fact.value

    def _row(
        self,
        organisation: Organisation,
        year: int,
        fact: FactIn,
        *,
        body: RecordFacts,
        before: YearlyFact | None,
    ) -> YearlyFact:
        return YearlyFact(
            id=new_id(),
            organisation_id=organisation.id,
            region_path=organisation.region_path,
            year=year,
            kind=fact.kind,
            revision=1 if before is None else before.revision + 1,
            is_current=True,
            value=fact.value,
            source=body.source,
            evidence=body.evidence,
            reason=None if before is None else body.reason,
            recorded_by=self.organisations.caller.subject,
            created_at=instant(),
        )

    async def _tell(
        self, organisation: Organisation, year: int, rows: list[YearlyFact], *, reason: str | None
    ) -> None:
        filed = filed_through(await self.facts.complete_years(organisation.id))
        await self.organisations.touch(organisation.id, facts_filed_through=filed)
        await self.trail.append(_entry(organisation, year, rows, filed=filed, reason=reason))


def _entry(
    organisation: Organisation,
    year: int,
    rows: Sequence[YearlyFact],
    *,
    filed: int | None,
    reason: str | None,
) -> Entry:
    """What is told of figures that make the organisation's next revision."""
    return Entry(
        noun="organisation",
        object_id=organisation.id,
        transition="record_facts",
        event="facts.recorded",
        audience=Audience.REGION,
        organisation_id=organisation.id,
        region_path=organisation.region_path,
        reason=reason,
        payload={
            "year": year,
            "kinds": [row.kind for row in rows],
            "filed_through": filed,
            "revision": organisation.revision + 1,
        },
        record={"figures": [{name: getattr(row, name) for name in _FIGURE} for row in rows]},
    )
