"""Use cases on marks: events are recorded, never edited; the mark is what its events amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.trademark.holders.repository import Holders
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.rules import LawBook
from services.trademark.marks.errors import EventOutOfPlace, EventRecorded, MarkUnfit
from services.trademark.marks.models import Mark, MarkEvent, MarkGoods
from services.trademark.marks.repository import Marks, as_event, name_keys
from services.trademark.marks.rules import (
    Event,
    Standing,
    event_hash,
    fitting,
    fold,
)
from services.trademark.marks.schemas import (
    EnterMark,
    HolderIn,
    RecordEvent,
)
from services.trademark.marks.service import MarkReader, path_of
from services.trademark.marks.workflow import MARK, EventKind, MarkNote, MarkState, MarkStatus, MarkStep
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.files.record import FileRecord
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant


@dataclass(frozen=True, slots=True)
class MarkDesk:
    """Officers enter what the office has published, each within the own region."""

    marks: Marks
    holders: Holders
    rules: LegalRules
    trail: Trail
    files: FileRecord
    clock: Clock
    caller: Caller

    @property
    def reader(self) -> MarkReader:
        """Shows what was done, within the same transaction."""
        return MarkReader(self.marks, self.rules, self.clock)

    async def enter(self, body: EnterMark) -> UUID:
        """A mark enters the register as filed."""
        self._not_to_come(body.filed_on, "/filed_on")
        holder, region_path = await self._holder(body.holder)
        mark = _filed(body, holder, region_path)
        self.marks.add(mark)
        await self.marks.flush()
        await self._attach(mark, body)
        self.marks.add(
            *(
                MarkGoods(**line.model_dump(), mark_id=mark.id, number=number, state=MarkState.FILED)
                for number, line in enumerate(body.goods, 1)
            )
        )
        facts = {"holder": holder} | ({"agent": body.agent} if body.agent else {})
        filed = Event(body.filed_on, self.clock.today(), 1, MarkNote.FILED, facts=facts)
        self.marks.add(self._event(mark, filed, body.source))
        await self.marks.flush()
        await self.marks.make_findable(mark)
        await tell(
            self.trail, mark, Change("enter", None, MarkState.FILED, body.filed_on), event="mark.entered"
        )
        return mark.id

    async def _attach(self, mark: Mark, body: EnterMark) -> None:
        """Pictures and sounds become the holder's: files that were found good, and nobody else's."""
        for each in body.representations:
            if each.file_id is not None:
                await self.files.attach(
                    each.file_id, organisation_id=mark.holder_id, region_path=mark.region_path
                )

    async def record(self, mark_id: UUID, body: RecordEvent, *, seen: int) -> UUID:
        """An event joins the log and the mark is folded anew; one that fits nowhere is refused."""
        mark = await self.marks.get(mark_id, lock=True)
        if not self.caller.covers(organisation=None, region=mark.region_path):
            raise MarkUnfit(errors=[FieldError("outside_own_region", pointer="/holder")])
        require_version(mark.version, seen)
        self._not_to_come(body.legal_on, "/legal_on")
        log, lines = await self.marks.events(mark_id), await self.marks.goods(mark_id)
        self._known_lines(body.goods, lines)
        facts, region_path = await self._facts(body)
        goods = None if body.goods is None else frozenset(body.goods)
        said = Event(body.legal_on, self.clock.today(), len(log) + 1, body.kind, goods=goods, facts=facts)
        event = self._event(mark, said, body.source)
        if any(each.content_hash == event.content_hash for each in log):
            raise EventRecorded
        before, book = mark.state, await self.rules.book()
        standing = self._fold(lines, [*log, event], book)
        if event.sequence in standing.astray:
            raise EventOutOfPlace(kinds=", ".join(fitting(self._fold(lines, log, book))))
        status, valid = mark.status, mark.valid
        if region_path is not None and standing.holder == facts["holder"]:
            mark.region_path = region_path
        self.marks.add(event)
        await self._write(mark, standing)
        change = Change(body.kind, before, standing.state, body.legal_on, status, was_valid=valid)
        await tell(self.trail, mark, change, event=event_name(body.kind, status, mark.status))
        return mark.id

    def _fold(self, lines: Sequence[MarkGoods], log: Sequence[MarkEvent], book: LawBook) -> Standing:
        events: list[Event] = [as_event(row) for row in log]
        return fold([line.number for line in lines], events, law=book, today=self.clock.today())

    async def _write(self, mark: Mark, standing: Standing) -> None:
        mark.put(standing)
        await self.marks.touch(mark)
        await self.marks.set_lines(mark.id, standing.lines)

    async def _facts(self, body: RecordEvent) -> tuple[dict[str, Any], str | None]:
        facts: dict[str, Any] = {
            name: value.isoformat() if isinstance(value, date) else value
            for name in ("agent", "received_on", "expires_on")
            if (value := getattr(body, name)) is not None
        }
        if (body.holder is None) is (body.kind is MarkNote.TRANSFERRED):
            raise MarkUnfit(errors=[FieldError("holder_of_transfer", pointer="/holder")])
        if body.holder is None:
            return facts, None
        facts["holder"], region_path = await self._holder(body.holder)
        return facts, region_path

    async def _holder(self, body: HolderIn) -> tuple[dict[str, Any], str]:
        """Facts of a holder and the region that the mark belongs to; it must lie within the caller's."""
        if body.organisation_id is not None:
            known = await self.holders.find(body.organisation_id)
            if known is None:
                raise MarkUnfit(errors=[FieldError("holder_unknown", pointer="/holder/organisation_id")])
            facts = {"organisation_id": str(known.id), "name": known.name, "country": "CN"}
            path = known.region_path
        elif body.name is None or body.region_code is None:
            raise MarkUnfit(errors=[FieldError("holder_incomplete", pointer="/holder")])
        else:
            facts = {"name": body.name, "country": body.country}
            path = path_of(body.region_code, pointer="/holder/region_code")
        if not self.caller.covers(organisation=None, region=path):
            raise MarkUnfit(errors=[FieldError("outside_own_region", pointer="/holder")])
        return facts, path

    def _event(self, mark: Mark, event: Event, source: str) -> MarkEvent:
        goods = None if event.goods is None else sorted(event.goods)
        return MarkEvent(
            id=new_id(),
            mark_id=mark.id,
            sequence=event.sequence,
            kind=event.kind.value,
            legal_on=event.legal_on,
            received_at=self.clock.now(),
            goods=goods,
            facts=dict(event.facts),
            source=source,
            recorded_by=self.caller.subject,
            content_hash=event_hash(event.kind, event.legal_on, goods=goods, facts=event.facts),
            created_at=instant(),
        )

    def _not_to_come(self, day: date, pointer: str) -> None:
        if day > self.clock.today():
            raise MarkUnfit(errors=[FieldError("day_to_come", pointer=pointer)])

    def _known_lines(self, goods: Sequence[int] | None, lines: Sequence[MarkGoods]) -> None:
        if not set(goods or ()) <= {line.number for line in lines}:
            raise MarkUnfit(errors=[FieldError("goods_unknown", pointer="/goods")])


