"""Random walks from the ranking to titles: caps hold at every step, and the history tells every state."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from shared.testing.database import Cluster, kept_open, rolled_back
from tests.review.properties.ending import Ending
from tests.review.properties.replay import REVIEW, assert_history_tells_all

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


class EndingMachine(RuleBasedStateMachine):
    """Each walk in a transaction that is undone; `happened` counts over all walks."""

    runner: asyncio.Runner
    open_round: Callable[[AsyncExitStack], Awaitable[Ending]]
    happened: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.stack = AsyncExitStack()
        self.story: Ending = self.run_now(type(self).open_round(self.stack))

    def run_now(self, doing: Coroutine[Any, Any, Any] | Awaitable[Any]) -> Any:
        async def done() -> Any:
            return await doing

        return self.runner.run(done())

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

    def teardown(self) -> None:
        try:
            self.run_now(assert_history_tells_all(self.story.database, REVIEW))
            self.happened.update(self.story.done)
        finally:
            self.run_now(self.stack.aclose())


def test_V08_no_walk_exceeds_a_cap_and_the_history_of_each_tells_where_everything_stands(
    cluster: Cluster, review_clone: str, lay_whole_round: Any
):
    async def open_round(stack: AsyncExitStack) -> Ending:
        engine = await stack.enter_async_context(kept_open(cluster, "review", review_clone))
        database = await stack.enter_async_context(rolled_back("review", engine))
        return Ending(database, (await lay_whole_round(database)).id)

    with asyncio.Runner() as runner:
        happened: Counter[str] = Counter()
        members = {"runner": runner, "open_round": staticmethod(open_round), "happened": happened}
        walk = settings(
            max_examples=7, stateful_step_count=45, derandomize=True, database=None, phases=[Phase.generate]
        )
        run_state_machine_as_test(type("Walk", (EndingMachine,), members), settings=walk)
    assert set(happened) == set(MOVES), happened
