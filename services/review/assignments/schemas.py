"""What crosses the wire about assignments."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.review.assignments.workflow import Action, State
from services.review.panels.rules import ConflictKind
from shared.http.models import Answer, Day, Instant, StrictModel, Text, Version


class TakeAssignmentStep(StrictModel):
    """A step of an assignment; a declared conflict and a recusal say which and why."""

    action: Literal[Action.DECLARE_CLEAR, Action.DECLARE_CONFLICT, Action.RECUSE] = Field(
        description="`declare_clear` opens the dossier; `recuse` is an officer's."
    )
    kind: ConflictKind | None = Field(None, description="The conflict that is declared.")
    reason: Text | None = Field(
        None, description="Why; needed beside a conflict.", examples=["曾任该企业顾问"]
    )


class AssignmentOut(Answer):
    """One expert's seat at one application."""

    id: UUID
    round_id: UUID
    application_id: UUID
    application_number: str
    organisation_name: str
    category: str
    state: State
    due_on: Day | None = Field(None, description="Last day for declaring.")
    declared_at: Instant | None = None
    version: Version


class OverseenAssignmentOut(AssignmentOut):
    """The same with who it is and why, for those who look after the round."""

    panellist_id: UUID
    draw_id: UUID
    explanation: Mapping[str, Any] = Field(description="Why this expert was drawn.")


class PanelStateOut(Answer):
    """How far a round has come with its panels and scores."""

    round_id: UUID
    waiting_for_panel: int = Field(description="Accepted applications whose panel is not complete.")
    ready: int = Field(description="Accepted applications whose panel is complete.")
    under_review: int
    undeclared: int = Field(description="Assignments on which the expert has not declared.")
    unscored: int = Field(description="Assignments cleared and not scored yet.")
    scored: int