@dataclass(frozen=True, slots=True)
class Change:
    """What moved a mark: the event's name, states before and after, the legal day."""

    step: str
    before: MarkState | None
    after: MarkState
    legal_on: date
    status: MarkStatus | None = None
    was_valid: bool = False


async def tell(trail: Trail, mark: Mark, change: Change, *, event: str) -> None:
    """A history entry with the facts that counting needs; a step of the table is written as such."""
    await trail.append(entry_of(mark, change, event=event))


def entry_of(mark: Mark, change: Change, *, event: str) -> Entry:
    """The entry of a change; late events and notes change states outside the table and carry none."""
    return Entry(
        noun="mark",
        object_id=mark.id,
        transition=change.step,
        state_from=change.before if _in_table(change) else None,
        state_to=change.after if _in_table(change) else None,
        event=event,
        audience=Audience.PUBLIC,
        organisation_id=mark.holder_id,
        region_path=mark.region_path,
        payload={
            "mark_id": mark.id,
            "number": mark.number,
            "kind": mark.kind,
            "classes": mark.classes,
            "region_path": mark.region_path,
            "holder_id": mark.holder_id,
            "step": change.step,
            "state": mark.state,
            "status": mark.status,
            "status_before": change.status,
            "valid": mark.valid,
            "valid_before": change.was_valid,
            "legal_on": change.legal_on,
            "registered_on": mark.registered_on,
            "expires_on": mark.expires_on,
            "version": mark.version,
        },
    )


def _in_table(change: Change) -> bool:
    if change.before is None:
        return change.step in MARK.openings
    steps = MarkStep._value2member_map_
    row = MARK.find(change.before, MarkStep(change.step)) if change.step in steps else None
    return row is not None and row.target is change.after


def event_name(kind: EventKind, before: MarkStatus, after: MarkStatus) -> str:
    """Under which the feed tells a change."""
    if kind is MarkNote.TRANSFERRED:
        return "mark.transferred"
    if before is after:
        return "mark.noted"
    return "mark.registered" if kind is MarkStep.REGISTERED else "mark.status_changed"


def _filed(body: EnterMark, holder: Mapping[str, Any], region_path: str) -> Mark:
    """The row of a mark that is filed and nothing more."""
    now = instant()
    return Mark(
        **body.model_dump(include={"number", "name", "kind", "agent"}),
        **name_keys(body.name),
        id=new_id(),
        classes=sorted({line.class_number for line in body.goods}),
        representations=[each.model_dump(mode="json", exclude_none=True) for each in body.representations],
        holder_id=UUID(holder["organisation_id"]) if "organisation_id" in holder else None,
        holder_name=holder["name"],
        holder_country=holder["country"],
        region_path=region_path,
        state=MarkState.FILED,
        status=MarkStatus.FILED,
        valid=False,
        flags=[],
        filed_on=body.filed_on,
        created_at=now,
        updated_at=now,
    )
