"""Use cases on experts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.areas.repository import Regions
from services.registry.experts.errors import ExpertInvalid, RelationEnded, RelationPinned
from services.registry.experts.models import Expert, Relation, RelationOrigin, absent
from services.registry.experts.repository import Experts
from services.registry.experts.schemas import (
    Absence,
    CorrectExpert,
    DeclareRelation,
    EndRelation,
    ExpertOut,
    RegisterExpert,
    StepExpert,
)
from services.registry.experts.workflow import KEEPERS, WORKFLOW, ExpertAction, ExpertStatus
from services.registry.organisations.errors import OutsideOwnRegion, RegionNotServed
from services.registry.organisations.repository import Organisations
from shared.codes.roles import Role
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant
from shared.workflow import Outlook

_PAST = {
    ExpertAction.SUSPEND: "suspended",
    ExpertAction.RESUME: "resumed",
    ExpertAction.RETIRE: "retired",
}
_TOLD = "subject region_code region_path employer_id employer_name titles fields industries".split()


def roles_on(expert: Expert, experts: Experts) -> frozenset[Role]:
    """Whoever is the expert acts as one, and not as the officer of the own record."""
    caller = experts.caller
    own = expert.subject == caller.subject
    return (caller.roles - KEEPERS) | {Role.EXPERT} if own else caller.roles - {Role.EXPERT}


@dataclass(frozen=True, slots=True)
class ExpertDesk:
    """Officers keep the experts of their region; experts keep their ties and absences."""

    experts: Experts
    regions: Regions
    organisations: Organisations
    trail: Trail

    async def register(self, body: RegisterExpert) -> UUID:
        """Somebody becomes an expert of a region."""
        region = await self.regions.find(body.region_code)
        if region is None:
            raise RegionNotServed(errors=[FieldError("region_unknown", pointer="/region_code")])
        path = await self.regions.path_of(body.region_code)
        if not self.experts.caller.covers(organisation=None, region=path):
            raise OutsideOwnRegion(errors=[FieldError("outside_own_region", pointer="/region_code")])
        await self._known(body.employer_id, "/employer_id")
        expert = Expert(
            **body.model_dump(mode="json", exclude={"employer_id"}),
            id=new_id(),
            employer_id=body.employer_id,
            region_path=path,
            absences=[],
            status=ExpertStatus.ACTIVE,
            created_at=instant(),
        )
        await self.experts.add(expert)
        states = (None, ExpertStatus.ACTIVE)
        await self._tell(expert, "register", "registered", states=states, payload=_known_facts(expert))
        return expert.id

    async def correct(self, expert_id: UUID, body: CorrectExpert, *, seen: int) -> ExpertOut:
        """Employer, fields, titles, contact, absences."""
        expert = await self.experts.get(expert_id, lock=True)
        require_version(expert.version, seen)
        changes = body.model_dump(mode="json", include=body.model_fields_set - {"employer_id", "absences"})
        if "employer_id" in body.model_fields_set:
            await self._known(body.employer_id, "/employer_id")
            expert.employer_id = body.employer_id
        if "absences" in body.model_fields_set:
            expert.absences = absent(_periods(body.absences))
        for name in sorted(changes):
            setattr(expert, name, changes[name])
        await self.experts.session.flush()
        await self.experts.session.refresh(expert, ["absences"])  # as the database has joined them
        if "subject" in changes:
            await self.experts.sign_relations(expert)
        changed = {"changed": sorted(body.model_fields_set)}
        await self._tell(expert, "correct", "corrected", payload={**_known_facts(expert), **changed})
        return await self.experts.show(expert_id)

    async def step(self, expert_id: UUID, body: StepExpert, *, seen: int) -> UUID:
        """Suspend, resume or retire."""
        expert = await self.experts.get(expert_id, lock=True)
        require_version(expert.version, seen)
        roles = roles_on(expert, self.experts)
        row = WORKFLOW.step(expert.status, body.action, roles, expert)
        expert.status = row.target
        await self.experts.session.flush()
        states = (row.source, row.target)
        await self._tell(expert, body.action, _PAST[body.action], states=states, reason=body.reason)
        return expert.id

    async def relate(self, expert_id: UUID, body: DeclareRelation) -> UUID:
        """A tie is declared by the expert, or found by an officer."""
        expert = await self.experts.get(expert_id, lock=True)
        await self._known(body.organisation_id, "/organisation_id")
        if body.from_on and body.until_on and body.until_on < body.from_on:
            raise ExpertInvalid(errors=[FieldError("period_empty", pointer="/until_on")])
        own = expert.subject == self.experts.caller.subject
        relation = Relation(
            **body.model_dump(exclude={"pinned"}),
            id=new_id(),
            expert_id=expert.id,
            subject=expert.subject,
            region_path=expert.region_path,
            origin=RelationOrigin.DECLARED if own else RelationOrigin.FOUND,
            pinned=body.pinned and not own,
            created_at=instant(),
        )
        await self.experts.add(relation)
        await self._tell_relation(expert, relation, "relate")
        return expert.id

    async def end_relation(self, expert_id: UUID, relation_id: UUID, body: EndRelation, *, seen: int) -> UUID:
        """A tie is over; it stays on record, since recent ties count too."""
        expert = await self.experts.get(expert_id, lock=True)
        relation = await self.experts.relation(expert_id, relation_id)
        require_version(relation.version, seen)
        if relation.until_on is not None:
            raise RelationEnded
        if relation.pinned and expert.subject == self.experts.caller.subject:
            raise RelationPinned
        if relation.from_on is not None and body.until_on < relation.from_on:
            raise ExpertInvalid(errors=[FieldError("period_empty", pointer="/until_on")])
        relation.until_on = body.until_on
        await self.experts.session.flush()
        await self._tell_relation(expert, relation, "end_relation")
        return expert.id

    async def _known(self, organisation_id: UUID | None, pointer: str) -> None:
        if organisation_id is None:
            return
        async with as_house(self.experts.session):
            found = await self.organisations.by_id([organisation_id])
        if not found:
            raise ExpertInvalid(errors=[FieldError("organisation_unknown", pointer=pointer)])

    async def _tell_relation(self, expert: Expert, relation: Relation, transition: str) -> None:
        payload = {
            "relation_id": relation.id,
            "organisation_id": relation.organisation_id,
            "kind": relation.kind,
            "origin": relation.origin,
            "pinned": relation.pinned,
            "from_on": relation.from_on,
            "until_on": relation.until_on,
            "relation_version": relation.version,
        }
        reason = relation.note if transition == "relate" else None
        await self._tell(expert, transition, "relations_changed", payload=payload, reason=reason)

    async def _tell(
        self,
        expert: Expert,
        transition: str,
        event: str,
        *,
        states: tuple[ExpertStatus | None, ExpertStatus | None] = (None, None),
        reason: str | None = None,
        payload: Mapping[str, object] | None = None,
    ) -> None:
        """Experts are known to siblings and to their region; the feed's public never hears of them."""
        await self.trail.append(
            Entry(
                noun="expert",
                object_id=expert.id,
                transition=transition,
                state_from=states[0],
                state_to=states[1],
                event=f"expert.{event}",
                audience=Audience.INTERNAL,
                region_path=expert.region_path,
                reason=reason,
                payload={**(payload or {}), "status": expert.status, "version": expert.version},
            )
        )


def _known_facts(expert: Expert) -> dict[str, object]:
    """What siblings are told of an expert; name, telephone and address stay in the row."""
    facts: dict[str, object] = {name: getattr(expert, name) for name in _TOLD}
    facts["absences"] = [{"from_on": each.lower, "until_on": each.upper} for each in expert.absences]
    return facts


async def outlook(experts: Experts, expert_id: UUID) -> Outlook[ExpertStatus, ExpertAction]:
    """The steps of the caller's roles on an expert."""
    expert = await experts.get(expert_id)
    return WORKFLOW.outlook(expert.status, roles_on(expert, experts), expert)


def _periods(absences: Sequence[Absence]) -> list[tuple[date, date]]:
    for index, each in enumerate(absences):
        if each.until_on <= each.from_on:
            fault = FieldError("period_empty", pointer=f"/absences/{index}/until_on")
            raise ExpertInvalid(errors=[fault])
    return [(each.from_on, each.until_on) for each in absences]
