"""Whose turn it is in each state of an application, and by which day of the round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.review.applications.workflow import State
from shared.codes.roles import Role


@dataclass(frozen=True, slots=True)
class Turn:
    """Who acts next, and the stage of the round that sets the last day."""

    role: Role
    stage: str


TURNS: Final[Mapping[State, Turn]] = {
    State.DRAFT: Turn(Role.APPLICANT, "application"),
    State.SUBMITTED: Turn(Role.CITY_OFFICER, "recommendation"),
    State.RETURNED_FOR_CORRECTION: Turn(Role.APPLICANT, "correction"),
    State.RECOMMENDED: Turn(Role.PROGRAMME_OFFICER, "acceptance"),
    State.ACCEPTED: Turn(Role.PROGRAMME_OFFICER, "declaration"),
    State.UNDER_REVIEW: Turn(Role.EXPERT, "scoring"),
    State.RANKED: Turn(Role.PROGRAMME_OFFICER, "notice"),
    State.IN_NOTICE: Turn(Role.RECOGNITION_CHAIR, "decision"),
}
"""States that wait for somebody; the others wait for nobody."""

TOLD: Final = frozenset(
    {
        "accept",
        "create",
        "decline",
        "drop",
        "enter_notice",
        "lapse",
        "place_in_reserve",
        "promote",
        "rank",
        "recognise",
        "recommend",
        "refuse",
        "reject",
        "request_correction",
        "resubmit",
        "start_review",
        "submit",
        "withdraw",
    }
)
"""Entries of the history that a timeline tells; changes of a draft are left out."""


def next_turn(
    state: State, days: Mapping[str, date], *, recommended_by: str, correction_due_on: date | None
) -> tuple[Role, date | None] | None:
    """Whose turn it is, and the last day; a division acts where a division recommends."""
    turn = TURNS.get(state)
    if turn is None:
        return None
    role = turn.role
    if role is Role.CITY_OFFICER and "." not in recommended_by:
        role = Role.DIVISION_OFFICER
    due = correction_due_on if state is State.RETURNED_FOR_CORRECTION else days.get(turn.stage)
    return role, due
