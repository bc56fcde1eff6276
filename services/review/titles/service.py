"""Issuing a decision grants its titles in the same transaction; later a title is held, and can be lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action
from services.review.decisions.errors import AlreadyDecided, EntriesChanged
from services.review.decisions.models import Decision, DecisionEntry
from services.review.decisions.schemas import Outcome
from services.review.decisions.service import DecisionDesk, is_decidable, record
from services.review.decisions.workflow import DECISION, DecisionAction, DecisionState
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.rules import NoticeFacts
from services.review.notices.service import SELECTED, EntryBook, EntryStep
from services.review.notices.workflow import EntryAction, EntryState
from services.review.programmes.models import Edition
from services.review.rounds.repository import Quotas
from services.review.titles.errors import TitleOutOfReach
from services.review.titles.models import Title
from services.review.titles.repository import Titles
from services.review.titles.rules import TitleFacts, last_day_of, title_number
from services.review.titles.schemas import TitleOut, Validity, VerificationOut
from services.review.titles.workflow import TITLE, TitleAction, TitleState
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant
from shared.workflow import Outlook

RECOGNISED = "recognised"
"""The quota under which titles are granted."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """One named entry with everything that its outcome moves."""

    named: DecisionEntry
    entry: NoticeEntry
    application: Application


@dataclass(frozen=True, slots=True)
class Issuing:
    """The chair issues: exactly the named, unsuspended entries change, whole or not at all."""

    desk: DecisionDesk
    titles: Titles
    quotas: Quotas
    casework: Casework
    book: EntryBook
    trail: Trail
    clock: Clock
    caller: Caller

    async def issue(self, decision_id: UUID, *, seen: int, document_number: str) -> UUID:
        """Decide every named entry and grant the titles, under one document number."""
        decision = await self.desk.decisions.get(decision_id, lock=True)
        require_version(decision.version, seen)
        source = DecisionState(decision.state)
        named = await self.desk.decisions.named(decision_id)
        facts = await self.desk.facts(decision, named)
        row = DECISION.step(source, DecisionAction.ISSUE, self.caller.roles, facts)
        decision.state, decision.document_number = row.target.value, document_number
        decision.decided_on = self.clock.today()
        ruled = await self._locked(named)
        notice = await self.desk.notices.get(decision.notice_id)
        for each in ruled:
            await self._rule(each, notice, decision)
        await self._settle_seats(decision, named)
        await self._grant(decision, [each.application for each in ruled if _recognised(each.named)])
        await self.trail.append(record(decision, DecisionAction.ISSUE.value, source))
        return decision_id

    async def _locked(self, named: Sequence[DecisionEntry]) -> list[Ruled]:
        """Applications first, then entries, each in the order of identifiers, as every writer does."""
        decisions = self.desk.decisions
        applications = await decisions.applications([each.application_id for each in named])
        entries = await decisions.entries([each.entry_id for each in named], lock=True)
        if any(entry.state == EntryState.DECIDED for entry in entries.values()):
            raise AlreadyDecided
        anew = await decisions.listed_anew(entries.values())
        if not all(is_decidable(entries[each.entry_id], Outcome(each.outcome), anew) for each in named):
            raise EntriesChanged
        return [Ruled(each, entries[each.entry_id], applications[each.application_id]) for each in named]

    async def _settle_seats(self, decision: Decision, named: Sequence[DecisionEntry]) -> None:
        """The recognised take their places under the cap, the rejected free their seats, one message each."""
        recognised = sum(_recognised(each) for each in named)
        if recognised:
            await self.quotas.take(decision.round_id, RECOGNISED, places=recognised)
        if rejected := len(named) - recognised:
            await self.quotas.give_back(decision.round_id, SELECTED, places=rejected)

    async def _rule(self, each: Ruled, notice: Notice, decision: Decision) -> None:
        recognised = _recognised(each.named)
        application = each.application
        facts = CaseFacts(
            today=self.clock.today(),
            notice_closes_on=notice.closes_on,
            open_objections=application.open_objections,
            eligible=application.eligible,
        )
        step = Step(
            action=Action.RECOGNISE if recognised else Action.REJECT,
            roles=self.caller.roles,
            facts=facts,
            reason=each.named.reason,
            payload={"decision_id": str(decision.id), "document_number": decision.document_number},
        )
        await self.casework.advance(application, step)
        each.named.issued = True
        closing = NoticeFacts(today=self.clock.today(), closes_on=notice.closes_on)
        await self.book.advance(each.entry, EntryStep(EntryAction.DECIDE, self.caller.roles, closing))

    async def _grant(self, decision: Decision, applications: Sequence[Application]) -> None:
        if not applications:
            return
        held = await self.desk.rounds.get(decision.round_id)
        edition = await self.desk.rounds.edition(held)
        await self.titles.programme(held.programme_id)
        first = self.clock.today()
        serial = await self.titles.granted_in(held.programme_id, first.year)
        granted = [
            _title(application, decision, edition, first=first, serial=serial + place)
            for place, application in enumerate(applications, start=1)
        ]
        self.titles.add(granted)
        await self.titles.session.flush()
        for title in granted:
            await self.trail.append(title_entry(title, "grant", None))


@dataclass(frozen=True, slots=True)
class Register:
    """Titles after they were granted."""

    titles: Titles
    trail: Trail
    clock: Clock
    caller: Caller

    async def step(self, title_id: UUID, action: TitleAction, *, seen: int, reason: str) -> UUID:
        """Suspend, restore, revoke or surrender a title."""
        title = await self.titles.get(title_id, lock=True)
        roles = self._reaching(title)
        if not roles:
            raise TitleOutOfReach
        require_version(title.version, seen)
        await self._move(title, action, roles, reason=reason)
        return title_id

    async def outlook(self, title_id: UUID) -> Outlook[TitleState, TitleAction]:
        """The caller's steps from here; whom the title does not concern has none."""
        title = await self.titles.get(title_id)
        return TITLE.outlook(TitleState(title.state), self._reaching(title), self._facts(title))

    def _reaching(self, title: Title) -> frozenset[Role]:
        """The roles in which the caller reaches this title: as its holder, or as supervisor of the region."""
        return self.caller.reaching(organisation=title.organisation_id, region=title.region_path)

    def _facts(self, title: Title) -> TitleFacts:
        return TitleFacts(today=self.clock.today(), valid_to=title.valid_to)

    async def expire(self, title_id: UUID) -> None:
        """End a title whose last day has passed; the clock's step."""
        title = await self.titles.get(title_id, lock=True)
        await self._move(title, TitleAction.EXPIRE, frozenset({Role.CLOCK}), reason=None)

    async def show(self, title_id: UUID) -> TitleOut:
        """One title as it is answered."""
        return TitleOut.model_validate(await self.titles.get(title_id))

    async def verify(self, number: str) -> VerificationOut:
        """Whether a number stands for a title that is good today; never a refusal."""
        title = await self.titles.find(number)
        if title is None:
            return VerificationOut(number=number, validity=Validity.UNKNOWN)
        return VerificationOut(
            number=number,
            validity=validity_of(title, self.clock.today()),
            name_zh=title.name_zh,
            name_en=title.name_en,
            holder_name=title.holder_name,
            document_number=title.document_number,
            valid_from=title.valid_from,
            valid_to=title.valid_to,
        )

    async def _move(
        self, title: Title, action: TitleAction, roles: frozenset[Role], *, reason: str | None
    ) -> None:
        source = TitleState(title.state)
        row = TITLE.step(source, action, roles, self._facts(title))
        title.state = row.target.value
        await self.trail.append(title_entry(title, action.value, source, reason=reason))


