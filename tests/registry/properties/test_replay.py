"""The history of the register tells where everything stands, on any day; without one entry it does not."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import date, timedelta
from itertools import groupby
from typing import Any, ClassVar, Final

from hypothesis import strategies as st

from services.registry.certifications.workflow import ClaimAction
from services.registry.experts.workflow import ExpertAction
from services.registry.organisations.errors import NotYetKnown
from services.registry.organisations.repository import Organisations
from services.registry.organisations.service import Shown
from services.registry.organisations.workflow import OrganisationAction
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import Cluster, RolledBackDatabase
from tests.registry.properties.keeping import Keeping
from tests.registry.properties.ledger import LEDGER
from tests.registry.properties.replay import facts_on, replayed
from tests.replays import UNTOURED, Entry, Moves, Tour, Touring, chains, toured, unneeded
from tests.rows import moved
from tests.walks import Ground, walked

ANY, DAYS = st.integers(0, 11), st.integers(0, 4)
MOVES: Final[Moves] = {
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
TOUR: Final[Tour] = [
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
LONG_AGO: Final = "2001-01-01"


class RegisterMachine(Touring):
    story: Keeping
    MOVES, TOUR, LEFT_AFTER = MOVES, TOUR, (4, 25, 12)
    shipped: ClassVar[dict[str, dict[str, dict[str, Any]]]] = {}
    """What the migrations brought, the same for every walk."""

    async def set_out(self) -> None:
        if not self.shipped:
            self.shipped.update(await LEDGER.standing(self.story.database))

    async def assert_told(self, entries: Sequence[Entry]) -> None:
        """Every row, and every past day of every organisation."""
        standing = await LEDGER.standing(self.story.database)
        assert LEDGER.compared(replayed(entries, self.shipped).tables, standing) == []
        await assert_any_day_reads_the_same(self.story, entries)


async def assert_any_day_reads_the_same(story: Keeping, entries: Sequence[Entry]) -> None:
    """`as_of` says what the entries up to that day say; before the first it knows of nothing."""
    ours = [entry for entry in entries if entry["noun"] == "organisation"]
    async with story.database.read(SYSTEM) as session:
        reader = Shown(Organisations(session), Trail(session))
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
    await toured(Keeping(database=database), TOUR)
    entries, (shipped, rows) = await chains(database), moved(before, await LEDGER.standing(database))

    def tells(told: Sequence[Entry]) -> bool:
        return LEDGER.compared(replayed(told, shipped).tables, rows) == []

    assert tells(entries)
    assert [name for name, own in rows.items() if not own] == [], UNTOURED
    assert unneeded(entries, tells) == []
