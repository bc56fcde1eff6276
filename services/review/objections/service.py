"""Objections: filed by anybody, heard by those who took no part, settled item by item."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from services.review.calendars.repository import Calendars
from services.review.notices.models import NoticeEntry
from services.review.notices.repository import NoticeEntries, Notices
from services.review.notices.rules import NoticeFacts
from services.review.notices.service import EntryBook, EntryStep
from services.review.notices.workflow import EntryAction, EntryState, NoticeState
from services.review.objections.errors import AnonymousNotAllowed, NoticeNotRunning, ObjectorUnknown
from services.review.objections.models import Objection, Objector
from services.review.objections.repository import Objections, receipt_hash
from services.review.objections.rules import ANSWER_WORKING_DAYS, ObjectionFacts, notice_takes_objections
from services.review.objections.schemas import (
    FileObjection,
    ItemFinding,
    ItemRuling,
    ObjectionOut,
    ReceiptOut,
)
from services.review.objections.workflow import OBJECTION, OPEN_STATES, ObjectionAction, ObjectionState
from services.review.rounds.repository import Rounds
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.http.preconditions import require_version
from shared.signing.sealing import seal, unseal
from shared.time.clock import Clock, instant

RECEIPT_BYTES = 18
PURPOSE = "objectors v1"


@dataclass(frozen=True, slots=True)
class Filing:
    """What anybody may do: object to one entry while its notice runs."""

    objections: Objections
    notices: Notices
    entries: NoticeEntries
    rounds: Rounds
    trail: Trail
    clock: Clock
    data_key: bytes

    async def file(self, entry_id: UUID, wanted: FileObjection) -> tuple[UUID, ReceiptOut]:
        """Keep the objection; from now on the decision on this case waits. The code is told once."""
        entry = await self.entries.get(entry_id)
        await self._require_running(entry)
        held = await self.rounds.get(entry.round_id)
        if (
            wanted.anonymous
            and not (await self.rounds.edition(held)).definition["notice"]["anonymous_allowed"]
        ):
            raise AnonymousNotAllowed
        code = secrets.token_urlsafe(RECEIPT_BYTES)
        await self.objections.present(code)
        objection = self._objection(entry, wanted, code)
        self.objections.add(objection, self._sealed(objection.id, wanted))
        await self.objections.count(entry.application_id, by=1)
        await self.trail.append(record(objection, "file", None))
        return objection.id, ReceiptOut(id=objection.id, number=objection.number, receipt_code=code)

    async def withdraw(self, objection_id: UUID, code: str) -> UUID:
        """The holder of the receipt takes the objection back."""
        objection = await self.objections.of_receipt(objection_id, code, lock=True)
        source = ObjectionState(objection.state)
        facts = ObjectionFacts(today=self.clock.today())
        row = OBJECTION.step(source, ObjectionAction.WITHDRAW, {"public"}, facts)
        objection.state, objection.settled_at = row.target.value, self.clock.now()
        await self.objections.count(objection.application_id, by=-1)
        await self.trail.append(record(objection, ObjectionAction.WITHDRAW.value, source))
        return objection.id

    async def _require_running(self, entry: NoticeEntry) -> None:
        notice = await self.notices.get(entry.notice_id)
        facts = ObjectionFacts(
            today=self.clock.today(),
            notice_open=notice.state == NoticeState.OPEN,
            closes_on=notice.closes_on,
        )
        if notice_takes_objections(facts) is not None or entry.state not in {
            EntryState.LISTED,
            EntryState.SUSPENDED,
        }:
            raise NoticeNotRunning(day=notice.closes_on)

    def _objection(self, entry: NoticeEntry, wanted: FileObjection, code: str) -> Objection:
        identity = new_id()
        return Objection(
            id=identity,
            number=f"{entry.snapshot['application_number']}-O{identity.hex[-8:]}",
            entry_id=entry.id,
            application_id=entry.application_id,
            round_id=entry.round_id,
            organisation_id=entry.organisation_id,
            region_path=entry.region_path,
            state=ObjectionState.RECEIVED.value,
            anonymous=wanted.anonymous,
            items=[item.model_dump(mode="json", exclude_none=True) for item in wanted.items],
            receipt_hash=receipt_hash(code),
            created_at=instant(),
        )

    def _sealed(self, objection_id: UUID, wanted: FileObjection) -> Objector | None:
        if wanted.objector is None:
            return None
        clear = orjson.dumps(wanted.objector.model_dump(mode="json"))
        sealed = seal(clear, data_key=self.data_key, purpose=PURPOSE, about=str(objection_id))
        return Objector(objection_id=objection_id, sealed=sealed, created_at=instant())


@dataclass(frozen=True, slots=True)
class Hearing:
    """What officers and the applicant do with an objection."""

    objections: Objections
    entries: NoticeEntries
    calendars: Calendars
    book: EntryBook
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
        entry = await self.entries.get(objection.entry_id, lock=True)
        if entry.state == EntryState.LISTED:
            await self._entry(entry, EntryAction.SUSPEND, objection)
        await self.trail.append(record(objection, ObjectionAction.ADMIT.value, source, reason=comment))
        return objection.id

    async def refuse(self, objection_id: UUID, *, seen: int, reason_code: str, comment: str) -> UUID:
        """Do not hear it, with the reason; the decision no longer waits for it."""
        objection, source = await self._held(objection_id, seen)
        await self._move(objection, ObjectionAction.REFUSE)
        await self._settled(objection)
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
        entry = await self.entries.get(objection.entry_id, lock=True)
        others = await self.objections.admitted_against(entry.id, beside=objection.id)
        if others == 0 and entry.state == EntryState.SUSPENDED:
            removed = founded or await self.objections.upheld_against(entry.id, beside=objection.id)
            await self._entry(entry, EntryAction.REMOVE if removed else EntryAction.RESTORE, objection)
        await self._settled(objection)
        await self.trail.append(record(objection, action.value, source))
        return objection.id

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

    async def _settled(self, objection: Objection) -> None:
        if ObjectionState(objection.state) not in OPEN_STATES:
            objection.settled_at = self.clock.now()
            await self.objections.count(objection.application_id, by=-1)

    async def _entry(self, entry: NoticeEntry, action: EntryAction, objection: Objection) -> None:
        facts = NoticeFacts(today=self.clock.today(), admitted_objections=0)
        payload = {"objection_id": str(objection.id)}
        await self.book.advance(entry, EntryStep(action, self.caller.roles, facts, payload=payload))


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
