"""A small life cycle that has everything a real one has."""

from dataclasses import dataclass
from enum import StrEnum

from shared.codes.roles import Role
from shared.workflow import Blocker, Transition, Workflow


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    LAPSED = "lapsed"


class Action(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    LAPSE = "lapse"


@dataclass(frozen=True)
class Facts:
    materials: int = 3
    round_open: bool = True


def materials_complete(facts: Facts) -> Blocker | None:
    return None if facts.materials == 3 else Blocker("materials_missing", {"count": 3 - facts.materials})


def round_open(facts: Facts) -> Blocker | None:
    return None if facts.round_open else Blocker("round_closed")


ROWS = (
    Transition(
        State.DRAFT,
        Action.SUBMIT,
        State.SUBMITTED,
        frozenset({Role.APPLICANT}),
        needs=(materials_complete, round_open),
    ),
    Transition(
        State.SUBMITTED, Action.RETURN, State.DRAFT, frozenset({Role.CITY_OFFICER, Role.COUNTY_OFFICER})
    ),
    Transition(State.SUBMITTED, Action.ACCEPT, State.ACCEPTED, frozenset({Role.CITY_OFFICER})),
    Transition(State.DRAFT, Action.LAPSE, State.LAPSED, frozenset({Role.CLOCK})),
)


APPLICATION = Workflow("application", 1, State.DRAFT, frozenset({State.ACCEPTED, State.LAPSED}), ROWS)
