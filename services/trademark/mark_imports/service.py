"""Rows into the register of marks, by the batch, each change through the log as an officer would enter it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.trademark.holders.models import Holder
from services.trademark.holders.repository import Holders
from services.trademark.legal_rules.rules import LawBook
from services.trademark.mark_events.service import Change, entry_of, event_name
from services.trademark.mark_imports.errors import MarkImportUnfit
from services.trademark.mark_imports.repository import MarkBatches, Written, states_of
from services.trademark.mark_imports.rules import Line, Listed, Said, differences, listed, opening
from services.trademark.mark_imports.schemas import StartMarkImport
from services.trademark.marks.models import Mark, MarkEvent, MarkGoods
from services.trademark.marks.repository import as_event, name_keys
from services.trademark.marks.rules import Event, event_hash, fold
from services.trademark.marks.workflow import MarkState, MarkStatus
from services.trademark.similarity.repository import IndexedMark, Similarity
from shared.codes.regions import Regions, UnknownRegion
from shared.db.caller import Caller
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.imports.rows import Outcome, RowRefusedError, Taken
from shared.tables.reading import CellError, Row
from shared.time.clock import Clock, instant


@dataclass(slots=True)
class _Batch:
    """What the rows of a batch need to be judged, and what they come to."""

    marks: Mapping[str, Mark]
    goods: Mapping[UUID, Sequence[MarkGoods]]
    logs: Mapping[UUID, Sequence[MarkEvent]]
    holders: Mapping[str, Holder]
    written: Written = field(default_factory=Written)
    entries: list[Entry] = field(default_factory=list)
    found: list[IndexedMark] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTaker:
    """Takes rows with the rights of who asked; the list describes the day `as_of`."""

    batches: MarkBatches
    holders: Holders
    similarity: Similarity
    trail: Trail
    law: LawBook
    clock: Clock
    caller: Caller
    as_of: date
    source: str

    async def take(self, rows: Sequence[Row]) -> list[Taken]:
        """All rows in order; one whose number came before is compared with what that one brought."""
        told: list[Taken] = []
        read: dict[str, tuple[Row, Listed]] = {}
        for row in rows:
            try:
                said = listed(row, today=self.clock.today())
            except RowRefusedError as reasons:
                told.append(Taken.refused(row, reasons))
                continue
            if said.number in read:
                told += await self._write(read)
                read = {}
            read[said.number] = (row, said)
        told += await self._write(read)
        return sorted(told, key=lambda taken: taken.row.number)

    async def _write(self, read: Mapping[str, tuple[Row, Listed]]) -> list[Taken]:
        if not read:
            return []
        batch = await self._batch([said for _, said in read.values()])
        told = [self._one(batch, row, said) for row, said in read.values()]
        await self.batches.write(batch.written)
        await self.trail.extend("mark", batch.entries)
        if batch.found:
            await self.similarity.index(batch.found)
        return told

    async def _batch(self, said: Sequence[Listed]) -> _Batch:
        marks = await self.batches.known([each.number for each in said])
        digests = {each.number: each.digest for each in said}
        news = [mark.id for mark in marks.values() if mark.content_hash != digests[mark.number]]
        codes = sorted({each.credit_code for each in said if each.credit_code})
        goods = await self.batches.goods(news) if news else {}
        logs = await self.batches.logs(news) if news else {}
        return _Batch(marks, goods, logs, await self.holders.by_key(codes) if codes else {})

    def _one(self, batch: _Batch, row: Row, said: Listed) -> Taken:
        mark = batch.marks.get(said.number)
        try:
            holder, path = self._holder(batch, said)
            if mark is None:
                self._enter(batch, said, holder, path)
                return Taken(row, Outcome.NEW)
            self._within(mark.region_path, "number")
            if mark.content_hash == said.digest:
                return Taken(row, Outcome.UNCHANGED)
            fields = self._change(batch, mark, said, holder, path)
        except RowRefusedError as reasons:
            return Taken.refused(row, reasons)
        return Taken(row, Outcome.CHANGED if fields else Outcome.UNCHANGED, fields)

    def _holder(self, batch: _Batch, said: Listed) -> tuple[dict[str, Any], str]:
        """Facts of the holder, and the region that the mark belongs to; it lies within the caller's."""
        if said.credit_code is not None:
            known = batch.holders.get(said.credit_code)
            if known is None:
                raise RowRefusedError([CellError("holder_unknown", "credit_code")])
            facts = {"organisation_id": str(known.id), "name": known.name, "country": "CN"}
            path = known.region_path
        elif said.region is None:
            raise RowRefusedError([CellError("holder_incomplete", "region")])
        else:
            facts = {"name": said.holder, "country": said.country}
            path = _path(said.region)
        self._within(path, "region")
        return facts, path

    def _within(self, path: str, column: str) -> None:
        if not self.caller.covers(organisation=None, region=path):
            raise RowRefusedError([CellError("outside_own_region", column)])

    def _enter(self, batch: _Batch, said: Listed, holder: dict[str, Any], path: str) -> None:
        mark = _filed(said, path)
        lines = range(1, len(said.goods) + 1)
        states = self._advance(batch, mark, lines, [], opening(said, holder))
        batch.written.goods += [
            {**_line(line), "mark_id": mark.id, "number": number, "state": states[number]}
            for number, line in enumerate(said.goods, 1)
        ]
        batch.written.entered.append(mark)
        batch.found.append(_searched(mark, said))

    def _change(
        self, batch: _Batch, mark: Mark, said: Listed, holder: dict[str, Any], path: str
    ) -> Sequence[str]:
        """The fields that differ, each with its event in the log; nothing but the hash when none does."""
        lines = batch.goods.get(mark.id, ())
        known = [Line(line.class_number, line.group_code, line.name) for line in lines]
        news = differences(said, mark, known, holder=holder, as_of=self.as_of)
        if not news:
            batch.written.seen.append({"id": mark.id, "content_hash": said.digest})
            return ()
        mark.version += 1
        mark.updated_at, mark.planned_basis, mark.content_hash = instant(), 0, said.digest
        if "holder" in news:
            mark.region_path = path
        log = [as_event(row) for row in batch.logs.get(mark.id, ())]
        states = self._advance(batch, mark, [line.number for line in lines], log, list(news.values()))
        before = states_of(lines)
        batch.written.moved += [
            {"mark_id": mark.id, "number": number, "state": state}
            for number, state in states.items()
            if before[number] is not state
        ]
        batch.written.changed.append(mark)
        batch.found.append(_searched(mark, said))
        return sorted(news)

    def _advance(
        self, batch: _Batch, mark: Mark, lines: Sequence[int], log: list[Event], news: Sequence[Said]
    ) -> Mapping[int, MarkState]:
        """Fold the events in one by one, each with its entry; one that fits nowhere turns the row down."""
        entries: list[Entry] = []
        events: list[Mapping[str, Any]] = []
        states: Mapping[int, MarkState] = {}
        for said in sorted(news, key=lambda each: each.legal_on):
            first = not log
            change_of: dict[str, Any] = {"status": None if first else mark.status, "was_valid": mark.valid}
            before, status = None if first else mark.state, mark.status
            event = Event(said.legal_on, self.clock.today(), len(log) + 1, said.kind, facts=said.facts)
            log.append(event)
            standing = fold(lines, log, law=self.law, today=self.clock.today())
            if event.sequence in standing.astray:
                raise RowRefusedError([CellError("event_astray", None, {"kind": said.kind.value})])
            mark.put(standing)
            states = dict(standing.lines)
            events.append(self._event(mark, event))
            name = "mark.entered" if first else event_name(said.kind, status, mark.status)
            change = Change("enter" if first else said.kind, before, mark.state, said.legal_on, **change_of)
            entries.append(entry_of(mark, change, event=name))
        batch.written.events += events
        batch.entries += entries
        return states

    def _event(self, mark: Mark, event: Event) -> Mapping[str, Any]:
        return {
            "id": new_id(),
            "mark_id": mark.id,
            "sequence": event.sequence,
            "kind": event.kind.value,
            "legal_on": event.legal_on,
            "received_at": self.clock.now(),
            "goods": None,
            "facts": dict(event.facts),
            "source": self.source,
            "recorded_by": self.caller.subject,
            "content_hash": event_hash(event.kind, event.legal_on, goods=None, facts=event.facts),
            "created_at": instant(),
        }


