"""Assignments: declared clear, declared in conflict, recused, lapsed; and the start of the review."""

from dataclasses import dataclass
from uuid import UUID

from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action as CaseAction
from services.review.applications.workflow import State as CaseState
from services.review.assignments.errors import ConflictUnnamed
from services.review.assignments.models import Assignment
from services.review.assignments.repository import Assignments, Grants, declared
from services.review.assignments.rules import AssignmentFacts
from services.review.assignments.schemas import PanelStateOut, TakeAssignmentStep
from services.review.assignments.workflow import ASSIGNMENT, Action, State
from services.review.definitions.schemas import Definition
from services.review.panels.rules import ConflictKind
from services.review.panels.schemas import NoteConflict
from services.review.panels.service import PanelDesk
from services.review.rounds.repository import Rounds
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock
from shared.workflow import Outlook

PARTICIPLES = {
    "assign": "assigned",
    Action.DECLARE_CLEAR: "cleared",
    Action.DECLARE_CONFLICT: "recused",
    Action.RECUSE: "recused",
    Action.LAPSE: "lapsed",
    Action.SCORE: "scored",
    Action.CORRECT: "corrected",
}
"""The past participle that names each step in the change feed."""


@dataclass(frozen=True, slots=True)
class AssignmentBook:
    """Moves assignments by their table; draws and scores go through it."""

    trail: Trail

    async def open(self, assignment: Assignment) -> None:
        """Remember that an expert was drawn for an application."""
        await self._record(assignment, "assign", source=None, reason=None)

    async def advance(
        self,
        assignment: Assignment,
        action: Action,
        *,
        roles: frozenset[Role],
        facts: AssignmentFacts,
        reason: str | None = None,
    ) -> None:
        """Take a step on an assignment whose row is held locked."""
        source = State(assignment.state)
        assignment.state = ASSIGNMENT.step(source, action, roles, facts).target.value
        await self._record(assignment, action.value, source=source, reason=reason)

    async def _record(
        self, assignment: Assignment, transition: str, *, source: State | None, reason: str | None
    ) -> None:
        await self.trail.append(
            Entry(
                noun=ASSIGNMENT.noun,
                object_id=assignment.id,
                transition=transition,
                state_from=source.value if source else None,
                state_to=assignment.state,
                event=f"assignment.{PARTICIPLES[transition]}",
                audience=Audience.INTERNAL,
                region_path=assignment.region_path,
                reason=reason,
                payload={
                    "round_id": str(assignment.round_id),
                    "application_id": str(assignment.application_id),
                    "panellist_id": str(assignment.panellist_id),
                    "state": assignment.state,
                },
            )
        )


@dataclass(frozen=True, slots=True)
class AssignmentDesk:
    """What experts and officers do with assignments."""

    assignments: Assignments
    grants: Grants
    panel: PanelDesk
    rounds: Rounds
    casework: Casework
    book: AssignmentBook
    clock: Clock
    caller: Caller

    async def facts(self, assignment: Assignment) -> AssignmentFacts:
        """What the needs of an assignment's steps look at."""
        standing = await self.panel.interests.between(assignment.panellist_id, assignment.application_id)
        return AssignmentFacts(
            today=self.clock.today(),
            conflicts=len(standing),
            due_on=assignment.due_on,
            review_running=await self.assignments.in_review(assignment.application_id),
        )

    async def outlook(self, assignment_id: UUID) -> Outlook[State, Action]:
        """The caller's steps from here, with what blocks them."""
        held = await self.assignments.get(assignment_id)
        return ASSIGNMENT.outlook(State(held.state), self.caller.roles, await self.facts(held))

    async def step(self, assignment_id: UUID, wanted: TakeAssignmentStep, *, seen: int) -> UUID:
        """Declare or recuse; the dossier opens with a clean declaration and closes with a conflict."""
        held = await self.assignments.get(assignment_id, lock=True)
        require_version(held.version, seen)
        if wanted.action is Action.DECLARE_CLEAR:
            await self._clear(held)
        else:
            await self._recuse(held, wanted)
        await self.assignments.session.flush()
        return held.id

    async def note(self, wanted: NoteConflict) -> UUID:
        """An officer's pinned conflict; whoever holds the application already is recused from it."""
        panellist, application = await self.panel.of_pair(wanted)
        noted = await self.panel.book.note(
            panellist, application.id, kind=wanted.kind, reason=wanted.reason, pinned=True
        )
        held = await self.assignments.live_at(application.id, panellist.id)
        if held is not None:
            await self._leave(held, Action.RECUSE, reason=wanted.reason)
        return noted

    async def start_review(self, round_id: UUID) -> UUID:
        """Start the review of every accepted application whose panel is complete; the others wait."""
        held = await self.rounds.own(round_id)
        needed = (await self._definition(round_id)).panel.experts_per_application
        counted = await self.assignments.counts(held.id)
        for application in await self.assignments.cases(held.id, [CaseState.ACCEPTED], lock=True):
            missing = max(0, needed - declared(counted.get(application.id, {})))
            if missing == 0:
                facts = CaseFacts(today=self.clock.today(), experts_missing=missing)
                await self.casework.advance(
                    application, Step(action=CaseAction.START_REVIEW, roles=self.caller.roles, facts=facts)
                )
        await self.assignments.session.flush()
        return held.id

    async def panel_state(self, round_id: UUID) -> PanelStateOut:
        """How far panels and scores have come."""
        needed = (await self._definition(round_id)).panel.experts_per_application
        return await self.assignments.panel_state(round_id, experts=needed)

    async def lapse(self, assignment_id: UUID) -> bool:
        """Time makes room for another expert; says whether there was still something to end."""
        held = await self.assignments.get(assignment_id, lock=True)
        if held.state != State.ASSIGNED or held.due_on is None or held.due_on >= self.clock.today():
            return False
        facts = AssignmentFacts(today=self.clock.today(), due_on=held.due_on)
        await self.book.advance(held, Action.LAPSE, roles=frozenset({Role.CLOCK}), facts=facts)
        return True

    async def _clear(self, held: Assignment) -> None:
        facts = await self.facts(held)
        held.declared_at = self.clock.now()
        await self.book.advance(held, Action.DECLARE_CLEAR, roles=self.caller.roles, facts=facts)
        await self.grants.give(held.application_id, held.subject, self.clock.now())

    async def _recuse(self, held: Assignment, wanted: TakeAssignmentStep) -> None:
        if wanted.kind is None or wanted.reason is None:
            missing = [name for name in ("kind", "reason") if getattr(wanted, name) is None]
            raise ConflictUnnamed(errors=[FieldError("missing", pointer=f"/{name}") for name in missing])
        await self._leave(held, wanted.action, reason=wanted.reason)
        await self._note(held, wanted.kind, reason=wanted.reason, pinned=wanted.action is Action.RECUSE)

    async def _note(self, held: Assignment, kind: ConflictKind, *, reason: str, pinned: bool) -> None:
        panellist = await self.panel.panellists.get(held.panellist_id)
        await self.panel.book.note(panellist, held.application_id, kind=kind, reason=reason, pinned=pinned)

    async def _leave(self, held: Assignment, action: Action, *, reason: str) -> None:
        facts = AssignmentFacts(today=self.clock.today())
        held.declared_at = held.declared_at or self.clock.now()
        await self.book.advance(held, action, roles=self.caller.roles, facts=facts, reason=reason)
        await self.grants.revoke(held.application_id, held.subject, self.clock.now())

    async def _definition(self, round_id: UUID) -> Definition:
        held = await self.rounds.get(round_id)
        return await self.panel.applications.definition(held.edition_id)
