"""What crosses the wire about titles."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from services.review.titles.workflow import TitleAction, TitleState
from shared.http.models import Answer, Day, Line, StrictModel, Text, Version
from shared.text.document_numbers import read_document_number

DocumentNumber = Annotated[Line, AfterValidator(lambda text: str(read_document_number(text)))]
"""An official document number, normalised to 〔〕 (GB/T 9704-2012)."""


class IssueDecision(StrictModel):
    """Issues a decision: its entries become recognised or rejected, and titles are granted, all or none."""

    document_number: DocumentNumber = Field(examples=["鲁商字〔2017〕99号"])


class TakeTitleStep(StrictModel):
    """A step of a title; the clock's own is not among them."""

    action: TitleAction
    reason: Text = Field(description="Published with the step.")


class TitleOut(Answer):
    """A title or status in the public register."""

    id: UUID
    number: str = Field(examples=["HLWPP-2017-0001"])
    kind: str = Field(description="`status` counts towards its own target only; `title` is a brand title.")
    name_zh: str
    name_en: str
    level: str
    programme_id: UUID
    round_id: UUID
    application_id: UUID
    decision_id: UUID
    organisation_id: UUID = Field(description="The holder.")
    holder_name: str
    region_path: str
    subject_kind: str
    subject_id: UUID
    document_number: str
    valid_from: Day
    valid_to: Day = Field(description="The last day.")
    state: TitleState
    version: Version


class Validity(StrEnum):
    """What anybody is told who asks whether a title is good."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SURRENDERED = "surrendered"
    UNKNOWN = "unknown"


class VerificationOut(Answer):
    """The answer to a verification: always 200, `unknown` for a number that was never given."""

    number: str
    validity: Validity
    name_zh: str | None = None
    name_en: str | None = None
    holder_name: str | None = None
    document_number: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
