"""The same moves by many callers at once, on real transactions: caps hold, the history tells all."""

import asyncio
from collections import Counter
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shared.testing.database import Cluster, committed
from tests.review.properties.ending import Ending
from tests.review.properties.replay import REVIEW, assert_history_tells_all

CALLERS = 6
WAVES = 9
MORE = 8
MUST_HAPPEN = {"step_notice", "draft_decision", "step_decision", "correct_cap"}
NUMBERS = st.tuples(*[st.integers(0, 11)] * 4)
TAKES = {
    "draft_notice": 2,
    "step_notice": 2,
    "file_objection": 1,
    "open_hearing": 2,
    "answer_objection": 1,
    "rule_on_objection": 2,
    "withdraw_objection": 1,
    "draft_decision": 4,
    "step_decision": 2,
    "step_title": 2,
}
"""How many of the four numbers a move takes."""


async def crowd(story: Ending, waves: list[list[tuple[int, ...]]]) -> Counter[str]:
    """Wave upon wave: everybody looks, everybody moves at once, and then the books must agree."""
    await story.begin(ranked=4, reserve=2, cap=3)
    for wave in waves:
        await story.look()
        names = story.sensible()
        moves = [(names[numbers[0] % len(names)], numbers) for numbers in wave]
        await asyncio.gather(*(story.attempt(name, *told(name, numbers)) for name, numbers in moves))
        await story.assert_nothing_is_exceeded()
    await assert_history_tells_all(story.database, REVIEW)
    return Counter(story.done)


def told(name: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    if name == "file_objection":
        return numbers[1], 1
    if name == "time_passes":
        return (12,)
    if name.startswith("correct"):
        return (1 + numbers[1] % 5,)
    return tuple(numbers[1:] + numbers[:1])[: TAKES[name]]


def test_V08_callers_at_once_exceed_no_cap_and_never_wait_in_a_circle(cluster: Cluster, lay_whole_round: Any):
    happened: Counter[str] = Counter()

    async def run(waves: list[list[tuple[int, ...]]]) -> Counter[str]:
        async with committed(cluster, "review") as database:
            return await crowd(
                Ending(database=database, round_id=(await lay_whole_round(database)).id), waves
            )

    @settings(max_examples=3, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.lists(st.lists(NUMBERS, min_size=CALLERS, max_size=CALLERS), min_size=WAVES, max_size=WAVES))
    def at_once(waves: list[list[tuple[int, ...]]]) -> None:
        happened.update(asyncio.run(run(waves)))

    at_once()
    # Who of many callers comes first is not ours to say: more waves, until everything has happened.
    chance = Random(7)  # noqa: S311 - invented moves, the same each time
    for _ in range(MORE):
        if set(happened) >= MUST_HAPPEN:
            break
        happened.update(asyncio.run(run(_waves(chance))))
    assert set(happened) >= MUST_HAPPEN, happened


def _waves(chance: Random) -> list[list[tuple[int, ...]]]:
    return [
        [tuple(chance.randint(0, 11) for _ in range(4)) for _ in range(CALLERS)] for _ in range(2 * WAVES)
    ]
