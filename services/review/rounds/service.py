"""Use cases on rounds: planned from an edition, opened with their quotas, extended, ended."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.review.definitions.schemas import Definition
from services.review.programmes.models import Edition, Programme
from services.review.programmes.repository import Editions, Programmes
from services.review.rounds.errors import (
    DeadlinePassed,
    EditionNotPublished,
    QuotaBelowTaken,
    RoundDayUnusable,
    RoundEnded,
    RunByAnotherRegion,
)
from services.review.rounds.models import Deadline, Round
from services.review.rounds.repository import Quotas, Rounds
from services.review.rounds.rules import Link, RoundFacts, Span, chain, moved
from services.review.rounds.schemas import ExtendDeadline, PlanRound, RoundOut, SetQuota, TakeRoundStep
from services.review.rounds.workflow import ROUND, RoundAction, RoundState
from shared.codes.regions import RegionLevel, Regions
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.errors import FieldError
from shared.events.calendars import Calendars
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant
from shared.workflow import Outlook

EVENTS = {
    RoundAction.OPEN: "round.opened",
    RoundAction.CLOSE: "round.closed",
    RoundAction.END: "round.closed",
    RoundAction.CANCEL: "round.cancelled",
}


@dataclass(frozen=True, slots=True)
class RoundDesk:
    """What programme officers and the clock do with rounds."""

    rounds: Rounds
    quotas: Quotas
    programmes: Programmes
    editions: Editions
    calendars: Calendars
    trail: Trail
    caller: Caller
    clock: Clock

    async def plan(self, body: PlanRound) -> UUID:
        """A round from a published edition; its chain is counted at once."""
        programme = await self.programmes.get(body.programme_id)
        self._require_own(programme.region_path)
        edition = await self._edition(programme, body.edition)
        if body.opens_on < self.clock.today():
            raise _unusable("day_in_the_past", "/opens_on")
        planned = Round(
            programme_id=programme.id,
            edition_id=edition.id,
            code=body.code,
            region_path=programme.region_path,
            state=ROUND.initial.value,
            opens_on=body.opens_on,
            created_at=instant(),
        )
        self.rounds.session.add(planned)
        await self.rounds.session.flush()
        stages = Definition.of(edition.definition).stages
        spans = [Span(stage.step, stage.working_days, stage.reminders) for stage in stages]
        self.rounds.add_links(planned.id, chain(body.opens_on, spans, await self.calendars.working()))
        await self._tell(
            planned, "create", event="round.planned", state_to=planned.state, opens_on=planned.opens_on
        )
        return planned.id

    async def act(self, round_id: UUID, body: TakeRoundStep, *, seen: int) -> UUID:
        """A step by an officer."""
        held = await self.rounds.get(round_id, lock=True)
        self._require_own(held.region_path)
        require_version(held.version, seen)
        await self.advance(held, body.action, self.caller.roles, reason=body.reason)
        return round_id

    async def advance(
        self, held: Round, action: RoundAction, roles: Collection[Role], *, reason: str | None = None
    ) -> None:
        """Take a step on a locked round; opening it lays out its quotas."""
        source = RoundState(held.state)
        row = ROUND.step(source, action, roles, await self._facts(held))
        held.state = row.target.value
        if row.target is RoundState.OPEN:
            edition = await self.editions.get(held.edition_id)
            self.quotas.add(held.id, caps(Definition.of(edition.definition), held))
        await self._tell(
            held,
            action.value,
            event=EVENTS[action],
            reason=reason,
            state_from=source.value,
            state_to=held.state,
        )

    async def outlook(self, round_id: UUID) -> Outlook[RoundState, RoundAction]:
        """The steps that are the caller's to take, with what blocks each."""
        held = await self.rounds.get(round_id)
        self._require_own(held.region_path)
        return ROUND.outlook(RoundState(held.state), self.caller.roles, await self._facts(held))

    async def extend(self, round_id: UUID, step: str, body: ExtendDeadline, *, seen: int) -> UUID:
        """A later last day for one stage; the stages behind it keep their distance in working days."""
        held = await self._running(round_id, seen)
        links = await self.rounds.links(round_id)
        deadline = await self.rounds.deadline(round_id, step)
        calendar = await self.calendars.working()
        if deadline.due_on < self.clock.today():
            raise DeadlinePassed(due_on=deadline.due_on)
        if body.due_on <= deadline.due_on:
            raise _unusable("day_not_later", "/due_on", due_on=deadline.due_on)
        if not calendar.is_working(body.due_on):
            raise _unusable("day_not_worked", "/due_on")
        before = deadline.due_on
        rows = {link.step: link for link in links}
        for link in moved([_link(row) for row in links], step, body.due_on, calendar):
            _move(rows[link.step], link)
        self.rounds.touch(held)
        await self._tell(
            held,
            "extend_deadline",
            event="round.deadline_extended",
            reason=body.reason,
            step=step,
            before=before,
            deadlines={row.step: row.due_on for row in links},
        )
        return round_id

    async def set_quota(self, round_id: UUID, key: str, body: SetQuota, *, seen: int) -> UUID:
        """Another number of places for an authority that recommends."""
        held = await self._running(round_id, seen)
        quota = await self.quotas.lock(round_id, key)
        if body.cap < quota.taken:
            raise QuotaBelowTaken(taken=quota.taken)
        before, quota.cap = quota.cap, body.cap
        self.rounds.touch(held)
        await self._tell(held, "set_quota", reason=body.reason, key=key, before=before, cap=body.cap)
        return round_id

    async def remind(self, round_id: UUID) -> int:
        """Tell of every last day whose reminder has come; several missed ones are told once."""
        today = self.clock.today()
        held = await self.rounds.get(round_id, lock=True)
        told = 0
        for deadline in await self.rounds.links(round_id):
            ripe = [day for day in deadline.reminders_on if _is_new(day, deadline) and day <= today]
            if held.state == RoundState.OPEN and ripe:
                deadline.reminded_on = max(ripe)
                await self._tell(
                    held,
                    "remind",
                    event="round.deadline_approached",
                    step=deadline.step,
                    due_on=deadline.due_on,
                )
                told += 1
        return told

    async def show(self, round_id: UUID) -> RoundOut:
        return await self.rounds.show(round_id, self.clock.today())

    async def _edition(self, programme: Programme, number: int | None) -> Edition:
        if number is not None:
            return await self.editions.numbered(programme.id, number, drafts=False)
        newest = await self.editions.newest(programme.id, published=True)
        if newest is None:
            raise EditionNotPublished
        return newest

    async def _running(self, round_id: UUID, seen: int) -> Round:
        held = await self.rounds.get(round_id, lock=True)
        self._require_own(held.region_path)
        require_version(held.version, seen)
        if held.state in ROUND.final:
            raise RoundEnded(state=held.state)
        return held

    async def _facts(self, held: Round) -> RoundFacts:
        days = await self.rounds.days(held.id)
        return RoundFacts(
            today=self.clock.today(),
            opens_on=held.opens_on,
            ends_on=max(days.values()),
            waiting=await self.rounds.waiting(held.id),
        )

    def _require_own(self, region_path: str) -> None:
        if not self.caller.covers(organisation=None, region=region_path):
            raise RunByAnotherRegion

    async def _tell(
        self,
        held: Round,
        transition: str,
        *,
        event: str | None = None,
        reason: str | None = None,
        state_from: str | None = None,
        state_to: str | None = None,
        **payload: object,
    ) -> None:
        """Append to the trail; what happens to a round is public, but for a change of its places."""
        await self.rounds.session.flush()
        await self.trail.append(
            Entry(
                noun=ROUND.noun,
                object_id=held.id,
                transition=transition,
                event=event,
                audience=Audience.REGION if event is None else Audience.PUBLIC,
                region_path=held.region_path,
                reason=reason,
                state_from=state_from,
                state_to=state_to,
                payload={"code": held.code, "programme_id": held.programme_id, **payload},
            )
        )


