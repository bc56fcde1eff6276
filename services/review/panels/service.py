"""The panel of a round: experts seated with registry's facts, conflicts computed, noted and pinned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.clients.registry_experts import ExpertFacts
from services.review.definitions.schemas import Definition
from services.review.panels.errors import (
    CaseOfAnotherRound,
    ConflictComputed,
    ConflictPinned,
    ConflictWithdrawn,
    ExpertsUnknown,
)
from services.review.panels.models import Interest, Panellist
from services.review.panels.repository import Interests, Panellists
from services.review.panels.rules import (
    Case,
    ConflictKind,
    ConflictSource,
    Judge,
    Relation,
    RelationKind,
    conflicts,
)
from services.review.panels.schemas import ConflictOut, NoteConflict, PanellistOut, PanelOut, SeatExperts
from services.review.rounds.models import Round
from services.review.rounds.repository import Rounds
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant


@dataclass(frozen=True, slots=True)
class ConflictBook:
    """Computes, notes and remembers conflicts of interest."""

    interests: Interests
    panellists: Panellists
    trail: Trail
    clock: Clock
    caller: Caller

    async def compute(self, held: Round, definition: Definition) -> int:
        """Find what follows from the facts for every panellist and case; says how many are new."""
        cases = await self.interests.cases(held.id)
        handled = await self.interests.recommenders(held.id)
        found: list[Mapping[str, Any]] = []
        for panellist in await self.panellists.of(held.id):
            judge = judge_of(panellist)
            for row in cases:
                case = Case(
                    organisation_id=row.organisation_id,
                    created_by=row.created_by,
                    recommended_by=handled.get(row.id, frozenset()),
                )
                found += self._computed(panellist, row.id, judge=judge, case=case, definition=definition)
        return await self.interests.keep(found)

    def _computed(
        self, panellist: Panellist, application_id: UUID, *, judge: Judge, case: Case, definition: Definition
    ) -> Iterator[Mapping[str, Any]]:
        years = definition.panel.former_employer_years
        for found in conflicts(judge, case, today=self.clock.today(), years=years):
            yield self._row(
                panellist,
                application_id,
                kind=found.kind,
                source=ConflictSource.COMPUTED,
                reason=found.reason,
            )

    async def note(
        self, panellist: Panellist, application_id: UUID, *, kind: ConflictKind, reason: str, pinned: bool
    ) -> UUID:
        """Note what an expert declares, or what an officer knows and pins."""
        source = ConflictSource.OFFICER if pinned else ConflictSource.DECLARED
        row = self._row(panellist, application_id, kind=kind, source=source, reason=reason)
        noted = await self.interests.note({**row, "pinned": pinned})
        await self.record(panellist, noted, transition="note", payload={"kind": kind, "source": source})
        return noted

    async def record(
        self, panellist: Panellist, conflict_id: UUID, *, transition: str, payload: Mapping[str, Any]
    ) -> None:
        """Remember a step of a conflict; only the house's own may read it."""
        await self.trail.append(
            Entry(
                noun="conflict",
                object_id=conflict_id,
                transition=transition,
                audience=Audience.INTERNAL,
                region_path=panellist.region_path,
                payload={"round_id": str(panellist.round_id), **payload},
            )
        )

    def _row(
        self,
        panellist: Panellist,
        application_id: UUID,
        *,
        kind: ConflictKind,
        source: ConflictSource,
        reason: str,
    ) -> dict[str, Any]:
        return {
            "id": new_id(),
            "round_id": panellist.round_id,
            "region_path": panellist.region_path,
            "panellist_id": panellist.id,
            "subject": panellist.subject,
            "application_id": application_id,
            "kind": kind.value,
            "source": source.value,
            "reason": reason,
            "noted_by": self.caller.subject,
            "pinned": False,
            "created_at": instant(),
        }


