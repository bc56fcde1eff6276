"""What crosses the wire about objections."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.review.objections.workflow import ObjectionState
from shared.http.models import Answer, Day, Instant, Line, StrictModel, Text, Version


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


class ObjectionItem(StrictModel):
    """One point of an objection."""

    subject: Line = Field(description="What is objected to.", examples=["企业近三年有质量处罚"])
    field: Line | None = Field(
        None, description="The member of the published facts or of the form that it concerns."
    )
    remedy: Line = Field(description="What is asked for.", examples=["取消入选资格"])
    evidence: Text | None = Field(None, description="Facts and where they can be verified.")


class ObjectorIdentity(StrictModel):
    """Who objects; sealed on arrival and read only with a purpose that is recorded."""

    name: Line = Field(description="Name of the person or organisation.", examples=["王某"])
    contact: Line = Field(description="Phone or address for questions.", examples=["13800008000"])


class FileObjection(StrictModel):
    """Objects to one entry while its notice runs."""

    items: Annotated[list[ObjectionItem], Field(min_length=1, max_length=20, description="Point by point.")]
    anonymous: bool = Field(False, description="True: no identity is taken.")
    objector: ObjectorIdentity | None = Field(None, description="Required unless anonymous.")

    @model_validator(mode="after")
    def _named_or_anonymous(self) -> Self:
        if self.anonymous == (self.objector is not None):
            raise ValueError("an objector, or anonymous, and not both")
        return self


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


class ReceiptOut(Answer):
    """What the objector keeps: the code is told once and opens the objection later."""

    id: UUID
    number: str
    receipt_code: str = Field(description="Keep it: nothing else opens an anonymous objection.")


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