def caps(definition: Definition, held: Round) -> Iterator[tuple[str, str, int]]:
    """The counters of a round: each city below the owner region, each division, the seats and the titles."""
    regions, quota = Regions.shipped(), definition.quota
    owner = regions.get(definition.owner_region)
    bodies = {category.recommended_by for category in definition.applicants.categories}
    divisions = {body for body in bodies if not body.of_city}
    if bodies - divisions:
        province = owner.level is RegionLevel.PROVINCE
        cities = regions.cities(owner.code, on=held.opens_on) if province else [owner]
        yield from (("recommended", regions.path(city.code), quota.per_city) for city in cities)
    yield from (("recommended", division.value, quota.per_division) for division in sorted(divisions))
    yield from (("selected", "all", quota.cap), ("recognised", "all", quota.cap))


def _link(row: Deadline) -> Link:
    return Link(
        row.step, row.place, row.due_on, row.provisional, tuple(row.reminders), tuple(row.reminders_on)
    )


def _move(row: Deadline, link: Link) -> None:
    row.due_on, row.provisional = link.due_on, link.provisional
    row.reminders_on = list(link.reminders_on)


def _is_new(day: date, deadline: Deadline) -> bool:
    return deadline.reminded_on is None or day > deadline.reminded_on


def _unusable(code: str, pointer: str, **params: object) -> RoundDayUnusable:
    return RoundDayUnusable(errors=[FieldError(code, pointer=pointer, params=params)])