@dataclass(frozen=True, slots=True)
class PanelDesk:
    """The programme officer's work with a panel."""

    panellists: Panellists
    interests: Interests
    applications: Applications
    rounds: Rounds
    book: ConflictBook

    async def seat(self, round_id: UUID, wanted: SeatExperts, experts: Mapping[UUID, ExpertFacts]) -> UUID:
        """Seat the wanted experts with registry's facts, and compute their conflicts."""
        held = await self.rounds.own(round_id, lock=True)
        faults = [
            FieldError("expert_unknown", pointer=f"/expert_ids/{place}")
            for place, expert_id in enumerate(wanted.expert_ids)
            if expert_id not in experts or not experts[expert_id].callable
        ]
        if faults:
            raise ExpertsUnknown(errors=faults)
        definition = await self.applications.definition(held.edition_id)
        load = wanted.maximum_load or definition.panel.maximum_load
        chosen = [experts[expert_id] for expert_id in dict.fromkeys(wanted.expert_ids)]
        await self.panellists.keep([_seat(held, facts, load) for facts in chosen])
        await self.book.compute(held, definition)
        await self.book.trail.append(
            Entry(
                noun="panel",
                object_id=held.id,
                transition="seat",
                audience=Audience.INTERNAL,
                region_path=held.region_path,
                payload={"experts": [str(facts.id) for facts in chosen]},
            )
        )
        return held.id

    async def panel(self, round_id: UUID) -> PanelOut:
        """The panel in figures."""
        seated, available = await self.interests.seats(round_id)
        return PanelOut(
            round_id=round_id,
            panellists=seated,
            available=available,
            conflicts=await self.interests.count(round_id),
        )

    async def change(
        self, panellist_id: UUID, *, available: bool | None, load: int | None, seen: int
    ) -> PanellistOut:
        """Take a panellist out of further draws or back in, or change the most that may be assigned."""
        held = await self.panellists.get(panellist_id, lock=True)
        require_version(held.version, seen)
        held.available = held.available if available is None else available
        held.maximum_load = load or held.maximum_load
        await self.panellists.session.flush()
        return PanellistOut.model_validate(held)

    async def of_pair(self, wanted: NoteConflict) -> tuple[Panellist, Application]:
        """The panellist and the application of an officer's entry, which must share a round."""
        panellist = await self.panellists.get(wanted.panellist_id)
        application = await self.applications.get(wanted.application_id, lock=True)
        if application.round_id != panellist.round_id:
            raise CaseOfAnotherRound
        return panellist, application

    async def pin(self, conflict_id: UUID, *, seen: int) -> UUID:
        """Make a conflict stand whatever the expert says."""
        held = await self._held(conflict_id, seen=seen)
        held.pinned = True
        await self._record(held, "pin")
        return held.id

    async def withdraw(self, conflict_id: UUID, *, seen: int) -> UUID:
        """Take a declaration back; who takes it is the expert, or an officer on the expert's word."""
        held = await self._held(conflict_id, seen=seen)
        if held.pinned:
            raise ConflictPinned
        if held.source == ConflictSource.COMPUTED:
            raise ConflictComputed
        held.withdrawn_at = self.book.clock.now()
        await self._record(held, "withdraw")
        return held.id

    async def show(self, conflict_id: UUID) -> ConflictOut:
        """One conflict."""
        return ConflictOut.model_validate(await self.interests.get(conflict_id))

    async def _held(self, conflict_id: UUID, *, seen: int) -> Interest:
        held = await self.interests.get(conflict_id, lock=True)
        require_version(held.version, seen)
        if held.withdrawn_at is not None:
            raise ConflictWithdrawn
        return held

    async def _record(self, held: Interest, transition: str) -> None:
        panellist = await self.panellists.get(held.panellist_id)
        await self.book.record(panellist, held.id, transition=transition, payload={"kind": held.kind})
        await self.interests.session.flush()


def judge_of(panellist: Panellist) -> Judge:
    """What the rules look at in a panellist."""
    return Judge(
        subject=panellist.subject,
        employer_id=panellist.employer_id,
        relations=[
            Relation(
                kind=RelationKind(each["kind"]),
                organisation_id=UUID(each["organisation_id"]),
                from_on=_day(each.get("from_on")),
                until_on=_day(each.get("until_on")),
            )
            for each in panellist.relations
        ],
    )


def _seat(held: Round, facts: ExpertFacts, load: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "round_id": held.id,
        "region_path": held.region_path,
        "expert_id": facts.id,
        "subject": facts.subject,
        "name": facts.name,
        "employer_id": facts.employer_id,
        "employer_name": facts.employer_name,
        "fields": sorted(facts.fields),
        "relations": [each.model_dump(mode="json", exclude_none=True) for each in facts.relations],
        "expert_version": facts.version,
        "available": True,
        "maximum_load": load,
        "created_at": instant(),
    }


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
