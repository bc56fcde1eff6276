"""Work lists on the wire."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import ConfigDict, Field

from services.review.applications.workflow import State
from services.review.tasks.rules import TaskKind
from shared.http.models import Answer, Day, Quantity

_ID = "01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55"


class TaskOut(Answer):
    """Something that waits for the caller."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "recommend",
                "why": "审核并推荐",
                "noun": "application",
                "object_id": _ID,
                "number": "2017-0001",
                "round_id": _ID,
                "due_on": "2017-04-13",
                "overdue": False,
                "escalated": False,
            }
        }
    )

    kind: TaskKind = Field(description="What is to be done.")
    why: str = Field(description="The same in the caller's language.")
    noun: str = Field(description="application, assignment, objection, notice or decision.")
    object_id: UUID = Field(description="Which one.")
    number: str = Field(description="Its number.")
    round_id: UUID = Field(description="The round it belongs to.")
    due_on: Day | None = Field(None, description="Last day; absent: there is none.")
    overdue: bool = Field(description="The last day has passed.")
    escalated: bool = Field(description="It waits for somebody else, who is late; shown to the supervisor.")


class TaskCount(Answer):
    """How much of one kind waits."""

    kind: TaskKind = Field(description="What is to be done.")
    why: str = Field(description="The same in the caller's language.")
    waiting: int = Field(description="How many.")
    overdue: int = Field(description="How many of them are late.")
    next_due_on: Day | None = Field(None, description="Earliest last day.")


class TaskCountsOut(Answer):
    """What waits for the caller, by kind."""

    items: Sequence[TaskCount]


class StageTimeOut(Answer):
    """How long applications stood in one state."""

    state: State = Field(description="State of the application.")
    passed: int = Field(description="How many have left it.")
    mean_hours: Quantity = Field(description="Mean of the time spent, business clock.")
    median_hours: Quantity = Field(description="Median.")
    longest_hours: Quantity = Field(description="The longest.")


class StageTimesOut(Answer):
    """Time spent by state, within what the caller may see."""

    items: Sequence[StageTimeOut]
