"""The clock as it crosses the wire."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.errors.faults import Fault
from shared.http.models import Answer, Instant, StrictModel
from shared.settings.service import Mode


class AdvanceClock(StrictModel):
    """Move business time forward, to a moment or by a number of seconds."""

    until: Instant | None = Field(None, description="The business moment to arrive at.")
    seconds: Annotated[int, Field(ge=1, le=3_155_760_000)] | None = Field(None, description="How far to go.")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.until is None) == (self.seconds is None):
            raise Fault("one_of_two")
        return self


class ClockOut(Answer):
    """Business time: what deadlines, notices and validity are judged by."""

    mode: Mode
    offset_seconds: int = Field(description="How far business time is ahead of real time.")
    business_now: Instant
