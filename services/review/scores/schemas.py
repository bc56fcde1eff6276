"""What crosses the wire about scores."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.review.definitions.schemas import Code
from shared.http.models import Answer, Instant, Score, StrictModel, Text


class Mark(StrictModel):
    """Points on one criterion, with the reason for them."""

    criterion: Code
    points: Score = Field(description="On the scale of the edition.")
    reason: Text = Field(description="Why these points.")


class HandInScores(StrictModel):
    """A whole sheet: a mark on every criterion."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "marks": [
                    {"criterion": "brand_strength", "points": "82.5", "reason": "原产地优势明显，知名度高。"}
                ]
            }
        }
    )

    marks: Annotated[list[Mark], Field(min_length=1, max_length=50)]
    correction: Text | None = Field(None, description="Why this sheet replaces the one before; only then.")


class MarkOut(Answer):
    """Points on one criterion."""

    criterion: str
    points: Score
    reason: str


class SheetOut(Answer):
    """One sheet of one expert; who it was is not told."""

    assignment_id: UUID
    application_id: UUID
    sequence: int = Field(description="Rises with each correction.")
    dossier_sequence: int = Field(description="The frozen dossier that the expert saw.")
    marks: Sequence[MarkOut]
    total: Score = Field(description="Weighted by the edition.")
    vetoes: Sequence[str] = Field(description="Criteria below the veto.")
    correction: str | None = None
    handed_in_at: Instant


class SheetsOut(Answer):
    """Sheets of one application or assignment, oldest first."""

    items: Sequence[SheetOut]
