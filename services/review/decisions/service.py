"""Decisions of the recognition body: drafted on a closed notice, approved by members, ready to be issued."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.review.decisions.errors import (
    EntriesNotDecidable,
    NoticeStillOpen,
)
from services.review.decisions.models import Approval, Decision, DecisionEntry
from services.review.decisions.repository import Decisions
from services.review.decisions.rules import DecisionFacts
from services.review.decisions.schemas import (
    DecisionDetailOut,
    DraftDecision,
    NamedEntryOut,
    NameEntry,
    Outcome,
)
from services.review.decisions.workflow import BODY, DECISION, DecisionAction, DecisionState
from services.review.notices.models import NoticeEntry
from services.review.notices.repository import Notices
from services.review.notices.workflow import EntryState, NoticeState
from services.review.rounds.errors import RunByAnotherRegion
from services.review.rounds.repository import Rounds
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant
from shared.workflow import Outlook

DECIDABLE: Mapping[Outcome, frozenset[EntryState]] = {
    Outcome.RECOGNISE: frozenset({EntryState.LISTED}),
    Outcome.REJECT: frozenset({EntryState.LISTED, EntryState.REMOVED}),
}
"""Which entries may have which outcome: a suspended one has none yet, a removed one cannot be recognised."""


@dataclass(frozen=True, slots=True)
class DecisionDesk:
    """What the recognition body does before it issues."""

    decisions: Decisions
    notices: Notices
    rounds: Rounds
    trail: Trail
    clock: Clock
    caller: Caller

    async def draft(self, wanted: DraftDecision) -> UUID:
        """Name entries of a closed notice with their outcomes."""
        notice = await self.notices.get(wanted.notice_id)
        if notice.state != NoticeState.CLOSED:
            raise NoticeStillOpen(closes_on=notice.closes_on)
        held = await self.rounds.get(notice.round_id)
        if not self.caller.covers(organisation=None, region=held.region_path):
            raise RunByAnotherRegion
        known = await self.decisions.entries([each.entry_id for each in wanted.entries])
        self.require_decidable(wanted, known, await self.decisions.listed_anew(known.values()))
        body = (await self.rounds.edition(held)).definition["recognition_body"]["code"]
        decision = Decision(
            id=new_id(),
            round_id=held.id,
            notice_id=notice.id,
            region_path=held.region_path,
            body=body,
            state=DecisionState.DRAFT.value,
            approvals_needed=wanted.approvals_needed,
            created_by=self.caller.subject,
            created_at=instant(),
        )
        self.decisions.add(decision)
        await self.decisions.session.flush()
        self.decisions.add(*(_named(decision, each, known[each.entry_id]) for each in wanted.entries))
        await self.trail.append(record(decision, "create", None))
        return decision.id

    @staticmethod
    def require_decidable(
        wanted: DraftDecision, known: Mapping[UUID, NoticeEntry], anew: Collection[UUID]
    ) -> None:
        """Every named entry is of this notice, named once, and in a state that admits its outcome."""
        seen: set[UUID] = set()
        faults = []
        for index, each in enumerate(wanted.entries):
            entry = known.get(each.entry_id)
            if (
                entry is None
                or entry.notice_id != wanted.notice_id
                or each.entry_id in seen
                or not is_decidable(entry, each.outcome, anew)
            ):
                faults.append(FieldError("entry_not_decidable", pointer=f"/entries/{index}"))
            seen.add(each.entry_id)
        if faults:
            raise EntriesNotDecidable(errors=faults)

    async def step(
        self, decision_id: UUID, action: DecisionAction, *, seen: int, reason: str | None = None
    ) -> UUID:
        """Submit, return or discard a draft; a return voids the approvals given so far."""
        decision = await self.decisions.get(decision_id, lock=True)
        require_version(decision.version, seen)
        source = DecisionState(decision.state)
        row = DECISION.step(source, action, self.caller.roles, DecisionFacts())
        decision.state = row.target.value
        if action is DecisionAction.RETURN:
            await self.decisions.void_approvals(decision.id, self.clock.now())
        await self.trail.append(record(decision, action.value, source, reason=reason))
        return decision.id

    async def approve(self, decision_id: UUID, *, seen: int) -> UUID:
        """One member's approval of the decision as seen; nobody gives two, or on a case of the own."""
        decision = await self.decisions.get(decision_id, lock=True)
        require_version(decision.version, seen)
        source = DecisionState(decision.state)
        facts = await self.facts(decision, await self.decisions.named(decision.id))
        DECISION.step(source, DecisionAction.APPROVE, self.caller.roles, facts)
        self.decisions.add(
            Approval(
                id=new_id(), decision_id=decision.id, subject=self.caller.subject, created_at=self.clock.now()
            )
        )
        await self.trail.append(record(decision, DecisionAction.APPROVE.value, source))
        return decision.id

    async def facts(self, decision: Decision, named: Sequence[DecisionEntry]) -> DecisionFacts:
        """What approving and issuing wait for: nobody twice, others than the issuer, nobody who took part."""
        approvers = await self.decisions.approvers(decision.id)
        return DecisionFacts(
            approvals=len(approvers - {self.caller.subject}),
            approvals_needed=decision.approvals_needed,
            deciders=approvers | {self.caller.subject},
            involved=await self.decisions.partakers([each.application_id for each in named]),
            approver=self.caller.subject,
            approvers=approvers,
        )

    async def outlook(self, decision_id: UUID) -> Outlook[DecisionState, DecisionAction]:
        """The caller's steps from here, with what blocks each."""
        decision = await self.decisions.get(decision_id)
        facts = await self.facts(decision, await self.decisions.named(decision_id))
        roles = self.caller.reaching(organisation=None, region=decision.region_path)
        return DECISION.outlook(DecisionState(decision.state), roles, facts)

    async def show(self, decision_id: UUID) -> DecisionDetailOut:
        """One decision with all that it names."""
        decision = await self.decisions.get(decision_id)
        named = await self.decisions.named(decision_id)
        shown = {name: getattr(decision, name) for name in DecisionDetailOut.model_fields if name not in OWN}
        told = not self.caller.roles.isdisjoint(BODY | {Role.SUPERVISOR, Role.AUDITOR})
        return DecisionDetailOut(
            **shown,
            entries=[NamedEntryOut.model_validate(each) for each in named],
            approvals=len(await self.decisions.approvers(decision_id)) if told else None,
        )


