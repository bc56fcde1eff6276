"""What crosses the wire about objections."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.review.objections.workflow import ObjectionState
from shared.http.models import Answer, Day, Instant, StrictModel, Text, Version


class InadmissibleReason(StrEnum):
    """Why an objection is not heard."""

    OUTSIDE_THE_NOTICE = "outside_the_notice"
    NO_CONCRETE_FACT = "no_concrete_fact"
    REPEATED = "repeated"
    NOT_CONCERNED = "not_concerned"


class ItemRuling(StrEnum):
    """What was found on one item."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"


class ItemFinding(StrictModel):
    """The ruling on one item."""

    ruling: ItemRuling
    grounds: Text = Field(description="Why.")


class AdmitObjection(StrictModel):
    """Hears the objection: its entry is suspended until it is settled."""

    comment: Text | None = Field(None, description="For the record.")


class RefuseObjection(StrictModel):
    """Does not hear the objection."""

    reason_code: InadmissibleReason
    comment: Text = Field(description="Explained to the objector.")


class AnswerObjection(StrictModel):
    """The applicant's answer."""

    answer: Text


class SettleObjection(StrictModel):
    """Rules on every item, in the order of the objection; founded items uphold it."""

    findings: Annotated[list[ItemFinding], Field(min_length=1, max_length=20)]


class UnsealObjector(StrictModel):
    """Asks who objected; the purpose is recorded before the answer leaves."""

    purpose: Text


class ItemOut(Answer):
    """One point, and what was found on it."""

    subject: str
    field: str | None = None
    remedy: str
    evidence: str | None = None
    ruling: ItemRuling | None = None
    grounds: str | None = None


class ObjectionOut(Answer):
    """An objection; who raised it is never part of it."""

    id: UUID
    number: str
    entry_id: UUID
    application_id: UUID
    state: ObjectionState
    anonymous: bool
    items: list[ItemOut]
    answer: str | None = None
    answer_due_on: Day | None = None
    settled_at: Instant | None = None
    created_at: Instant
    version: Version


class ObjectorOut(Answer):
    """Who objected."""

    name: str
    contact: str
