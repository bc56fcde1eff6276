"""Comparisons and discrepancies on the wire."""

from uuid import UUID

from pydantic import Field

from services.metrics.reconciliation.rules import Verdict
from shared.http.models import Answer, Day, Instant


class ComparisonOut(Answer):
    """One comparison with an owner's count."""

    id: UUID = Field(description="Identifier.")
    code: str = Field(description="Which count.", examples=["active_organisations"])
    day: Day = Field(description="The business day.")
    ours: int = Field(description="What follows from the feed.")
    theirs: int | None = Field(None, description="What the owner counts; absent when it did not answer.")
    verdict: Verdict = Field(description="agrees, differs, behind, silent or uncounted.")
    created_at: Instant = Field(description="When it was made.")


class DiscrepancyOut(Answer):
    """A difference, open until both agree again."""

    id: UUID = Field(description="Identifier.")
    code: str = Field(description="Which count.", examples=["active_organisations"])
    ours: int = Field(description="What followed from the feed.")
    theirs: int = Field(description="What the owner counted.")
    created_at: Instant = Field(description="When it was found.")
    closed_at: Instant | None = Field(None, description="When both agreed again; absent while open.")
