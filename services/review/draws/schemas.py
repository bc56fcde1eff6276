"""What crosses the wire about draws of experts."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.http.models import Answer, Instant, Line, Score, StrictModel


class DrawExperts(StrictModel):
    """Asks for a draw over the whole round; assignments that stand are kept."""

    seed: (
        Annotated[
            Line, Field(max_length=100, description="Decides between equals; the round's own if absent.")
        ]
        | None
    ) = None


class DrawTicket(Answer):
    """The job that draws."""

    job_id: UUID
    round_id: UUID


class DrawOut(Answer):
    """One draw of experts: what it was drawn from and what came of it."""

    id: UUID
    round_id: UUID
    parameters: Mapping[str, Any] = Field(description="Fields to cover, experts per application, seed.")
    inputs_hash: str = Field(description="SHA-256 of what went in; the same inputs give the same draw.")
    applications: int
    experts: int
    kept: int = Field(description="Assignments of earlier draws that stayed.")
    drawn: int = Field(description="New assignments.")
    objective: Score = Field(description="Cost of the solution: empty seats, uneven loads, fields twice.")
    unmet: Mapping[str, int] = Field(description="Seats left empty, by application.")
    loads: Mapping[str, int] = Field(description="Applications of each panellist after the draw.")
    created_at: Instant
