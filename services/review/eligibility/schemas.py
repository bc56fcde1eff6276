"""Eligibility runs on the wire."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import Field

from services.review.eligibility.rules import Purpose, Verdict
from shared.http.models import Answer, Day, Instant


class ReasonOut(Answer):
    """Why a rule could not be judged."""

    code: str = Field(description="Machine code.")
    detail: str = Field(description="A sentence in the caller's language.")


class RuleOut(Answer):
    """What became of one rule."""

    code: str = Field(description="The rule.")
    verdict: Verdict = Field(description="met, not_met or unknown.")
    message: str = Field(description="What the rule asks for, in the caller's language.")
    clause: str | None = Field(None, description="Clause of the policy document.")
    reasons: Sequence[ReasonOut] = Field(description="Why it is unknown; empty otherwise.")


class RunOut(Answer):
    """One judgement of every rule."""

    id: UUID = Field(description="Identifier.")
    application_id: UUID = Field(description="The application.")
    purpose: Purpose = Field(description="What it is for; advice and submission bind nobody.")
    sequence: int = Field(description="The newest dossier at that time; 0: none yet.")
    day: Day = Field(description="The day on which it was judged.")
    eligible: bool | None = Field(None, description="Absent: a rule is unknown, and none failed.")
    results: Sequence[RuleOut] = Field(description="Every rule of the edition, in its order.")
    facts_version: int = Field(description="Version of registry's facts.")
    facts_at: Instant = Field(description="When registry gave them.")
    holdings_version: str | None = Field(
        None, description="Version of trademark's facts; absent: no rule reads them."
    )
    holdings_at: Instant | None = Field(None, description="When trademark gave them.")


class RunsOut(Answer):
    """The runs of one application."""

    items: Sequence[RunOut] = Field(description="Newest first.")
