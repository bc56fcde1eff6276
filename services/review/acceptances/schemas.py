"""Acceptance on the wire."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Instant, StrictModel


class Outcome(StrEnum):
    """What became of a candidate."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    """A rule could not be judged; the candidate stays recommended."""
    FAILED = "failed"
    """The step was not open; nothing changed."""


class AcceptCandidates(StrictModel):
    """Check recommended candidates and accept those that are eligible."""

    model_config = ConfigDict(json_schema_extra={"example": {}})

    application_ids: Annotated[list[UUID], Field(min_length=1, max_length=1000)] | None = Field(
        None, description="Only these; absent: every recommended candidate of the round."
    )


class OutcomeOut(Answer):
    """One candidate."""

    application_id: UUID = Field(description="The application.")
    number: str = Field(description="Its number.")
    outcome: Outcome = Field(description="accepted, refused, undecided or failed.")
    codes: Sequence[str] = Field(description="Rules that were not met or unknown, or the refusal's code.")


class AcceptanceOut(Answer):
    """What became of all of them."""

    id: UUID = Field(description="Identifier of the run.")
    round_id: UUID = Field(description="The round.")
    created_at: Instant = Field(description="When it ran.")
    accepted: int = Field(description="How many were accepted.")
    refused: int = Field(description="How many were refused as ineligible.")
    undecided: int = Field(description="How many could not be judged.")
    failed: int = Field(description="How many could not take the step.")
    items: Sequence[OutcomeOut] = Field(description="Every candidate, by number.")
