"""What crosses the wire about certificates."""

from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.review.certificates.rules import shown_code
from services.review.titles.schemas import Validity
from shared.http.models import Answer, Day, Instant, StrictModel, Version


class IssueCertificate(StrictModel):
    """Issues a certificate for a title that is good today; the worker sets the document."""

    title_id: UUID


class CertificateOut(Answer):
    """One issue of a certificate."""

    id: UUID
    title_id: UUID
    organisation_id: UUID = Field(description="The holder of the title.")
    code: Annotated[str, BeforeValidator(shown_code)] = Field(
        description="What is printed below the square code.", examples=["7Q2MX-9WTHB-K4D8C-ZR5NA"]
    )
    job_id: UUID = Field(description="The work that sets the document.")
    file_id: UUID | None = Field(
        None, description="The document, once it is set: `/review/v1/files/{id}/link` gives an address."
    )
    created_at: Instant
    version: Version


class CertificateVerdictOut(Answer):
    """Whether the title behind a code is good today: always 200, and `unknown` for whatever is not a code."""

    validity: Validity
    label_zh: str = Field(description="For people.", examples=["有效"])
    label_en: str = Field(description="For people.", examples=["Valid"])
    checked_on: Day = Field(description="The day of the answer.")
    number: str | None = Field(None, description="Of the title; to be compared with what is printed.")
    name_zh: str | None = None
    name_en: str | None = None
    holder_name: str | None = None
    document_number: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = Field(None, description="The last day.")


LABELS: dict[Validity, tuple[str, str]] = {
    Validity.VALID: ("有效", "Valid"),
    Validity.SUSPENDED: ("已暂停", "Suspended"),
    Validity.REVOKED: ("已撤销", "Revoked"),
    Validity.EXPIRED: ("已到期", "Expired"),
    Validity.SURRENDERED: ("已放弃", "Surrendered"),
    Validity.UNKNOWN: ("查无此码", "Unknown"),
}
"""Chinese and English for each answer."""
