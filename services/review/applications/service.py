"""How an application moves: the one place through which every noun of review changes its state."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.review.applications.errors import NotYourCandidate
from services.review.applications.models import Application, Material
from services.review.applications.repository import Applications
from services.review.applications.rules import CaseFacts, is_mandated
from services.review.applications.schemas import (
    ApplicationItem,
    ApplicationOut,
    EntryOut,
    FaultOut,
    HistoryOut,
    MaterialOut,
)
from services.review.applications.workflow import APPLICATION, Action, State
from services.review.definitions.schemas import Definition
from services.review.forms.rules import form_faults
from services.review.rounds.repository import Quotas, Rounds
from services.review.rounds.workflow import RoundState
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.workflow import Outlook


@dataclass(frozen=True, slots=True)
class Step:
    """One intended step and what is to be remembered with it."""

    action: Action
    roles: Collection[Role]
    facts: CaseFacts
    reason: str | None = None
    on_behalf_of: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Casework:
    """Moves applications by their table; state, history and event change in one transaction."""

    trail: Trail

    async def advance(self, application: Application, step: Step) -> None:
        """Take a step on a row that the caller of this method holds locked; refusals name what is open."""
        source = State(application.state)
        row = APPLICATION.step(source, step.action, step.roles, step.facts)
        application.state = row.target.value
        await self.trail.append(
            Entry(
                noun=APPLICATION.noun,
                object_id=application.id,
                transition=step.action.value,
                state_from=source.value,
                state_to=row.target.value,
                event=f"application.{EVENTS[step.action]}",
                audience=Audience.REGION,
                organisation_id=application.organisation_id,
                region_path=application.region_path,
                on_behalf_of=step.on_behalf_of,
                reason=step.reason,
                payload={
                    "number": application.number,
                    "round_id": str(application.round_id),
                    "state": row.target.value,
                    "organisation_id": str(application.organisation_id),
                    "category": application.category,
                    "region_path": application.region_path,
                    "sequence": application.sequence,
                    **step.payload,
                },
            )
        )


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads a case as a whole, and the facts that its steps are judged by."""

    applications: Applications
    rounds: Rounds
    quotas: Quotas
    trail: Trail

    async def show(self, application_id: UUID) -> ApplicationOut:
        """The application with form and materials, and what both still lack."""
        found = await self.applications.get(application_id)
        definition = await self.applications.definition(found.edition_id)
        attached = await self.applications.materials(found.id)
        faults = form_faults(definition.form.schema_, found.form)
        item = {name: getattr(found, name) for name in ApplicationItem.model_fields}
        return ApplicationOut(
            **item,
            form=found.form,
            faults=[FaultOut(pointer=fault.pointer or "", code=fault.code) for fault in faults],
            materials=[MaterialOut.model_validate(each) for each in attached],
            missing_materials=missing(definition, attached),
            correction_due_on=found.correction_due_on,
            open_fields=found.open_fields,
        )

    async def facts(self, application: Application, *, certified: bool | None = None) -> CaseFacts:
        """What the needs of the table look at, as far as this noun and those below know it."""
        days = await self.rounds.days(application.round_id)
        opened = await self.rounds.get(application.round_id)
        definition = await self.applications.definition(application.edition_id)
        attached = await self.applications.materials(application.id)
        declared = await self.applications.declared_experts(application.id)
        return CaseFacts(
            today=self.applications.clock.today(),
            applications_close_on=days.get("application"),
            recommendations_close_on=days.get("recommendation"),
            round_open=opened.state == RoundState.OPEN,
            certified=certified,
            form_faults=len(form_faults(definition.form.schema_, application.form)),
            missing_materials=tuple(missing(definition, attached)),
            correction_due_on=application.correction_due_on,
            eligible=application.eligible,
            experts_missing=max(0, definition.panel.experts_per_application - declared),
            cap_room=await self.quotas.room(application.round_id, "selected"),
            open_objections=application.open_objections,
        )

    async def outlook(self, application_id: UUID, *, certified: bool | None) -> Outlook[State, Action]:
        """The steps of the caller's roles, and what blocks each."""
        found = await self.applications.get(application_id)
        facts = await self.facts(found, certified=certified)
        return APPLICATION.outlook(State(found.state), self.applications.caller.roles, facts)

    async def history(self, application_id: UUID) -> HistoryOut:
        """The chain of the application; an applicant learns roles, never who."""
        await self.applications.get(application_id)
        entries = await self.trail.of(APPLICATION.noun, application_id)
        named = self.applications.caller.roles != {Role.APPLICANT}
        return HistoryOut(
            items=[
                EntryOut.model_validate(
                    {**entry, "hash": entry["hash"].hex(), "actor": entry["actor"] if named else None}
                )
                for entry in entries
            ]
        )


def mandate(caller: Caller) -> tuple[list[str], list[str]]:
    """The cities and the divisions for which a caller recommends."""
    cities = [b.region for b in caller.bindings if b.role is Role.CITY_OFFICER and b.region]
    divisions = [b.division for b in caller.bindings if b.role is Role.DIVISION_OFFICER and b.division]
    return cities, divisions


def require_mandate(found: Application, caller: Caller) -> None:
    """Only the city or division that recommends an application acts on it as such."""
    cities, divisions = mandate(caller)
    if not is_mandated(found.recommended_by, cities=cities, divisions=divisions):
        raise NotYourCandidate


def missing(definition: Definition, attached: Sequence[Material]) -> list[str]:
    """Keys of required materials that nothing is attached under."""
    present = {each.key for each in attached}
    return [each.key for each in definition.materials if each.required and each.key not in present]


EVENTS: Mapping[Action, str] = {
    Action.SUBMIT: "submitted",
    Action.WITHDRAW: "withdrawn",
    Action.REQUEST_CORRECTION: "returned",
    Action.RESUBMIT: "resubmitted",
    Action.RECOMMEND: "recommended",
    Action.DECLINE: "declined",
    Action.ACCEPT: "accepted",
    Action.REFUSE: "refused",
    Action.START_REVIEW: "review_started",
    Action.RANK: "ranked",
    Action.ENTER_NOTICE: "noticed",
    Action.PLACE_IN_RESERVE: "reserved",
    Action.DROP: "dropped",
    Action.PROMOTE: "promoted",
    Action.RECOGNISE: "recognised",
    Action.REJECT: "rejected",
    Action.LAPSE: "lapsed",
}
"""The past participle that names each step in the change feed."""