def _recognised(named: DecisionEntry) -> bool:
    return named.outcome == Outcome.RECOGNISE


def _title(
    application: Application, decision: Decision, edition: Edition, *, first: date, serial: int
) -> Title:
    plan: Mapping[str, Any] = edition.definition["title"]
    return Title(
        id=new_id(),
        number=title_number(plan["number_pattern"], year=first.year, serial=serial),
        programme_id=edition.programme_id,
        round_id=application.round_id,
        application_id=application.id,
        decision_id=decision.id,
        organisation_id=application.organisation_id,
        region_path=application.region_path,
        kind=plan["kind"],
        name_zh=plan["name"]["zh-CN"],
        name_en=plan["name"]["en"],
        level=plan["level"],
        holder_name=application.organisation_name,
        subject_kind="organisation",
        subject_id=application.organisation_id,
        document_number=decision.document_number,
        valid_from=first,
        valid_to=last_day_of(first, plan["validity_years"]),
        state=TitleState.ACTIVE.value,
        created_at=instant(),
    )


def validity_of(title: Title, today: date) -> Validity:
    """The day counts before the clock has come by: a title past its last day is expired."""
    if title.state == TitleState.ACTIVE:
        return Validity.VALID if title.valid_from <= today <= title.valid_to else Validity.EXPIRED
    if title.state == TitleState.SUSPENDED and today > title.valid_to:
        return Validity.EXPIRED
    return Validity(title.state)


def title_entry(
    title: Title, transition: str, source: TitleState | None, *, reason: str | None = None
) -> Entry:
    """The trail of a title: public from its granting."""
    return Entry(
        noun=TITLE.noun,
        object_id=title.id,
        transition=transition,
        state_from=source.value if source else None,
        state_to=title.state,
        event=f"title.{PARTICIPLES[transition]}",
        audience=Audience.PUBLIC,
        organisation_id=title.organisation_id,
        region_path=title.region_path,
        reason=reason,
        payload={
            "number": title.number,
            "programme_id": str(title.programme_id),
            "round_id": str(title.round_id),
            "subject_kind": title.subject_kind,
            "subject_id": str(title.subject_id),
            "kind": title.kind,
            "level": title.level,
            "region_path": title.region_path,
            "state": title.state,
            "valid_from": title.valid_from.isoformat(),
            "valid_to": title.valid_to.isoformat(),
            "document_number": title.document_number,
        },
    )


PARTICIPLES: Mapping[str, str] = {
    "grant": "granted",
    "suspend": "suspended",
    "restore": "restored",
    "revoke": "revoked",
    "surrender": "surrendered",
    "expire": "expired",
}
"""The past participle that names each step in the change feed."""
