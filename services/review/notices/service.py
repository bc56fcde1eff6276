"""Notices: entries listed, opened for working days under the cap, closed by the clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action, State
from services.review.notices.errors import EntriesUnknown
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.repository import NoticeEntries, Notices
from services.review.notices.rules import NoticeFacts, snapshot_hash
from services.review.notices.schemas import DraftNotice, NoticeOut
from services.review.notices.workflow import ENTRY, NOTICE, EntryAction, EntryState, NoticeAction, NoticeState
from services.review.rounds.errors import RunByAnotherRegion
from services.review.rounds.repository import Quotas, Rounds
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.events.calendars import Calendars
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant
from shared.workflow import Outlook

NOTICEABLE = frozenset({State.RANKED, State.RESERVE, State.IN_NOTICE})
"""Where an application stands that a notice may list; one in a notice whose entry was removed, once more."""
SELECTED = "selected"
"""The quota whose seats are held from the notice on."""


@dataclass(frozen=True, slots=True)
class EntryStep:
    """One intended step of an entry and what is remembered with it."""

    action: EntryAction
    roles: frozenset[Role]
    facts: NoticeFacts
    reason: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntryBook:
    """Moves entries by their table; objections and decisions go through it."""

    trail: Trail

    async def open(self, entry: NoticeEntry) -> None:
        """Remember that an entry was listed, and what its text was."""
        await self.trail.append(
            Entry(
                noun=ENTRY.noun,
                object_id=entry.id,
                transition="list",
                state_to=EntryState.LISTED.value,
                audience=Audience.REGION,
                organisation_id=entry.organisation_id,
                region_path=entry.region_path,
                payload={"notice_id": str(entry.notice_id), "snapshot_hash": entry.snapshot_hash},
            )
        )

    async def advance(self, entry: NoticeEntry, step: EntryStep) -> None:
        """Take a step on an entry whose row is held locked."""
        source = EntryState(entry.state)
        row = ENTRY.step(source, step.action, step.roles, step.facts)
        entry.state = row.target.value
        await self.trail.append(
            Entry(
                noun=ENTRY.noun,
                object_id=entry.id,
                transition=step.action.value,
                state_from=source.value,
                state_to=row.target.value,
                event=f"notice_entry.{row.target.value}",
                audience=Audience.PUBLIC,
                organisation_id=entry.organisation_id,
                region_path=entry.region_path,
                reason=step.reason,
                payload={"notice_id": str(entry.notice_id), "state": row.target.value, **step.payload},
            )
        )


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """The programme officer's work with notices."""

    notices: Notices
    entries: NoticeEntries
    rounds: Rounds
    quotas: Quotas
    casework: Casework
    book: EntryBook
    trail: Trail
    calendars: Calendars
    clock: Clock
    caller: Caller

    async def draft(self, wanted: DraftNotice) -> UUID:
        """List applications for publication; nothing of theirs changes before the notice opens."""
        held = await self.rounds.get(wanted.round_id, lock=True)
        self._require_own(held.region_path)
        applications = await self._in_order(wanted)
        notice = Notice(
            id=new_id(),
            round_id=held.id,
            region_path=held.region_path,
            number=f"{await self.rounds.series(held)}-N{await self.notices.count_of(held.id) + 1}",
            text=wanted.text,
            working_days=(await self.rounds.edition(held)).definition["notice"]["working_days"],
            state=NoticeState.DRAFT.value,
            provisional=False,
            created_by=self.caller.subject,
            created_at=instant(),
        )
        entries = [self._entry(notice, each, place) for place, each in enumerate(applications, start=1)]
        self.notices.add(notice, entries)
        await self._record(notice, "create", None)
        for entry in entries:
            await self.book.open(entry)
        return notice.id

    async def step(self, notice_id: UUID, action: NoticeAction, *, seen: int) -> UUID:
        """Open or discard a notice that the caller has seen in this version."""
        notice = await self.notices.get(notice_id, lock=True)
        self._require_own(notice.region_path)
        require_version(notice.version, seen)
        source = NoticeState(notice.state)
        entries = await self.entries.of(notice.id, lock=True)
        row = NOTICE.step(source, action, self.caller.roles, self.facts(notice, entries))
        notice.state = row.target.value
        if action is NoticeAction.OPEN:
            await self._publish(notice, entries)
        await self._record(notice, action.value, source)
        return notice.id

    def facts(self, notice: Notice, entries: Sequence[NoticeEntry]) -> NoticeFacts:
        """What the needs of a notice's steps look at."""
        return NoticeFacts(today=self.clock.today(), closes_on=notice.closes_on, entries=len(entries))

    async def show(self, notice_id: UUID) -> NoticeOut:
        """One notice as it is answered."""
        return NoticeOut.model_validate(await self.notices.get(notice_id))

    async def outlook(self, notice_id: UUID) -> Outlook[NoticeState, NoticeAction]:
        """The steps of the caller's roles from here."""
        notice = await self.notices.get(notice_id)
        facts = self.facts(notice, await self.entries.of(notice_id))
        return NOTICE.outlook(NoticeState(notice.state), self.caller.roles, facts)

    async def close(self, notice_id: UUID) -> None:
        """Close a notice whose last day has passed; the clock's step."""
        notice = await self.notices.get(notice_id, lock=True)
        source = NoticeState(notice.state)
        facts = NoticeFacts(today=self.clock.today(), closes_on=notice.closes_on)
        row = NOTICE.step(source, NoticeAction.CLOSE, {Role.CLOCK}, facts)
        notice.state = row.target.value
        await self._record(notice, NoticeAction.CLOSE.value, source)

    async def _in_order(self, wanted: DraftNotice) -> list[Application]:
        known = {a.id: a for a in await self.entries.candidates(wanted.round_id, wanted.application_ids)}
        faults, seen = [], set[UUID]()
        for index, wanted_id in enumerate(wanted.application_ids):
            found = known.get(wanted_id)
            if found is None or wanted_id in seen:
                faults.append(FieldError("application_unknown", pointer=f"/application_ids/{index}"))
            elif State(found.state) not in NOTICEABLE:
                faults.append(FieldError("application_not_noticeable", pointer=f"/application_ids/{index}"))
            seen.add(wanted_id)
        if faults:
            raise EntriesUnknown(errors=faults)
        return [known[wanted_id] for wanted_id in wanted.application_ids]

    def _require_own(self, region_path: str) -> None:
        if not self.caller.covers(organisation=None, region=region_path):
            raise RunByAnotherRegion

    def _entry(self, notice: Notice, application: Application, place: int) -> NoticeEntry:
        snapshot = {
            "application_number": application.number,
            "organisation_name": application.organisation_name,
            "region_code": application.region_code,
            "category": application.category,
        }
        return NoticeEntry(
            id=new_id(),
            notice_id=notice.id,
            round_id=notice.round_id,
            application_id=application.id,
            organisation_id=application.organisation_id,
            region_path=application.region_path,
            place=place,
            state=EntryState.LISTED.value,
            published=False,
            snapshot=snapshot,
            snapshot_hash=snapshot_hash(snapshot),
            created_at=instant(),
        )

    async def _publish(self, notice: Notice, entries: Sequence[NoticeEntry]) -> None:
        """Every entry takes its seat and is published, all of them or none; the days begin to run."""
        due = (await self.calendars.working()).add_working_days(self.clock.today(), notice.working_days)
        notice.closes_on, notice.provisional = due.day, due.provisional
        notice.opened_at = self.clock.now()
        by_id = {
            application.id: application
            for application in await self.entries.candidates(
                notice.round_id, [entry.application_id for entry in entries]
            )
        }
        seatless = [a for entry in entries if (a := by_id[entry.application_id]).state != State.IN_NOTICE]
        room = await self.quotas.room(notice.round_id, SELECTED)
        for taken, application in enumerate(seatless):
            await self._seat(application, closes_on=due.day, room=room - taken)
        if seatless:
            await self.quotas.take(notice.round_id, SELECTED, places=len(seatless))
        await self.entries.publish(notice.id)

    async def _seat(self, application: Application, *, closes_on: date, room: int) -> None:
        """Bring an application that holds no seat yet into the notice; one noticed again holds its own."""
        promoted = application.state == State.RESERVE
        await self.casework.advance(
            application,
            Step(
                action=Action.PROMOTE if promoted else Action.ENTER_NOTICE,
                roles=self.caller.roles,
                facts=CaseFacts(
                    today=self.clock.today(),
                    eligible=application.eligible,
                    cap_room=room,
                    notice_closes_on=closes_on,
                ),
                payload={"closes_on": closes_on.isoformat()},
            ),
        )

    async def _record(self, notice: Notice, transition: str, source: NoticeState | None) -> None:
        published = notice.state not in {NoticeState.DRAFT, NoticeState.DISCARDED}
        await self.trail.append(
            Entry(
                noun=NOTICE.noun,
                object_id=notice.id,
                transition=transition,
                state_from=source.value if source else None,
                state_to=notice.state,
                event=f"notice.{PARTICIPLES[transition]}" if published else None,
                audience=Audience.PUBLIC if published else Audience.REGION,
                region_path=notice.region_path,
                payload={
                    "number": notice.number,
                    "round_id": str(notice.round_id),
                    "state": notice.state,
                    "closes_on": notice.closes_on.isoformat() if notice.closes_on else None,
                },
            )
        )


PARTICIPLES: Mapping[str, str] = {
    "create": "drafted",
    "open": "opened",
    "discard": "discarded",
    "close": "closed",
}
"""The past participle that names each step in the change feed."""
