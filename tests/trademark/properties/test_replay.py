"""The history tells where indications, their users, allotments and marks stand; every entry is needed."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any, Final

from hypothesis import strategies as st

from services.trademark.authorisations.workflow import UseAction
from services.trademark.deadlines.models import Deadline
from services.trademark.deadlines.repository import Deadlines
from services.trademark.deadlines.rules import DeadlineState
from services.trademark.deadlines.service import planned_of
from services.trademark.legal_rules.repository import LegalRules
from shared.db.caller import SYSTEM
from shared.testing.database import Cluster, RolledBackDatabase
from tests.replays import UNTOURED, Entry, Moves, Tour, Touring, chains, toured, unneeded
from tests.trademark.properties.replay import LEDGER, replayed
from tests.trademark.properties.story import Producing
from tests.walks import Ground, walked

ANY = st.integers(0, 11)
MOVES: Final[Moves] = {
    "register": st.tuples(ANY),
    "correct": st.tuples(ANY, ANY),
    "record_form": st.tuples(ANY),
    "correct_form": st.tuples(ANY, ANY),
    "apply": st.tuples(ANY, ANY, st.integers(1, 12)),
    "step_use": st.tuples(ANY, ANY),
    "enter_mark": st.tuples(ANY),
    "record_event": st.tuples(ANY, ANY, ANY),
    "load_goods": st.tuples(ANY, ANY),
    "time_passes": st.tuples(st.sampled_from([1, 3, 40, 400])),
}
GRANT, DECLINE, RETRACT, SUSPEND, RESUME, WITHDRAW = range(6)
TOUR: Final[Tour] = [
    *[("register", 1), ("correct", 0, 0), ("record_form", 0), ("correct_form", 0, 1), ("correct_form", 1, 2)],
    *[("apply", 0, 0, 1), ("apply", 0, 1, 9), ("apply", 0, 2, 9), ("apply", 0, 3, 9)],
    *[("step_use", 0, GRANT), ("step_use", 1, GRANT), ("correct", 0, 2), ("step_use", 2, DECLINE)],
    *[("step_use", 2, RETRACT), ("step_use", 1, SUSPEND), ("step_use", 1, RESUME)],
    *[("enter_mark", 0), ("record_event", 0, 0, 1), ("record_event", 0, 2, 2), ("record_event", 0, 3, 5)],
    *[("enter_mark", 3), ("record_event", 1, 2, 5), ("load_goods", 0, 11), ("load_goods", 0, 12)],
    *[("time_passes", 400), ("step_use", 0, WITHDRAW)],
]
"""Every kind of move, and every step of a user's authorisation."""
STEPS: Final = {
    *(f"indication: {each}" for each in ("register", "correct", "record_form", "correct_form")),
    *(f"indication_use: {each}" for each in ("apply", *UseAction)),
    *(f"mark: {each}" for each in ("enter", "accepted", "registered", "non_use_filed", "expired")),
    "goods_table: load",
}
"""What has to be found in the histories of all walks together."""


class ProducingMachine(Touring):
    story: Producing
    MOVES, TOUR, LEFT_AFTER = MOVES, TOUR, (3, 14)

    async def set_out(self) -> None:
        await self.story.begin()

    async def settle(self) -> None:
        await self.story.time_passes(0)

    async def assert_told(self, entries: Sequence[Entry]) -> None:
        ours = [entry for entry in entries if entry["noun"] != "legal_catalogue"]
        assert LEDGER.compared(replayed(ours).tables, await LEDGER.standing(self.story.database)) == []
        await assert_deadlines_follow(self.story, entries)


async def assert_deadlines_follow(story: Producing, entries: Sequence[Entry]) -> None:
    """From the marks' logs and the law alone; what has passed while it was open has been told."""
    told = {each["object_id"] for each in entries if each["transition"] == "pass"}
    async with story.database.read(SYSTEM) as session:
        deadlines, law = Deadlines(session), await LegalRules(session).book()
        marks = [each["object_id"] for each in entries if each["transition"] == "enter"]
        rows = await deadlines.of(marks)
        logs, lines = await deadlines.logs(marks), await deadlines.lines(marks)
    planned = {
        (mark, each.code, each.trigger_on): each
        for mark, log in logs.items()
        for each in planned_of(log, lines[mark], law, today=story.today)
    }
    assert planned.keys() <= rows.keys()
    for key, row in rows.items():
        assert _standing(row, planned.get(key), str(row.id) in told), (key, row.state)


def _standing(row: Deadline, planned: Any, passed: bool) -> bool:  # noqa: FBT001 - one of three facts
    if planned is None:
        return row.state in {DeadlineState.MET, DeadlineState.VOID, DeadlineState.PASSED}
    same = (row.due_on, row.last_safe_on) == (planned.due_on, planned.last_safe_on)
    return same and (row.state is planned.state or (row.state is DeadlineState.PASSED and passed))


def test_T01_T03_T05_no_walk_leaves_a_row_that_the_history_does_not_tell(
    cluster: Cluster, trademark_clone: str
):
    async def open_story(stack: AsyncExitStack) -> Producing:
        return Producing(database=await Ground(cluster, "trademark", trademark_clone).rolled_back(stack))

    happened = walked(ProducingMachine, open_story, walks=4, steps=15)
    assert {*MOVES, *STEPS} - set(happened) == set(), happened


async def test_without_any_one_entry_the_history_tells_something_else(database: RolledBackDatabase):
    story = Producing(database=database)
    await story.begin()
    await toured(story, TOUR)
    told, rows = await chains(database), await LEDGER.standing(database)
    entries = [entry for entry in told if entry["noun"] not in {"legal_catalogue", "deadline"}]

    def tells(told: Sequence[Entry]) -> bool:
        return LEDGER.compared(replayed(told).tables, rows) == []

    assert tells(entries)
    assert [name for name, own in rows.items() if not own] == [], UNTOURED
    assert unneeded(entries, tells) == []
