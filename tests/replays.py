"""Rows made up again from the history alone: one walk for every service, and no entry that is not needed."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import select

from deploy.verify_archive import history_faults
from services.review.seals.rules import told
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.db.work import Database
from tests.rows import Row
from tests.walks import Machine, Walker

Entry = Mapping[str, Any]
Moves = Mapping[str, st.SearchStrategy[tuple[int, ...]]]
"""Every move of a walker with the numbers that it takes."""
Tour = Sequence[tuple[str, *tuple[int, ...]]]
UNTOURED: Final = "nothing is proved of these: they need a move in MOVES and TOUR, and a method in replay.py"


async def chains(database: Database) -> list[dict[str, Any]]:
    """The whole history as an archive tells it, chain by chain."""
    history = house_table(database.service, "history")
    asked = select(history).order_by(history.c.noun, history.c.object_id, history.c.sequence)
    async with database.read(SYSTEM) as session:
        return [told(dict(row)) for row in (await session.execute(asked)).mappings()]


@dataclass
class Retelling:
    """Rows by table and key, as the entries have told them so far; each noun has a method of its name."""

    tables: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, entry: Entry) -> None:
        """One entry more."""
        payload = {name: value for name, value in entry["payload"].items() if name != "record"}
        getattr(self, f"_{entry['noun']}")(entry, payload, entry["payload"].get("record", {}))


class Touring(Machine):
    """The first walk takes the tour; others leave it after so many moves, and go on anywhere."""

    MOVES: ClassVar[Moves]
    TOUR: ClassVar[Tour]
    LEFT_AFTER: ClassVar[Sequence[int]]
    assert_told: Callable[[Sequence[Entry]], Awaitable[None]]
    """That the history tells every row: a method of each machine, which compares its own."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        moves = data.draw(st.sampled_from([len(self.TOUR), *self.LEFT_AFTER]))
        self.run_now(self.set_out())
        self.run_now(toured(self.story, self.TOUR[:moves]))

    @rule(data=st.data())
    def somebody_moves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.MOVES)))
        self.run_now(self.story.attempt(name, *data.draw(self.MOVES[name])))

    async def at_the_end(self) -> None:
        await self.settle()
        entries = await chains(self.story.database)
        assert list(history_faults(entries)) == []
        await self.assert_told(entries)
        self.story.done += [step(entry) for entry in entries]

    async def set_out(self) -> None:
        """What comes before the first move, if anything."""

    async def settle(self) -> None:
        """What comes after the last move, if anything."""


async def toured(story: Walker, tour: Tour) -> None:
    """Every move of a tour is made, none refused."""
    for name, *numbers in tour:
        assert await story.attempt(name, *numbers), (name, numbers)


def unneeded(entries: Sequence[Entry], tells: Callable[[Sequence[Entry]], bool]) -> list[str]:
    """Steps without whose entry the history tells the same; what others cannot go on without is needed."""
    found = []
    for place, entry in enumerate(entries):
        try:
            same = tells([*entries[:place], *entries[place + 1 :]])
        except (AssertionError, KeyError):
            same = False
        found += [step(entry)] if same else []
    return found


def step(entry: Entry) -> str:
    return f"{entry['noun']}: {entry['transition']}"
