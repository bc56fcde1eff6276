"""Random walks from the ranking to titles: caps hold at every step, and the history tells every state."""

from contextlib import AsyncExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from shared.testing.database import Cluster
from tests.review.properties.ending import Ending
from tests.review.properties.replay import REVIEW, assert_history_tells_all
from tests.walks import Ground, Machine, walked

ANY, FEW = st.integers(0, 11), st.integers(1, 3)
MOVES: dict[str, st.SearchStrategy[tuple[int, ...]]] = {
    "draft_notice": st.tuples(ANY, FEW),
    "step_notice": st.tuples(ANY, ANY),
    "file_objection": st.tuples(ANY, FEW),
    "open_hearing": st.tuples(ANY, st.integers(0, 4)),
    "answer_objection": st.tuples(ANY),
    "rule_on_objection": st.tuples(ANY, ANY),
    "withdraw_objection": st.tuples(ANY),
    "time_passes": st.tuples(st.sampled_from([4, 12, 12, 12, 1200])),
    "draft_decision": st.tuples(ANY, ANY, FEW, ANY),
    "step_decision": st.tuples(ANY, st.integers(0, 5)),
    "step_title": st.tuples(ANY, ANY),
    "correct_cap": st.tuples(st.integers(1, 5)),
    "correct_titles_cap": st.tuples(st.integers(1, 5)),
}
"""Every move with the numbers that it takes."""


class EndingMachine(Machine):
    """From a ranking on."""

    story: Ending

    @initialize(ranked=st.integers(2, 4), reserve=st.integers(0, 2), cap=st.integers(1, 4))
    def begin(self, ranked: int, reserve: int, cap: int) -> None:
        self.run_now(self.story.begin(ranked=ranked, reserve=reserve, cap=cap))

    @rule(data=st.data())
    def somebody_moves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.story.sensible()))
        self.run_now(self.story.attempt(name, *data.draw(MOVES[name])))

    @invariant()
    def nothing_is_exceeded(self) -> None:
        self.run_now(self.story.assert_nothing_is_exceeded())

    async def at_the_end(self) -> None:
        await assert_history_tells_all(self.story.database, REVIEW)


def test_V08_no_walk_exceeds_a_cap_and_the_history_of_each_tells_where_everything_stands(
    cluster: Cluster, review_clone: str, lay_whole_round: Any
):
    async def open_story(stack: AsyncExitStack) -> Ending:
        database = await Ground(cluster, "review", review_clone).rolled_back(stack)
        return Ending(database=database, round_id=(await lay_whole_round(database)).id)

    happened = walked(EndingMachine, open_story, walks=7, steps=45)
    assert set(happened) == set(MOVES), happened