def check_day(body: StartMarkImport, today: date) -> None:
    """A list describes a day that has come."""
    if body.as_of > today:
        raise MarkImportUnfit(errors=[FieldError("day_to_come", pointer="/as_of")])


_NOTHING: Final = {"valid": False, "flags": [], "representations": [], "planned_basis": 0, "version": 1}


def _filed(said: Listed, path: str) -> Mark:
    """A mark as filed; its first event tells the holder."""
    now = instant()
    return Mark(
        **_NOTHING,
        **name_keys(said.name),
        id=new_id(),
        number=said.number,
        name=said.name,
        kind=said.kind,
        classes=sorted({line.class_number for line in said.goods}),
        region_path=path,
        state=MarkState.FILED,
        status=MarkStatus.FILED,
        content_hash=said.digest,
        created_at=now,
        updated_at=now,
    )


def _line(line: Line) -> dict[str, Any]:
    return {"class_number": line.class_number, "group_code": line.group_code, "name": line.name}


def _searched(mark: Mark, said: Listed) -> IndexedMark:
    groups = {line.group_code for line in said.goods if line.group_code}
    return IndexedMark(
        id=mark.id,
        number=mark.number,
        name=mark.name,
        classes=mark.classes,
        status=mark.status.value,
        groups=groups,
    )


def _path(code: str) -> str:
    try:
        return Regions.shipped().current_path(code)
    except UnknownRegion as unknown:
        raise RowRefusedError([CellError(unknown.code, "region")]) from None
