"""Rounds on the wire."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.review.rounds.workflow import RoundAction, RoundState
from shared.http.models import Answer, Day, StrictModel, Text, Version

_ID = "01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55"

Reason = Annotated[Text, Field(max_length=2000, description="Why; it is kept in the trail.")]


class PlanRound(StrictModel):
    """A round to be."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"programme_id": _ID, "code": "2017", "opens_on": "2017-03-01"}}
    )

    programme_id: UUID = Field(description="The programme.")
    edition: Annotated[int, Field(ge=1, le=10_000)] | None = Field(
        None, description="Number of a published edition; absent: the newest."
    )
    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,29}$")] = Field(
        description="Such as 2017 or 2017-2; unique within the programme, part of application numbers."
    )
    opens_on: Day = Field(description="First day; today at the earliest.")


class TakeRoundStep(StrictModel):
    """A step in the life of a round."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "open"}})

    action: RoundAction = Field(description="One of those that `GET .../actions` lists.")
    reason: Reason | None = None


class ExtendDeadline(StrictModel):
    """A later last day for a stage."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"due_on": "2017-04-07", "reason": "系统维护，申报期顺延。"}}
    )

    due_on: Day = Field(description="A working day after the present one.")
    reason: Reason


class SetQuota(StrictModel):
    """Another number of places for an authority that recommends."""

    model_config = ConfigDict(json_schema_extra={"example": {"cap": 25, "reason": "按企业数量调整。"}})

    cap: Annotated[int, Field(ge=0, le=100_000)] = Field(description="Places in all, those taken included.")
    reason: Reason


class DeadlineOut(Answer):
    """The last day of one stage."""

    step: str = Field(description="Stage of the definition.")
    due_on: Day = Field(description="Last day, Asia/Shanghai.")
    provisional: bool = Field(description="Counted with a year whose holidays are not published yet.")
    reminders_on: Sequence[Day] = Field(description="Days on which a reminder goes out.")


class RoundItem(Answer):
    """A round without its chain."""

    id: UUID = Field(description="Identifier.")
    programme_id: UUID = Field(description="The programme.")
    programme: str = Field(description="The programme's code.")
    edition_id: UUID = Field(description="The edition that is in force for its applications.")
    edition: int = Field(description="Number of that edition.")
    code: str = Field(description="Its own code within the programme.")
    state: RoundState = Field(description="planned, open, closed or cancelled.")
    opens_on: Day = Field(description="First day.")
    version: Version


class RoundOut(RoundItem):
    """A round with its chain of deadlines."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": _ID,
                "programme_id": _ID,
                "programme": "internet_plus_brand",
                "edition_id": _ID,
                "edition": 1,
                "code": "2017",
                "state": "open",
                "opens_on": "2017-03-01",
                "deadlines": [
                    {
                        "step": "application",
                        "due_on": "2017-03-29",
                        "provisional": False,
                        "reminders_on": ["2017-03-22", "2017-03-28"],
                    }
                ],
                "current_step": "application",
                "version": 2,
            }
        }
    )

    deadlines: Sequence[DeadlineOut] = Field(description="In the order of the chain.")
    current_step: str | None = Field(
        None, description="Earliest stage whose last day has not passed; absent unless open."
    )


class QuotaOut(Answer):
    """One counter of places."""

    dimension: str = Field(description="recommended, selected or recognised.")
    key: str = Field(description="Path of a city, code of a division, or `all`.")
    cap: int = Field(description="Places in all.")
    taken: int = Field(description="Places taken.")
    room: int = Field(description="Places free.")


class QuotasOut(Answer):
    """The quotas of a round."""

    items: Sequence[QuotaOut]


class CountsOut(Answer):
    """How many applications stand where, within what the caller may see."""

    total: int = Field(description="All of them.")
    by_state: Mapping[str, int] = Field(description="Count by state; states without any are absent.")
