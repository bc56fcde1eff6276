"""What anybody may do without saying who calls: object to an entry, follow the objection, take it back."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import orjson

from services.review.filings.errors import TooManyObjections
from services.review.filings.repository import Allowances
from services.review.filings.rules import address_key, seconds_left
from services.review.filings.schemas import FileObjection, ReceiptOut
from services.review.notices.models import NoticeEntry
from services.review.notices.repository import NoticeEntries, Notices
from services.review.notices.workflow import EntryState, NoticeState
from services.review.objections.errors import AnonymousNotAllowed, NoticeNotRunning
from services.review.objections.models import Objection, Objector
from services.review.objections.repository import Objections, receipt_hash
from services.review.objections.rules import ObjectionFacts, notice_takes_objections
from services.review.objections.schemas import ObjectionOut
from services.review.objections.service import PURPOSE, Standing, record
from services.review.objections.workflow import OBJECTION, ObjectionAction, ObjectionState
from services.review.rounds.repository import Rounds
from shared.codes.roles import Role
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.signing.sealing import seal
from shared.time.clock import Clock, day_of, instant

RECEIPT_BYTES = 18
OBJECTOR = frozenset({Role.PUBLIC})
OBJECTABLE = frozenset({EntryState.LISTED, EntryState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Filing:
    """What anybody may do: object to one entry while its notice runs."""

    objections: Objections
    notices: Notices
    entries: NoticeEntries
    rounds: Rounds
    standing: Standing
    trail: Trail
    allowances: Allowances
    clock: Clock
    data_key: bytes
    address: str
    """Where the call came from; kept in no form from which it could be read."""

    async def file(self, entry_id: UUID, wanted: FileObjection) -> tuple[UUID, ReceiptOut]:
        """Keep the objection; from now on the decision on this case waits. The code is told once."""
        entry = await self.entries.get(entry_id)
        await self._require_running(entry)
        edition = await self.rounds.edition(await self.rounds.get(entry.round_id))
        if wanted.anonymous and not edition.definition["notice"]["anonymous_allowed"]:
            raise AnonymousNotAllowed
        await self._require_allowance(entry.notice_id)
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
        row = OBJECTION.step(source, ObjectionAction.WITHDRAW, OBJECTOR, facts)
        objection.state = row.target.value
        await self.standing.settled(objection, OBJECTOR)
        await self.trail.append(record(objection, ObjectionAction.WITHDRAW.value, source))
        return objection.id

    async def follow(self, objection_id: UUID, code: str) -> ObjectionOut:
        """What the holder of the receipt is shown."""
        return ObjectionOut.model_validate(await self.objections.of_receipt(objection_id, code))

    async def _require_running(self, entry: NoticeEntry) -> None:
        notice = await self.notices.get(entry.notice_id)
        facts = ObjectionFacts(
            today=self.clock.today(),
            notice_open=notice.state == NoticeState.OPEN,
            closes_on=notice.closes_on,
        )
        if notice_takes_objections(facts) is not None or entry.state not in OBJECTABLE:
            raise NoticeNotRunning(day=notice.closes_on)

    async def _require_allowance(self, notice_id: UUID) -> None:
        """Counted by the real clock: moving the business day on gives nobody a new allowance."""
        now = instant()
        day = day_of(now)
        key = address_key(self.data_key, notice_id, day, self.address)
        if not await self.allowances.take(notice_id, key, day):
            raise TooManyObjections(retry_after=seconds_left(now))

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