def is_decidable(entry: NoticeEntry, outcome: Outcome, anew: Collection[UUID]) -> bool:
    """Whether an entry may have this outcome now; what was listed anew is decided on there."""
    return EntryState(entry.state) in DECIDABLE[outcome] and entry.application_id not in anew


def _named(decision: Decision, wanted: NameEntry, entry: NoticeEntry) -> DecisionEntry:
    return DecisionEntry(
        decision_id=decision.id,
        entry_id=wanted.entry_id,
        application_id=entry.application_id,
        outcome=wanted.outcome.value,
        reason=wanted.reason,
        issued=False,
    )


OWN = frozenset({"entries", "approvals"})


def record(
    decision: Decision,
    transition: str,
    source: DecisionState | None,
    *,
    reason: str | None = None,
) -> Entry:
    """The trail of a decision: public once issued, the region's before."""
    issued = decision.state == DecisionState.ISSUED
    return Entry(
        noun=DECISION.noun,
        object_id=decision.id,
        transition=transition,
        state_from=source.value if source else None,
        state_to=decision.state,
        event="decision.issued" if issued else None,
        audience=Audience.PUBLIC if issued else Audience.INTERNAL,
        region_path=decision.region_path,
        reason=reason,
        payload={
            "round_id": str(decision.round_id),
            "notice_id": str(decision.notice_id),
            "state": decision.state,
            "document_number": decision.document_number,
        },
    )
