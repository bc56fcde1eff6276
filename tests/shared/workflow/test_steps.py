"""The table decides the step, and says why not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.codes.roles import Role
from shared.testing.workflow import assert_only_the_table_moves, outcome
from shared.workflow import ActionNotAllowed
from tests.shared.workflow.case import APPLICATION, Action, Facts, State

GOOD = Facts()


def refused(state: State, action: Action, role: Role, facts: Facts = GOOD) -> ActionNotAllowed:
    with pytest.raises(ActionNotAllowed) as caught:
        APPLICATION.step(state, action, {role}, facts)
    return caught.value


def test_a_step_leads_to_the_target_of_its_row() -> None:
    row = APPLICATION.step(State.DRAFT, Action.SUBMIT, {Role.APPLICANT}, GOOD)
    assert (row.source, row.action, row.target) == (State.DRAFT, Action.SUBMIT, State.SUBMITTED)


def test_over_the_whole_product_only_the_table_moves_a_case() -> None:
    assert_only_the_table_moves(APPLICATION, GOOD)


def test_one_of_several_roles_is_enough() -> None:
    row = APPLICATION.step(State.DRAFT, Action.SUBMIT, {Role.EXPERT, Role.APPLICANT}, GOOD)
    assert row.target is State.SUBMITTED


def test_the_clock_is_a_role_like_any_other() -> None:
    assert outcome(APPLICATION, State.DRAFT, Action.LAPSE, role=Role.CLOCK, facts=GOOD) is State.LAPSED
    assert outcome(APPLICATION, State.DRAFT, Action.LAPSE, role=Role.APPLICANT, facts=GOOD) is None


def test_a_refused_step_names_the_allowed_ones_and_what_blocks_the_others() -> None:
    refusal = refused(State.DRAFT, Action.SUBMIT, Role.APPLICANT, Facts(materials=1, round_open=False))
    assert refusal.status == 409
    assert refusal.code == "action_not_allowed"
    assert refusal.blocked == {
        "state": "draft",
        "allowed": [],
        "blockers": {
            "submit": [
                {"code": "materials_missing", "params": {"count": 2}},
                {"code": "round_closed", "params": {}},
            ]
        },
    }


def test_a_step_from_another_state_names_the_states_that_have_it() -> None:
    refusal = refused(State.DRAFT, Action.ACCEPT, Role.CITY_OFFICER)
    assert refusal.blocked is not None
    assert refusal.blocked["blockers"] == {
        "accept": [{"code": "step_of_another_state", "params": {"states": ["submitted"]}}]
    }


def test_a_step_of_another_role_names_the_roles_and_leaves_the_open_ones() -> None:
    refusal = refused(State.SUBMITTED, Action.ACCEPT, Role.COUNTY_OFFICER)
    assert refusal.blocked is not None
    assert refusal.blocked["allowed"] == ["return"]
    assert refusal.blocked["blockers"] == {
        "accept": [{"code": "step_of_another_role", "params": {"roles": ["city_officer"]}}]
    }


def test_offers_are_the_steps_of_the_callers_roles_with_their_blockers() -> None:
    (offer,) = APPLICATION.offers(State.DRAFT, {Role.APPLICANT}, Facts(materials=0))
    assert (offer.action, offer.target, offer.open) == (Action.SUBMIT, State.SUBMITTED, False)
    assert [blocker.code for blocker in offer.blockers] == ["materials_missing"]


def test_a_final_state_offers_nothing_to_anyone() -> None:
    for state in APPLICATION.final:
        assert APPLICATION.offers(state, frozenset(Role), GOOD) == []


@given(
    state=st.sampled_from(State),
    action=st.sampled_from(Action),
    roles=st.frozensets(st.sampled_from(Role)),
    facts=st.builds(Facts, materials=st.integers(0, 3), round_open=st.booleans()),
)
def test_a_step_is_taken_exactly_when_it_is_offered_open(
    state: State, action: Action, roles: frozenset[Role], facts: Facts
) -> None:
    open_now = {offer.action: offer.target for offer in APPLICATION.offers(state, roles, facts) if offer.open}
    if action in open_now:
        assert APPLICATION.step(state, action, roles, facts).target is open_now[action]
        return
    with pytest.raises(ActionNotAllowed) as caught:
        APPLICATION.step(state, action, roles, facts)
    blocked = caught.value.blocked
    assert blocked is not None
    assert blocked["allowed"] == [name.value for name in open_now]
    blockers = blocked["blockers"]
    assert isinstance(blockers, dict)
    assert action.value in blockers


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Role)), max_size=30))
def test_no_walk_leaves_a_final_state(walk: list[tuple[Action, Role]]) -> None:
    state = APPLICATION.initial
    for action, role in walk:
        was_final = state in APPLICATION.final
        reached = outcome(APPLICATION, state, action, role=role, facts=GOOD)
        assert not (was_final and reached)
        state = reached or state
