"""Objections: filed by anybody, heard by those who took no part, settled item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from services.review.notices.models import NoticeEntry
from services.review.notices.repository import NoticeEntries
from services.review.notices.rules import NoticeFacts
from services.review.notices.service import EntryBook, EntryStep
from services.review.notices.workflow import EntryAction, EntryState
from services.review.objections.errors import ObjectorUnknown
from services.review.objections.models import Objection
from services.review.objections.repository import Objections
from services.review.objections.rules import ANSWER_WORKING_DAYS, ObjectionFacts
from services.review.objections.schemas import (
    ItemFinding,
    ItemRuling,
    ObjectionOut,
)
from services.review.objections.workflow import OBJECTION, ObjectionAction, ObjectionState
from services.review.seals.rules import seal
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.events.calendars import Calendars
from shared.http.preconditions import require_version
from shared.signing.sealing import unseal
from shared.time.clock import Clock
from shared.workflow import Outlook

PURPOSE = "objectors v1"
"""What the key that seals objectors is derived for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Keeps an entry, and the count on its case, true to the objections against it."""

    objections: Objections
    entries: NoticeEntries
    book: EntryBook
    clock: Clock

    async def suspend(self, objection: Objection, roles: frozenset[Role]) -> None:
        """An admitted objection suspends its entry, and no other."""
        entry = await self.entries.get(objection.entry_id, lock=True)
        if entry.state == EntryState.LISTED:
            await self._move(entry, EntryAction.SUSPEND, objection, roles=roles)

    async def settled(self, objection: Objection, roles: frozenset[Role]) -> None:
        """One objection less is open; the last admitted one lifts the suspension.

        The case is locked before the entry, as issuing a decision does.
        """
        objection.settled_at = self.clock.now()
        await self.objections.count(objection.application_id, by=-1)
        entry = await self.entries.get(objection.entry_id, lock=True)
        if entry.state == EntryState.SUSPENDED and await self.objections.admitted_against(entry.id) == 0:
            founded = await self.objections.upheld_against(entry.id)
            action = EntryAction.REMOVE if founded else EntryAction.RESTORE
            await self._move(entry, action, objection, roles=roles)

    async def _move(
        self, entry: NoticeEntry, action: EntryAction, objection: Objection, *, roles: frozenset[Role]
    ) -> None:
        facts = NoticeFacts(today=self.clock.today(), admitted_objections=0)
        payload = {"objection_id": str(objection.id)}
        await self.book.advance(entry, EntryStep(action, roles, facts, payload=payload))


@dataclass(frozen=True, slots=True)
class Hearing:
    """What officers and the applicant do with an objection."""

    objections: Objections
    standing: Standing
    calendars: Calendars
    trail: Trail
    clock: Clock
    caller: Caller
    data_key: bytes

    async def admit(self, objection_id: UUID, *, seen: int, comment: str | None) -> UUID:
        """Hear it: its entry, and no other, is suspended; the applicant may answer for some working days."""
        objection, source = await self._held(objection_id, seen)
        await self._move(objection, ObjectionAction.ADMIT)
        calendar = await self.calendars.working()
        due = calendar.add_working_days(self.clock.today(), ANSWER_WORKING_DAYS)
        objection.answer_due_on = due.day
        await self.standing.suspend(objection, self.caller.roles)
        await self.trail.append(record(objection, ObjectionAction.ADMIT.value, source, reason=comment))
        return objection.id

    async def refuse(self, objection_id: UUID, *, seen: int, reason_code: str, comment: str) -> UUID:
        """Do not hear it, with the reason; the decision no longer waits for it."""
        objection, source = await self._held(objection_id, seen)
        await self._move(objection, ObjectionAction.REFUSE)
        await self.standing.settled(objection, self.caller.roles)
        payload = {"reason_code": reason_code}
        await self.trail.append(
            record(objection, ObjectionAction.REFUSE.value, source, reason=comment, payload=payload)
        )
        return objection.id

    async def answer(self, objection_id: UUID, *, seen: int, answer: str) -> UUID:
        """The applicant's side."""
        objection, source = await self._held(objection_id, seen)
        await self._move(objection, ObjectionAction.ANSWER)
        objection.answer = answer
        await self.trail.append(record(objection, ObjectionAction.ANSWER.value, source))
        return objection.id

    async def settle(self, objection_id: UUID, *, seen: int, findings: Sequence[ItemFinding]) -> UUID:
        """Rule on each item: one founded item removes the entry, else it is listed again."""
        objection, source = await self._held(objection_id, seen)
        founded = any(finding.ruling is ItemRuling.FOUNDED for finding in findings)
        action = ObjectionAction.UPHOLD if founded else ObjectionAction.DISMISS
        await self._move(objection, action, ruled=len(findings))
        objection.items = [
            {**item, **finding.model_dump(mode="json")}
            for item, finding in zip(objection.items, findings, strict=True)
        ]
        await self.standing.settled(objection, self.caller.roles)
        await self.trail.append(record(objection, action.value, source))
        return objection.id

    async def outlook(self, objection_id: UUID) -> Outlook[ObjectionState, ObjectionAction]:
        """The caller's steps from here; that a ruling speaks to every item is asked of the ruling itself."""
        objection = await self.objections.get(objection_id)
        facts = await self.facts(objection, ruled=len(objection.items))
        roles = self.caller.reaching(organisation=objection.organisation_id, region=objection.region_path)
        return OBJECTION.outlook(ObjectionState(objection.state), roles, facts)

    async def show(self, objection_id: UUID) -> ObjectionOut:
        """One objection as it is answered."""
        return ObjectionOut.model_validate(await self.objections.get(objection_id))

    async def unseal(self, objection_id: UUID, *, purpose: str) -> Mapping[str, Any]:
        """Who objected; the record of the reading commits before the answer leaves."""
        objection = await self.objections.get(objection_id)
        objector = await self.objections.objector(objection_id)
        if objector is None:
            raise ObjectorUnknown
        await self.trail.append(
            Entry(
                noun="objector_reading",
                object_id=new_id(),
                transition="read",
                organisation_id=objection.organisation_id,
                region_path=objection.region_path,
                reason=purpose,
                payload={"objection_id": str(objection_id)},
            )
        )
        clear = unseal(objector.sealed, data_key=self.data_key, purpose=PURPOSE, about=str(objection_id))
        read: Mapping[str, Any] = orjson.loads(clear)
        return read

    async def facts(self, objection: Objection, *, ruled: int | None = None) -> ObjectionFacts:
        """What the needs of an objection's steps look at."""
        return ObjectionFacts(
            today=self.clock.today(),
            answer_due_on=objection.answer_due_on,
            ruled_items=ruled,
            items=len(objection.items),
            judge=self.caller.subject,
            involved=await self.objections.judges_of(objection.application_id),
        )

    async def _held(self, objection_id: UUID, seen: int) -> tuple[Objection, ObjectionState]:
        objection = await self.objections.get(objection_id, lock=True)
        require_version(objection.version, seen)
        return objection, ObjectionState(objection.state)

    async def _move(self, objection: Objection, action: ObjectionAction, *, ruled: int | None = None) -> None:
        facts = await self.facts(objection, ruled=ruled)
        row = OBJECTION.step(ObjectionState(objection.state), action, self.caller.roles, facts)
        objection.state = row.target.value


def record(
    objection: Objection,
    transition: str,
    source: ObjectionState | None,
    *,
    reason: str | None = None,
    payload: Mapping[str, Any] | None = None,
) -> Entry:
    """The trail of an objection: for the region and the applicant, never with the objector."""
    return Entry(
        noun=OBJECTION.noun,
        object_id=objection.id,
        transition=transition,
        state_from=source.value if source else None,
        state_to=objection.state,
        event=f"objection.{PARTICIPLES[transition]}",
        audience=Audience.REGION,
        organisation_id=objection.organisation_id,
        region_path=objection.region_path,
        reason=reason,
        payload={
            "number": objection.number,
            "application_id": str(objection.application_id),
            "entry_id": str(objection.entry_id),
            "state": objection.state,
            "sealed": seal({"items": objection.items, "answer": objection.answer}),
            **(payload or {}),
        },
    )


PARTICIPLES: Mapping[str, str] = {
    "file": "filed",
    "admit": "admitted",
    "refuse": "refused",
    "answer": "answered",
    "uphold": "upheld",
    "dismiss": "dismissed",
    "withdraw": "withdrawn",
}
"""The past participle that names each step in the change feed."""
