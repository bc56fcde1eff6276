"""Order, tie rule, cap and reserve by themselves (V08)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.review.rankings.rules import Candidate, FellBy, Outcome, RankingFacts, Terms, ranked
from services.review.rankings.workflow import RANKING
from shared.testing.workflow import assert_only_the_table_moves

START = datetime(2017, 3, 1, tzinfo=UTC)
RULE = ("brand_strength", "online_capability", "earliest_submission")


def candidate(number: int, aggregate: int | None = 80, **given: object) -> Candidate:
    facts: dict[str, object] = {
        "criteria": {"brand_strength": Decimal(50), "online_capability": Decimal(50)},
        "submitted_at": START,
        **given,
    }
    figure = None if aggregate is None else Decimal(aggregate)
    return Candidate(UUID(int=number), f"{number:05d}", figure, **facts)  # type: ignore[arg-type]


def test_V08_fifty_are_selected_and_the_rest_go_to_the_reserve():
    places = ranked([candidate(n, n) for n in range(60)], Terms(50, None, RULE))
    assert [place.outcome for place in places] == [Outcome.SELECTED] * 50 + [Outcome.RESERVE] * 10
    assert {place.fell_by for place in places[50:]} == {FellBy.CAP}


def test_V08_beyond_a_reserve_of_a_size_the_rest_is_dropped():
    places = ranked([candidate(n, n) for n in range(6)], Terms(2, 3, RULE))
    assert [place.fell_by for place in places] == [None, None, *[FellBy.CAP] * 3, FellBy.RESERVE_SIZE]


def test_V08_a_tie_is_broken_by_the_rule_and_says_by_what():
    strong = candidate(1, criteria={"brand_strength": Decimal(60), "online_capability": Decimal(10)})
    online = candidate(2, criteria={"brand_strength": Decimal(50), "online_capability": Decimal(60)})
    early = candidate(3)
    late = candidate(4, submitted_at=START + timedelta(hours=1))
    same = candidate(5, submitted_at=START + timedelta(hours=1))
    places = ranked([same, late, early, online, strong], Terms(50, None, RULE))
    assert [place.application.int for place in places] == [1, 2, 3, 4, 5]
    assert [place.tie_broken_by for place in places] == [None, *RULE, "number"]


def test_a_veto_drops_and_too_few_scores_leave_unranked():
    given_ones = [candidate(1, 99, vetoed=True), candidate(2, 98, too_few=True), candidate(3, 1)]
    assert [(p.application.int, p.outcome, p.fell_by) for p in ranked(given_ones, Terms(5, None, RULE))] == [
        (3, Outcome.SELECTED, None),
        (1, Outcome.DROPPED, FellBy.VETO),
        (2, Outcome.UNRANKED, FellBy.TOO_FEW_SCORES),
    ]


@given(aggregates=st.lists(st.integers(0, 5), max_size=20), cap=st.integers(0, 6), seed=st.integers(0, 1000))
def test_V08_the_order_given_never_matters_and_the_cap_is_never_exceeded(
    aggregates: list[int], cap: int, seed: int
):
    candidates = [candidate(n, figure) for n, figure in enumerate(aggregates)]
    shuffled = Random(seed).sample(candidates, len(candidates))  # noqa: S311 - a shuffle
    places = ranked(candidates, Terms(cap, 2, RULE))
    assert places == ranked(shuffled, Terms(cap, 2, RULE))
    assert sum(place.outcome is Outcome.SELECTED for place in places) == min(cap, len(candidates))


def test_only_the_table_moves_a_ranking():
    facts = RankingFacts(what_if=False, applied_before=False, scores_moved=False)
    assert_only_the_table_moves(RANKING, facts)
