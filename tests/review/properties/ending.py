"""From the ranking to titles: every move that officers, objectors, the body, holders and time can try."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action, State
from services.review.decisions.dependencies import decision_desk
from services.review.decisions.models import Decision
from services.review.decisions.schemas import DraftDecision
from services.review.decisions.workflow import DecisionAction, DecisionState
from services.review.filings.dependencies import filing
from services.review.filings.schemas import FileObjection
from services.review.notices.dependencies import notice_desk
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.schemas import DraftNotice
from services.review.notices.workflow import EntryState, NoticeAction, NoticeState
from services.review.objections.dependencies import standing
from services.review.objections.models import Objection
from services.review.objections.schemas import ItemFinding
from services.review.objections.service import Hearing
from services.review.objections.workflow import OPEN_STATES, ObjectionState
from services.review.rounds.models import Quota
from services.review.titles.dependencies import _issuing, register_on
from services.review.titles.models import Title
from services.review.titles.workflow import VALID_STATES, TitleAction
from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.history import Entry, Trail
from tests.review.hall import ITEM, KEEPER
from tests.review.judging import caller_as, lay_applications
from tests.review.properties.story import CHAIR, OFFICER, SUPERVISOR, Story, applicant
from tests.walks import NothingToDo

KEY = bytes(32)
TO_THE_RANKING = (Action.SUBMIT, Action.RECOMMEND, Action.ACCEPT, Action.START_REVIEW, Action.RANK)
ROLES = frozenset({Role.APPLICANT, Role.CITY_OFFICER, Role.PROGRAMME_OFFICER})
CAPS = ("correct_cap", "correct_titles_cap")
LOSING = (TitleAction.SUSPEND, TitleAction.REVOKE, TitleAction.SURRENDER)
SEATED = (State.IN_NOTICE, State.RECOGNISED)
"""States of an application that hold a seat under the cap."""


@dataclass(kw_only=True)
class Ending(Story):
    """Numbers choose rows: any number is good, so that a walk can be drawn before it is walked."""

    MODELS = (Application, Notice, NoticeEntry, Objection, Decision, Title)
    receipts: dict[UUID, str] = field(default_factory=dict)

    async def begin(self, *, ranked: int, reserve: int, cap: int) -> None:
        """Applications taken to the ranking through their table, the last ones into the reserve."""
        await self.correct_cap(cap)
        await self.correct_titles_cap(max(1, cap - 1))
        async with self.as_(SYSTEM) as session:
            held = await notice_desk(session).rounds.get(self.round_id)
        made = await lay_applications(self.database, held, ranked + reserve, state="draft")
        async with self.as_(SYSTEM) as session:
            for place, row in enumerate(made):
                case = await session.get_one(Application, row.id)
                await Trail(session).append(Entry(noun="application", object_id=row.id, **OPENING))
                steps = (*TO_THE_RANKING, *([Action.PLACE_IN_RESERVE] if place >= ranked else []))
                for action in steps:
                    await Casework(Trail(session)).advance(case, Step(action, ROLES, self.all_well()))

    def all_well(self) -> CaseFacts:
        """Facts that nothing stands in the way of."""
        later = self.database.clock.today() + timedelta(days=30)
        return CaseFacts(
            today=self.database.clock.today(),
            applications_close_on=later,
            recommendations_close_on=later,
            round_open=True,
            certified=True,
            form_faults=0,
            missing_materials=(),
            eligible=True,
            experts_missing=0,
            scores_missing=0,
        )

    def sensible(self) -> list[str]:
        """Moves that find something to be made on: a walk that only meets refusals proves little."""
        drafts = self.among(Notice, NoticeState.DRAFT) or self.among(Decision, DecisionState.DRAFT)
        unlisted = self.among(Application, State.RANKED, State.RESERVE)
        undecided = self.among(NoticeEntry, EntryState.LISTED, EntryState.REMOVED)
        offered = {
            "draft_notice": not drafts and (unlisted or self.among(NoticeEntry, EntryState.REMOVED)),
            "step_notice": self.among(Notice, NoticeState.DRAFT),
            "file_objection": self.among(Notice, NoticeState.OPEN),
            "open_hearing": self.among(Objection, ObjectionState.RECEIVED),
            "answer_objection": self.among(Objection, ObjectionState.ADMITTED),
            "rule_on_objection": self.among(Objection, ObjectionState.ADMITTED, ObjectionState.ANSWERED),
            "withdraw_objection": self.among(Objection, *OPEN_STATES),
            "time_passes": self.among(Notice, NoticeState.OPEN) or self.among(Title, *VALID_STATES),
            "draft_decision": not drafts and undecided and self.among(Notice, NoticeState.CLOSED),
            "step_decision": self.among(Decision, DecisionState.DRAFT, DecisionState.IN_APPROVAL),
            "step_title": self.among(Title, *VALID_STATES),
        }
        names = [name for name, found in offered.items() if found]
        objecting = [name for name in names if "objection" in name or "hearing" in name]
        return [*names, *objecting, *objecting[:1], *CAPS[len(self.done) % 5 :]] or list(CAPS)

    async def draft_notice(self, first: int, many: int) -> None:
        cases = self.among(Application, State.RANKED, State.RESERVE, State.IN_NOTICE)
        chosen = [cases[(first + place) % len(cases)].id for place in range(min(many, len(cases)))]
        if not chosen:
            raise NothingToDo
        async with self.as_(OFFICER) as session:
            wanted = DraftNotice(round_id=self.round_id, application_ids=chosen, text="公示名单。")
            await notice_desk(session).draft(wanted)

    async def step_notice(self, number: int, how: int) -> None:
        """Two of three times it is opened."""
        notice = self.one(number, Notice, NoticeState.DRAFT)
        action = NoticeAction.DISCARD if how % 3 == 0 else NoticeAction.OPEN
        async with self.as_(OFFICER) as session:
            await notice_desk(session).step(notice.id, action, seen=notice.version)

    def somewhere(self) -> str:
        """Another address each time: what is tried here is not how often one may object."""
        return f"2001:db8:{len(self.receipts):x}::1"

    async def file_objection(self, number: int, items: int) -> None:
        entry = self.one(number, NoticeEntry, EntryState.LISTED, EntryState.SUSPENDED)
        wanted = FileObjection.model_validate({"items": [ITEM] * items, "anonymous": True})
        async with self.as_(PUBLIC) as session:
            made, receipt = await filing(session, KEY, self.somewhere()).file(entry.id, wanted)
        self.receipts[made] = receipt.receipt_code

    async def open_hearing(self, number: int, how: int) -> None:
        """Mostly admitted."""
        found = self.one(number, Objection, ObjectionState.RECEIVED)
        async with self.as_(OFFICER) as session:
            desk = self._hearing(session)
            if how == 0:
                await desk.refuse(found.id, seen=found.version, reason_code="repeated", comment="重复。")
            else:
                await desk.admit(found.id, seen=found.version, comment=None)

    async def answer_objection(self, number: int) -> None:
        found = self.one(number, Objection, ObjectionState.ADMITTED)
        async with self.as_(applicant(found.organisation_id)) as session:
            await self._hearing(session).answer(found.id, seen=found.version, answer="情况说明。")

    async def rule_on_objection(self, number: int, how: int) -> None:
        """Founded or not; without an answer a founded one has to wait."""
        found = self.one(number, Objection, ObjectionState.ANSWERED, ObjectionState.ADMITTED)
        finding = {"ruling": "founded" if how % 2 else "unfounded", "grounds": "经查。"}
        findings = [ItemFinding.model_validate(finding)] * len(found.items)
        async with self.as_(OFFICER) as session:
            await self._hearing(session).settle(found.id, seen=found.version, findings=findings)

    async def withdraw_objection(self, number: int) -> None:
        """The objector takes it back."""
        found = self.one(number, Objection, *OPEN_STATES)
        async with self.as_(PUBLIC) as session:
            await filing(session, KEY, "192.0.2.1").withdraw(found.id, self.receipts[found.id])

    async def time_passes(self, days: int) -> None:
        """Some days later time acts on notices and titles."""
        self.days_pass(days)
        await KEEPER.close_notices(self.database, self.database.clock)
        await KEEPER.expire_titles(self.database, self.database.clock)
        await self.assert_time_has_acted()

    async def draft_decision(self, number: int, first: int, many: int, rejected: int) -> None:
        """Up to `many` entries of a closed notice; the one at place `rejected` is rejected."""
        notice = self.one(number, Notice, NoticeState.CLOSED)
        undecided = self.among(NoticeEntry, EntryState.LISTED, EntryState.SUSPENDED, EntryState.REMOVED)
        entries = [each for each in undecided if each.notice_id == notice.id]
        chosen = [entries[(first + place) % len(entries)] for place in range(min(many, len(entries)))]
        if not chosen:
            raise NothingToDo
        named = [
            {"entry_id": each.id, "outcome": "reject", "reason": "不符合条件。"}
            if place == rejected or each.state == EntryState.REMOVED
            else {"entry_id": each.id, "outcome": "recognise"}
            for place, each in enumerate(chosen)
        ]
        body = {"notice_id": notice.id, "entries": named, "approvals_needed": 1}
        async with self.as_(CHAIR) as session:
            await decision_desk(session).draft(DraftDecision.model_validate(body))

    async def step_decision(self, number: int, how: int) -> None:
        """A draft is mostly submitted, one in approval mostly approved and issued."""
        found = self.one(number, Decision, DecisionState.DRAFT, DecisionState.IN_APPROVAL)
        in_approval = found.state == DecisionState.IN_APPROVAL
        if in_approval and how:
            await self._approve_and_issue(found)
            return
        back = DecisionAction.RETURN if in_approval else DecisionAction.DISCARD
        async with self.as_(CHAIR) as session:
            action = DecisionAction.SUBMIT if how else back
            await decision_desk(session).step(found.id, action, seen=found.version, reason="核对。")

    async def step_title(self, number: int, how: int) -> None:
        found = self.one(number, Title, *VALID_STATES)
        action = (*LOSING, TitleAction.RESTORE)[how % 4]
        holder = applicant(found.organisation_id)
        async with self.as_(holder if action is TitleAction.SURRENDER else SUPERVISOR) as session:
            await register_on(session).step(found.id, action, seen=found.version, reason="核查。")

    async def correct_cap(self, cap: int) -> None:
        await self._correct("selected", cap)

    async def correct_titles_cap(self, cap: int) -> None:
        await self._correct("recognised", cap)

    async def assert_nothing_is_exceeded(self) -> None:
        """Counters count exactly who holds a place, never pass their caps, and nobody holds two."""
        await self.look()
        cases = self.among(Application)
        seats, granted = self.counters["selected", "all"], self.counters["recognised", "all"]
        assert seats.taken == len(self.among(Application, *SEATED)) <= seats.cap
        recognised = self.among(Application, State.RECOGNISED)
        assert granted.taken == len(recognised) <= granted.cap
        titles = Counter(title.application_id for title in self.among(Title))
        assert titles == Counter(case.id for case in recognised)
        running = self.among(NoticeEntry, EntryState.LISTED, EntryState.SUSPENDED)
        held = Counter(each.application_id for each in running if each.published)
        assert set(held.values()) <= {1}
        waiting = Counter(each.application_id for each in self.among(Objection, *OPEN_STATES))
        assert {case.id: case.open_objections for case in cases} == {
            case.id: waiting[case.id] for case in cases
        }

    async def assert_time_has_acted(self) -> None:
        """Nothing is left open past its last day, once time has come by."""
        await self.look()
        today = self.database.clock.today()
        assert [each for each in self.among(Notice, NoticeState.OPEN) if each.closes_on < today] == []
        assert [each for each in self.among(Title, *VALID_STATES) if each.valid_to < today] == []

    async def _approve_and_issue(self, found: Decision) -> None:
        member = caller_as(Role.RECOGNITION_MEMBER, subject="member", region="37.")
        async with self.as_(member) as session:
            await decision_desk(session).approve(found.id, seen=found.version)
        async with self.as_(CHAIR) as session:
            desk = await _issuing(session)
            number = f"鲁商字〔2017〕{found.id.hex[-8:]}号"
            await desk.issue(found.id, seen=found.version, document_number=number)

    async def _correct(self, dimension: str, cap: int) -> None:
        mine = (Quota.round_id == self.round_id, Quota.dimension == dimension)
        async with self.as_(SYSTEM) as session:
            await session.execute(update(Quota).where(*mine).values(cap=cap))

    def _hearing(self, session: Any) -> Hearing:
        desk = notice_desk(session)
        return Hearing(
            objections=standing(session).objections,
            standing=standing(session),
            calendars=desk.calendars,
            trail=desk.trail,
            clock=desk.clock,
            caller=desk.caller,
            data_key=KEY,
        )


OPENING: dict[str, Any] = {"transition": "create", "state_to": "draft", "region_path": "37.3708.370828."}
