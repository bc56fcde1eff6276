"""What crosses the wire about rankings."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.review.rankings.rules import FellBy, Outcome
from services.review.rankings.workflow import Action, State
from shared.http.models import Answer, Instant, Score, StrictModel, Version
from shared.http.telling import CodedOut

Places = Annotated[int, Field(ge=0, le=100_000)]


class ComputeRanking(StrictModel):
    """Orders a score run's applications; with a cap or reserve of its own it only answers "what if"."""

    score_run_id: UUID
    cap: Places | None = Field(None, description="Another cap than the edition's: what if.")
    reserve: Places | None = Field(None, description="Another size of the reserve: what if.")


class TakeRankingStep(StrictModel):
    """A step of a ranking."""

    action: Action = Field(description="`apply` ranks every application under review, or none.")


class RankingOut(Answer):
    """One ranking of a round."""

    id: UUID
    round_id: UUID
    score_run_id: UUID
    state: State
    what_if: bool = Field(description="Under other limits than the edition's: cannot be applied.")
    parameters: Mapping[str, Any] = Field(description="Cap, reserve and tie rule.")
    inputs_hash: str = Field(description="SHA-256 of what went in.")
    selected: int
    reserve: int
    applied_at: Instant | None = None
    version: Version


class RankingLineOut(Answer):
    """One application in a ranking."""

    row: int
    application_id: UUID
    application_number: str
    organisation_name: str
    place: int | None = Field(None, description="Absent for who fell out before the order was made.")
    aggregate: Score | None = None
    outcome: Outcome
    fell_by: FellBy | None = Field(None, description="The limit that kept it from being selected.")
    reason: CodedOut | None = Field(None, description="The same as a sentence.")
    tie_broken_by: str | None = Field(None, description="What parted it from the line before.")
