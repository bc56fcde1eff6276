"""Work lists: everybody sees what waits for them, by when and why (V19)."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.service import Casework, Step
from services.review.applications.workflow import Action, State
from services.review.assignments.repository import Grants
from services.review.assignments.workflow import AssignmentState
from services.review.decisions.models import Decision
from services.review.decisions.workflow import DecisionState
from services.review.notices.models import Notice, NoticeEntry
from services.review.notices.workflow import NoticeState
from services.review.rounds.models import Deadline, Round
from services.review.tasks.rules import NAMES, TURNS, TaskKind
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.db.ids import new_id
from shared.testing.database import RolledBackDatabase, Statements
from shared.testing.tokens import TestIssuer, bound
from shared.time.clock import instant
from tests.review.judging import lay_applications, lay_panel, seat

V1 = "/review/v1"


@pytest.fixture
def waiting(client: httpx.AsyncClient) -> Any:
    """The caller's tasks as (kind, object)."""

    async def ask(headers: dict[str, str], query: str = "") -> list[dict[str, Any]]:
        answer = await client.get(f"{V1}/worklist{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    return ask


async def test_V19_each_state_waits_for_its_own_role_until_the_day_of_its_stage(
    waiting: Any, as_: Any, lay: Any, a_round: Round, database: RolledBackDatabase
):
    organisation = new_id()
    draft = await lay(State.DRAFT, organisation_id=organisation)
    submitted = await lay(State.SUBMITTED)
    accepted = await lay(State.ACCEPTED)
    async with database.read(SYSTEM) as session:
        days = {row.step: row.due_on for row in await session.execute(select(Deadline.step, Deadline.due_on))}
    for headers, kind, thing, step in (
        (as_(Role.APPLICANT, organisation=organisation), "finish_draft", draft, "application"),
        (as_(Role.CITY_OFFICER, region="37.3708."), "recommend", submitted, "recommendation"),
        (as_(Role.PROGRAMME_OFFICER, region="37."), "start_review", accepted, "declaration"),
    ):
        (task,) = await waiting(headers)
        assert (task["kind"], task["object_id"]) == (kind, str(thing))
        assert (task["due_on"], task["overdue"]) == (str(days[step]), False)


async def test_a_city_sees_no_candidate_of_another_city_or_of_a_division(waiting: Any, as_: Any, lay: Any):
    await lay(State.SUBMITTED)
    export = await lay(State.SUBMITTED, recommended_by="foreign_trade_division")
    assert await waiting(as_(Role.CITY_OFFICER, region="37.3702.")) == []
    own = await waiting(as_(Role.CITY_OFFICER, region="37.3708."))
    assert str(export) not in {task["object_id"] for task in own}
    division = as_(Role.DIVISION_OFFICER, region="37.", division="foreign_trade_division")
    assert [task["object_id"] for task in await waiting(division)] == [str(export)]


async def test_an_applicant_sees_no_draft_of_another_organisation(waiting: Any, as_: Any, lay: Any):
    await lay(State.DRAFT)
    assert await waiting(as_(Role.APPLICANT, organisation=new_id())) == []


async def test_what_is_late_comes_first_is_marked_and_is_escalated_to_the_supervisor(
    waiting: Any, as_: Any, lay: Any, a_round: Round, database: RolledBackDatabase
):
    late = await lay(State.RECOMMENDED)
    await lay(State.ACCEPTED)
    yesterday = database.clock.today() - timedelta(days=1)
    async with database.write(SYSTEM) as session:
        await session.execute(update(Deadline).where(Deadline.step == "acceptance").values(due_on=yesterday))
    officer = as_(Role.PROGRAMME_OFFICER, region="37.")
    tasks = await waiting(officer)
    assert [(task["kind"], task["overdue"]) for task in tasks] == [("accept", True), ("start_review", False)]
    assert [task["object_id"] for task in await waiting(officer, "?overdue=true")] == [str(late)]
    (escalated,) = await waiting(as_(Role.SUPERVISOR, region="37."))
    assert (escalated["object_id"], escalated["escalated"]) == (str(late), True)


async def test_the_list_is_paged_filtered_and_told_in_the_reader_s_language(
    client: httpx.AsyncClient, waiting: Any, as_: Any, lay: Any
):
    for state in (State.RECOMMENDED, State.RECOMMENDED, State.ACCEPTED):
        await lay(state)
    officer = as_(Role.PROGRAMME_OFFICER, region="37.") | {"Accept-Language": "en"}
    first = (await client.get(f"{V1}/worklist?limit=2", headers=officer)).json()
    rest = (await client.get(f"{V1}/worklist?limit=2&cursor={first['next_cursor']}", headers=officer)).json()
    assert len({task["object_id"] for task in [*first["items"], *rest["items"]]}) == 3
    assert "next_cursor" not in rest
    (one,) = await waiting(officer, "?kind=start_review,decide")
    assert one["why"] == "Start the review"


async def test_counts_tell_how_much_of_each_kind_waits(client: httpx.AsyncClient, as_: Any, lay: Any):
    for state in (State.RECOMMENDED, State.RECOMMENDED, State.ACCEPTED):
        await lay(state)
    answer = await client.get(f"{V1}/worklist/counts", headers=as_(Role.PROGRAMME_OFFICER, region="37."))
    counted = {each["kind"]: (each["waiting"], each["overdue"]) for each in answer.json()["items"]}
    assert counted == {"accept": (2, 0), "start_review": (1, 0)}
    nothing = await client.get(f"{V1}/worklist/counts", headers=as_(Role.EXPERT))
    assert nothing.json() == {"items": []}


async def test_the_list_asks_once_however_long_it_is(
    client: httpx.AsyncClient, as_: Any, lay: Any, database: RolledBackDatabase
):
    sent = []
    for more in (1, 5):
        for _ in range(more):
            await lay(State.RECOMMENDED)
        with Statements(database) as statements:
            await client.get(f"{V1}/worklist", headers=as_(Role.PROGRAMME_OFFICER, region="37."))
        sent.append(len(statements.sent))
    assert sent[0] == sent[1]


async def test_time_per_stage_comes_from_the_history(
    client: httpx.AsyncClient, as_: Any, lay: Any, a_round: Round, database: RolledBackDatabase
):
    facts = CaseFacts(today=database.clock.today(), eligible=True, experts_missing=0)
    application = await lay(State.RECOMMENDED)
    for action, role in (
        (Action.ACCEPT, Role.PROGRAMME_OFFICER),
        (Action.START_REVIEW, Role.PROGRAMME_OFFICER),
    ):
        async with database.write(SYSTEM) as session:
            row = await session.get_one(Application, application)
            await Casework(Trail(session)).advance(row, Step(action, {role}, facts))
        database.clock.follow(database.clock.offset + timedelta(hours=36))
    path = f"{V1}/rounds/{a_round.id}/stage-times"
    (spent,) = (await client.get(path, headers=as_(Role.SUPERVISOR, region="37."))).json()["items"]
    assert (spent["state"], spent["passed"], spent["median_hours"]) == ("accepted", 1, "36.00")
    assert (await client.get(path, headers=as_(Role.CITY_OFFICER, region="37."))).status_code == 403


async def test_counts_of_a_round_stay_within_the_caller_s_region(
    client: httpx.AsyncClient, as_: Any, lay: Any, a_round: Round
):
    await lay(State.SUBMITTED)
    await lay(State.ACCEPTED)
    path = f"{V1}/rounds/{a_round.id}/counts"
    whole = (await client.get(path, headers=as_(Role.PROGRAMME_OFFICER, region="37."))).json()
    assert whole == {"total": 2, "by_state": {"submitted": 1, "accepted": 1}}
    other = (await client.get(path, headers=as_(Role.CITY_OFFICER, region="37.3702."))).json()
    assert other == {"total": 0, "by_state": {}}


def test_every_kind_of_task_has_its_words_and_every_waiting_state_its_turn():
    assert all(set(NAMES[language]) == set(TaskKind) for language in ("zh-CN", "en"))
    ended = {State.NOT_RECOMMENDED, State.RECOGNISED, State.NOT_RECOGNISED, State.WITHDRAWN, State.LAPSED}
    assert {turn.state for turn in TURNS} == set(State) - ended - {State.RESERVE}


async def test_the_body_waits_for_closed_notices_only(
    waiting: Any, as_: Any, lay: Any, a_round: Round, database: Any
):
    noticed = await lay(State.IN_NOTICE)
    chair = as_(Role.RECOGNITION_CHAIR, region="37.")
    assert await waiting(chair) == []
    notice = Notice(
        round_id=a_round.id,
        region_path="37.",
        number="N-1",
        state=NoticeState.CLOSED.value,
        text="公示",
        working_days=5,
        opened_at=instant(),
        closes_on=database.clock.today(),
        created_by="tests",
        created_at=instant(),
    )
    decision = Decision(
        round_id=a_round.id,
        notice_id=notice.id,
        region_path="37.",
        body="board",
        state=DecisionState.IN_APPROVAL.value,
        approvals_needed=2,
        created_by="tests",
        created_at=instant(),
    )
    async with database.write(SYSTEM) as session:
        session.add(notice)
        await session.flush()
        decision.notice_id = notice.id
        entry = NoticeEntry(
            notice_id=notice.id,
            round_id=a_round.id,
            application_id=noticed,
            organisation_id=new_id(),
            region_path="37.3708.370828.",
            place=1,
            published=True,
            snapshot={},
            snapshot_hash="0" * 64,
            created_at=instant(),
        )
        session.add_all([entry, decision])
    tasks = {(task["kind"], task["object_id"]) for task in await waiting(chair)}
    assert tasks == {("decide", str(noticed)), ("approve_decision", str(decision.id))}
    (approving,) = await waiting(as_(Role.RECOGNITION_MEMBER, region="37."))
    assert (approving["kind"], approving["number"]) == ("approve_decision", "N-1")


async def test_an_expert_is_told_of_declarations_and_of_sheets_that_can_be_written_now(
    waiting: Any, as_: Any, a_round: Round, database: RolledBackDatabase, issuer: TestIssuer
):
    running = await lay_applications(database, a_round, 3, state=State.UNDER_REVIEW)
    experts = await lay_panel(database, a_round, 2)
    tomorrow = database.clock.today() + timedelta(days=1)
    states = (AssignmentState.ASSIGNED, AssignmentState.CLEARED, AssignmentState.SCORED)
    seats = [seat(case, experts[0], state=state) for case, state in zip(running, states, strict=True)]
    seats[0].due_on = tomorrow
    async with database.write(SYSTEM) as session:
        session.add_all(seats)
        await session.flush()
        for case in running:
            await Grants(session).give(case.id, experts[0].subject, instant())
        last = await session.scalar(
            select(Deadline.due_on).where(Deadline.round_id == a_round.id, Deadline.step == "scoring")
        )
    own = await waiting(as_(Role.EXPERT, subject=experts[0].subject))
    assert {(each["kind"], each["object_id"], each["number"], each["due_on"]) for each in own} == {
        ("declare", str(seats[0].id), running[0].number, str(tomorrow)),
        ("score", str(seats[1].id), running[1].number, str(last)),
    }
    assert {each["noun"] for each in own} == {"assignment"}
    assert await waiting(as_(Role.EXPERT, subject=experts[1].subject)) == []
    both = (bound(Role.EXPERT), bound(Role.PROGRAMME_OFFICER, region="37."))
    overseeing = await waiting(issuer.bearer("review", *both, subject=experts[1].subject))
    assert {each["noun"] for each in overseeing} == {"application"}


async def test_a_sheet_waits_until_the_review_has_started(
    waiting: Any, as_: Any, a_round: Round, database: RolledBackDatabase
):
    (case,) = await lay_applications(database, a_round, 1, state=State.ACCEPTED)
    (expert,) = await lay_panel(database, a_round, 1)
    async with database.write(SYSTEM) as session:
        session.add(seat(case, expert, state=AssignmentState.CLEARED))
        await Grants(session).give(case.id, expert.subject, instant())
    headers = as_(Role.EXPERT, subject=expert.subject)
    assert await waiting(headers) == []
    async with database.write(SYSTEM) as session:
        row = await session.get_one(Application, case.id)
        row.state = State.UNDER_REVIEW.value
    assert [each["kind"] for each in await waiting(headers)] == ["score"]
