"""A table that cannot be right does not load."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from shared.codes.roles import Role
from shared.workflow import Transition, UnsoundWorkflowError, Workflow
from tests.shared.workflow.case import APPLICATION, ROWS, Action, State

Row = Transition[Any, Any]
OFFICER = frozenset({Role.CITY_OFFICER})
FINAL = APPLICATION.final


class Other(StrEnum):
    DRAFT = "draft"


def fault(
    rows: Iterable[Row], *, final: frozenset[State] = FINAL, openings: tuple[str, ...] = ("create",)
) -> str:
    with pytest.raises(UnsoundWorkflowError) as caught:
        Workflow("application", 2, State.DRAFT, final, tuple(rows), openings)
    return str(caught.value)


def test_a_fault_names_the_noun_and_its_edition() -> None:
    assert fault([]).startswith("application")
    assert "edition 2" in fault(ROWS[:2])


def test_every_state_is_reachable_from_the_initial_one() -> None:
    assert "lapsed cannot be reached" in fault(ROWS[:3])


def test_every_action_of_the_enumeration_has_a_row() -> None:
    assert "no row uses lapse" in fault(ROWS[:3])


def test_nothing_leaves_a_final_state() -> None:
    row = Transition(State.ACCEPTED, Action.RETURN, State.DRAFT, OFFICER)
    assert "return leaves the final state accepted" in fault([*ROWS, row])


def test_a_state_without_exit_must_be_declared_final() -> None:
    assert "lapsed is a dead end" in fault(ROWS, final=frozenset({State.ACCEPTED}))


def test_a_step_onto_itself_is_no_exit() -> None:
    stay = Transition(State.LAPSED, Action.RETURN, State.LAPSED, OFFICER)
    assert "lapsed is a dead end" in fault([*ROWS, stay], final=frozenset({State.ACCEPTED}))


def test_a_circle_that_never_ends_is_refused() -> None:
    round_trip = [
        Transition(State.DRAFT, Action.SUBMIT, State.SUBMITTED, OFFICER),
        Transition(State.DRAFT, Action.ACCEPT, State.ACCEPTED, OFFICER),
        Transition(State.ACCEPTED, Action.LAPSE, State.LAPSED, OFFICER),
        Transition(State.LAPSED, Action.RETURN, State.ACCEPTED, OFFICER),
    ]
    message = fault(round_trip, final=frozenset({State.SUBMITTED}))
    assert message.endswith("accepted never comes to an end; lapsed never comes to an end")


def test_a_table_without_final_states_may_go_round_for_ever() -> None:
    rows = [replace(ROWS[0]), ROWS[1], Transition(State.SUBMITTED, Action.ACCEPT, State.ACCEPTED, OFFICER)]
    rows += [Transition(State.ACCEPTED, Action.LAPSE, State.LAPSED, OFFICER)]
    rows += [Transition(State.LAPSED, Action.RETURN, State.DRAFT, OFFICER)]
    endless = Workflow("brand", 1, State.DRAFT, frozenset(), tuple(rows))
    assert len(endless.transitions) == 5


def test_one_state_and_action_have_one_row() -> None:
    twin = Transition(State.DRAFT, Action.SUBMIT, State.ACCEPTED, OFFICER)
    assert "two rows for submit from draft" in fault([*ROWS, twin])


def test_a_step_is_somebodys() -> None:
    assert "submit from draft is nobody's" in fault([replace(ROWS[0], roles=frozenset()), *ROWS[1:]])


def test_a_need_has_a_name() -> None:
    nameless = replace(ROWS[0], needs=(lambda facts: facts and None,))
    assert "submit from draft has a need without a name" in fault([nameless, *ROWS[1:]])


def test_states_and_actions_come_from_one_enumeration_each() -> None:
    lapse = ROWS[3]
    stray: Row = Transition(lapse.source, lapse.action, Other.DRAFT, lapse.roles)
    assert "lapse joins states of another enumeration" in fault([*ROWS[:3], stray])
    stray = Transition(lapse.source, Other.DRAFT, lapse.target, lapse.roles)
    assert "draft is of another enumeration" in fault([*ROWS[:3], stray])


def test_a_case_must_have_a_way_to_begin() -> None:
    assert "no opening" in fault(ROWS, openings=())
