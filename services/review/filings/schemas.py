"""What an objector sends, and the receipt."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.http.models import Answer, Line, StrictModel, Text


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


class ReceiptOut(Answer):
    """What the objector keeps: the code is told once and opens the objection later."""

    id: UUID
    number: str
    receipt_code: str = Field(description="Keep it: nothing else opens an anonymous objection.")
