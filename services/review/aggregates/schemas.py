"""What crosses the wire about score runs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import Field

from services.review.aggregates.rules import Flag, Method
from shared.http.models import Answer, Instant, Score


class ScoreRunOut(Answer):
    """One bringing together of a round's scores."""

    id: UUID
    round_id: UUID
    method: Method = Field(description="The edition's; the others stand beside it in each line.")
    parameters: Mapping[str, Any]
    inputs_hash: str = Field(description="SHA-256 of what went in; the same inputs give the same lines.")
    applications: int
    created_at: Instant


class ScoreLineOut(Answer):
    """What the scores of one application come to."""

    application_id: UUID
    experts: int = Field(description="How many sheets count.")
    mean: Score | None = None
    trimmed_mean: Score | None = None
    median: Score | None = None
    spread: Score | None = Field(None, description="Highest less lowest total.")
    aggregate: Score | None = Field(None, description="The figure of the edition's method.")
    criteria: Mapping[str, Score] = Field(description="Means by criterion.")
    flags: Sequence[Flag] = Field(description="What to look at before ranking.")


class ResultOut(Answer):
    """An applicant's own result: the panel's means, never an expert's scores."""

    application_id: UUID
    experts: int = Field(description="How many experts scored.")
    aggregate: Score
    criteria: Mapping[str, Score] = Field(description="Means by criterion.")
