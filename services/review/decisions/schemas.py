"""What crosses the wire about decisions."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.review.decisions.workflow import DecisionAction, DecisionState
from shared.http.models import Answer, Day, StrictModel, Text, Version


class Outcome(StrEnum):
    """What a decision says of an entry."""

    RECOGNISE = "recognise"
    REJECT = "reject"


class NameEntry(StrictModel):
    """One entry and its outcome."""

    entry_id: UUID
    outcome: Outcome
    reason: Text | None = Field(None, description="Required for a rejection.")

    @model_validator(mode="after")
    def _rejected_with_reason(self) -> Self:
        if self.outcome is Outcome.REJECT and self.reason is None:
            raise ValueError("a rejection has a reason")
        return self


class DraftDecision(StrictModel):
    """Names entries of a closed notice; suspended ones wait for a supplementary decision."""

    notice_id: UUID
    entries: Annotated[list[NameEntry], Field(min_length=1, max_length=500)]
    approvals_needed: Annotated[
        int, Field(ge=1, le=15, description="Members who must approve before the chair issues.")
    ] = 2


class TakeDecisionStep(StrictModel):
    """A step of a decision before its issue; approving and issuing have routes of their own."""

    action: DecisionAction
    reason: Text | None = Field(None, description="Required for a return.")

    @model_validator(mode="after")
    def _before_issue(self) -> Self:
        if self.action in {DecisionAction.APPROVE, DecisionAction.ISSUE}:
            raise ValueError("approve through /decisions/{id}/approvals, issue through /decisions/{id}/issue")
        if self.action is DecisionAction.RETURN and self.reason is None:
            raise ValueError("a return has a reason")
        return self


class DecisionOut(Answer):
    """A decision of the recognition body."""

    id: UUID
    round_id: UUID
    notice_id: UUID
    body: str = Field(description="Code of the recognition body in the programme's edition.")
    state: DecisionState
    approvals_needed: int
    document_number: str | None = Field(None, examples=["鲁商字〔2017〕99号"])
    decided_on: Day | None = None
    version: Version


class NamedEntryOut(Answer):
    """What a decision says of one entry."""

    entry_id: UUID
    application_id: UUID
    outcome: Outcome
    reason: str | None = None


class DecisionDetailOut(DecisionOut):
    """A decision with all that it names."""

    entries: list[NamedEntryOut]
    approvals: int | None = Field(None, description="Approvals that stand, not by whom; for the body itself.")
