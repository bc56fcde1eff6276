"""The history of the register tells where everything stands, on any day; without one entry it does not."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import date, timedelta
from itertools import groupby
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from deploy.verify_archive import history_faults
from services.registry.certifications.workflow import ClaimAction
from services.registry.directory.repository import Directory
from services.registry.experts.workflow import ExpertAction
from services.registry.organisations.errors import NotYetKnown
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import Shown
from services.registry.organisations.workflow import OrganisationAction
from services.registry.people.repository import People
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import Cluster, RolledBackDatabase
from tests.registry.properties.keeping import Keeping
from tests.registry.properties.ledger import LEDGER
from tests.registry.properties.replay import facts_on, replayed
from tests.review.properties.replay import chains
from tests.rows import moved
from tests.walks import Ground, Machine, walked

ANY, DAYS = st.integers(0, 11), st.integers(0, 4)
MOVES: Final[Mapping[str, st.SearchStrategy[tuple[int, ...]]]] = {
    "register": st.tuples(ANY, DAYS),
    "correct": st.tuples(ANY, ANY),
    "add_contact": st.tuples(ANY),
    "rename": st.tuples(ANY, DAYS),
    "move": st.tuples(ANY, ANY, DAYS),
    "change_representative": st.tuples(ANY, DAYS),
    "dissolve": st.tuples(ANY),
    "reinstate": st.tuples(ANY),
    "record_facts": st.tuples(ANY, ANY, ANY),
    "record_incident": st.tuples(ANY, ANY),
    "close_incident": st.tuples(ANY),
    "claim": st.tuples(ANY, ANY),
    "step_claim": st.tuples(ANY, ANY),
    "register_brand": st.tuples(ANY, ANY),
    "correct_brand": st.tuples(ANY, ANY),
    "authorise": st.tuples(ANY, ANY, ANY),
    "end_use": st.tuples(ANY, DAYS),
    "register_expert": st.tuples(ANY, ANY),
    "correct_expert": st.tuples(ANY, ANY),
    "step_expert": st.tuples(ANY, ANY),
    "relate": st.tuples(ANY, ANY, ANY),
    "end_relation": st.tuples(ANY, ANY),
    "add_zone": st.tuples(ANY),
    "set_day": st.tuples(ANY, ANY),
    "publish_year": st.tuples(),
    "time_passes": st.tuples(st.sampled_from([1, 1, 3, 40])),
}
"""Every move with the numbers that it takes."""
TOUR: Final[Sequence[tuple[str, *tuple[int, ...]]]] = [
    *[("register", 0, 1), ("register", 2, 0), ("register", 1, 1), ("time_passes", 3)],
    *[("correct", 0, 0), ("add_contact", 0), ("rename", 0, 0), ("move", 0, 2, 0)],
    *[("change_representative", 0, 0), ("change_representative", 1, 2), ("time_passes", 1)],
    *[("claim", 0, 1), ("claim", 0, 2), ("step_claim", 1, 2), ("step_claim", 0, 0), ("claim", 0, 3)],
    *[("step_claim", 1, 3), ("step_claim", 0, 5), ("claim", 1, 1), ("step_claim", 0, 1)],
    *[("claim", 2, 1), ("claim", 2, 2), ("step_claim", 0, 4)],
    *[("register_brand", 0, 0), ("register_brand", 1, 2), ("correct_brand", 0, 0), ("authorise", 0, 1, 5)],
    *[("end_use", 0, 2), ("correct_brand", 1, 1), ("move", 1, 0, 0)],
    *[("record_facts", 0, 0, 0), ("record_facts", 0, 0, 1), ("record_facts", 2, 1, 3)],
    *[("record_incident", 0, 2), ("close_incident", 0), ("record_incident", 1, 0)],
    *[("register_expert", 0, 0), ("correct_expert", 0, 1), ("relate", 0, 1, 0), ("relate", 0, 2, 1)],
    *[("correct_expert", 0, 3), ("end_relation", 0, 0), ("step_expert", 0, 0), ("step_expert", 0, 1)],
    *[("step_expert", 0, 2), ("dissolve", 1), ("reinstate", 0)],
    *[("add_zone", 0), ("set_day", 3, 0), ("publish_year",), ("set_day", 3, 2)],
]
"""Every kind of move once, and every step of every table."""
STEPS: Final = {
    *(f"organisation: {each}" for each in OrganisationAction),
    *(f"organisation: {each}" for each in ("register", "certified", "decertified", "record_facts")),
    *(f"organisation: {each}" for each in ("record_incident", "close_incident")),
    *(f"claim: {each}" for each in ("claim", *ClaimAction)),
    *(f"brand: {each}" for each in ("register", "correct", "authorise", "end_use")),
    *(f"expert: {each}" for each in ("register", "correct", "relate", "end_relation", *ExpertAction)),
    *("region: add_zone", "calendar_year: set_day", "calendar_year: publish"),
}
"""What has to be found in the histories of all walks together."""
UNTOURED: Final = "nothing is proved of these: they need a move in MOVES and TOUR, and a method in replay.py"
LONG_AGO: Final = "2001-01-01"


class RegisterMachine(Machine):
    """The first walk takes the tour; others leave it anywhere."""

    story: Keeping
    shipped: ClassVar[dict[str, dict[str, dict[str, Any]]]] = {}
    """What the migrations brought, the same for every walk."""

    @initialize(moves=st.sampled_from([len(TOUR), 4, 25, 12]))
    def begin(self, moves: int) -> None:
        if not self.shipped:
            self.shipped.update(self.run_now(LEDGER.standing(self.story.database)))
        self.run_now(toured(self.story, moves))

    @rule(data=st.data())
    def somebody_moves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(MOVES)))
        self.run_now(self.story.attempt(name, *data.draw(MOVES[name])))

    async def at_the_end(self) -> None:
        """Every row, and every past day of every organisation."""
        database = self.story.database
        entries = await chains(database)
        assert list(history_faults(entries)) == []
        assert LEDGER.compared(replayed(entries, self.shipped).tables, await LEDGER.standing(database)) == []
        await assert_any_day_reads_the_same(self.story, entries)
        self.story.done += [f"{entry['noun']}: {entry['transition']}" for entry in entries]


async def toured(story: Keeping, moves: int) -> None:
    for name, *numbers in TOUR[:moves]:
        assert await story.attempt(name, *numbers), (name, numbers)


async def assert_any_day_reads_the_same(story: Keeping, entries: Sequence[Mapping[str, Any]]) -> None:
    """`as_of` says what the entries up to that day say; before the first it knows of nothing."""
    ours = [entry for entry in entries if entry["noun"] == "organisation"]
    async with story.database.read(SYSTEM) as session:
        reader = Shown(Organisations(session), Directory(session), People(session), Trail(session))
        for thing, own in groupby(ours, key=lambda entry: entry["object_id"]):
            told = list(own)
            days = {date.fromisoformat(each["payload"].get("effective_on", LONG_AGO)) for each in told}
            for day in {*days, *(day - timedelta(days=1) for day in days), story.today}:
                assert await read_as_of(reader, thing, day) == facts_on(told, day), (thing, day)


async def read_as_of(reader: Shown, thing: str, day: Any) -> dict[str, Any] | None:
    try:
        found = await reader.show_as_of(thing, day)  # type: ignore[arg-type]
    except NotYetKnown:
        return None
    return found.model_dump(mode="json", exclude={"id", "as_of"})


def test_R01_R13_no_walk_leaves_a_row_that_the_history_does_not_tell_on_any_day(
    cluster: Cluster, registry_clone: str
):
    async def open_story(stack: AsyncExitStack) -> Keeping:
        return Keeping(database=await Ground(cluster, "registry", registry_clone).rolled_back(stack))

    happened = walked(RegisterMachine, open_story, walks=4, steps=15)
    assert {*MOVES, *STEPS} - set(happened) == set(), happened


async def test_without_any_one_entry_the_history_tells_something_else(database: RolledBackDatabase):
    before = await LEDGER.standing(database)
    await toured(Keeping(database=database), len(TOUR))
    entries, (shipped, rows) = await chains(database), moved(before, await LEDGER.standing(database))
    assert LEDGER.compared(replayed(entries, shipped).tables, rows) == []
    assert [name for name, own in rows.items() if not own] == [], UNTOURED
    unseen = []
    for place, entry in enumerate(entries):
        without = entries[:place] + entries[place + 1 :]
        try:
            seen = LEDGER.compared(replayed(without, shipped).tables, rows) != []
        except (AssertionError, KeyError):
            seen = True
        unseen += [] if seen else [f"{entry['noun']}: {entry['transition']}"]
    assert unseen == []
