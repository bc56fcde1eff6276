"""Random walks from the draft to the ranking: quota, ranks and conflicts hold, and the history tells all."""

from contextlib import AsyncExitStack
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from services.review.applications.workflow import Action
from services.review.assignments.workflow import Action as SeatAction
from services.review.rankings.workflow import Action as RankingAction
from services.review.scores.models import Score
from shared.testing.database import Cluster
from tests.replays import chains
from tests.review.conftest import lay_edition, lay_programme, lay_round
from tests.review.properties.beginning import SEATS, Beginning
from tests.review.properties.replay import REVIEW, assert_history_tells_all, ranks
from tests.review.properties.tour import APPLYING, RANKING, TOUR
from tests.walks import Ground, Machine, walked

ANY, FEW = st.integers(0, 11), st.integers(1, 4)
MOVES: dict[str, st.SearchStrategy[tuple[int, ...]]] = {
    "draft": st.tuples(ANY),
    "fill_in": st.tuples(ANY, ANY),
    "attach": st.tuples(ANY),
    "remove": st.tuples(ANY),
    "submit": st.tuples(ANY),
    "withdraw": st.tuples(ANY),
    "request_correction": st.tuples(ANY),
    "recommend": st.tuples(ANY, FEW, st.integers(0, 5)),
    "recommend_many": st.tuples(ANY, FEW),
    "decline": st.tuples(ANY),
    "reorder": st.tuples(ANY),
    "correct_quota": st.tuples(ANY, st.integers(0, 4)),
    "accept": st.tuples(ANY),
    "draw": st.tuples(ANY),
    "declare_clear": st.tuples(ANY),
    "declare_conflict": st.tuples(ANY),
    "recuse": st.tuples(ANY),
    "note_conflict": st.tuples(ANY, ANY),
    "withdraw_conflict": st.tuples(ANY),
    "start_review": st.tuples(),
    "hand_in": st.tuples(ANY, st.integers(0, 30), ANY),
    "bring_together": st.tuples(),
    "compute_ranking": st.tuples(),
    "step_ranking": st.tuples(ANY, ANY),
    "time_passes": st.tuples(st.sampled_from([1, 1, 1, 1, 9, 120])),
}
"""Every move with the numbers that it takes."""
STEPS = {
    *(("application", each.value) for each in list(Action)[: list(Action).index(Action.RANK) + 1]),
    *(("application", each) for each in ("place_in_reserve", "drop", "lapse", "fill_in", "rerank")),
    *(("assignment", each.value) for each in SeatAction),
    *(("ranking", each.value) for each in RankingAction),
}
"""What has to be found in the histories of all walks together: every step up to the ranking."""


class BeginningMachine(Machine):
    """The first walk takes the whole tour; others leave it before the ranking, before the draw, at once."""

    story: Beginning

    @initialize(moves=st.sampled_from([len(TOUR), len(TOUR) - len(RANKING), len(APPLYING), 0, 0]))
    def begin(self, moves: int) -> None:
        self.run_now(self.story.begin(moves=moves))

    @rule(data=st.data())
    def somebody_moves(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(self.story.sensible()))
        self.run_now(self.story.attempt(name, *data.draw(MOVES[name])))

    @invariant()
    def all_is_in_order(self) -> None:
        self.run_now(self.story.assert_all_is_in_order())

    async def at_the_end(self) -> None:
        """The history alone tells states, ranks and how many sheets there are."""
        story = self.story
        await assert_history_tells_all(story.database, REVIEW)
        entries = await chains(story.database)
        assert ranks(entries) == {str(each.application_id): each.rank for each in story.in_force()}
        sheets = {(each.assignment_id, each.sequence) for each in story.among(Score)}
        assert sum(entry["noun"] == "score" for entry in entries) == len(sheets)
        story.done += [f"{entry['noun']}: {entry['transition']}" for entry in entries]


def test_V06_V07_no_walk_exceeds_a_quota_gives_a_rank_twice_or_lets_the_conflicted_score(
    cluster: Cluster, review_clone: str, shipped_definition: dict[str, Any]
):
    """Small figures, so that every limit is met: three places of a city, two experts, one is selected."""
    small = {**shipped_definition["quota"], "cap": 1, "reserve": 1, "per_city": 3}
    panel = {**shipped_definition["panel"], "experts_per_application": SEATS, "minimum_sample": SEATS}
    definition = {**shipped_definition, "quota": small, "panel": panel}

    async def open_story(stack: AsyncExitStack) -> Beginning:
        database = await Ground(cluster, "review", review_clone).rolled_back(stack)
        edition = await lay_edition(database, await lay_programme(database, definition), definition)
        return Beginning(database=database, round_id=(await lay_round(database, edition)).id)

    happened = walked(BeginningMachine, open_story, walks=4, steps=12)
    steps = {f"{noun}: {transition}" for noun, transition in STEPS}
    assert {*MOVES, *steps} - set(happened) == set(), happened
