"""The calendar on the wire."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Day, Line, StrictModel
from shared.time.calendar import DayKind


class CalendarDayOut(Answer):
    """A day that does not follow its week."""

    day: Day = Field(description="The day, in China.")
    kind: DayKind = Field(description="holiday, makeup (a weekend day that is worked) or workday.")
    name: str = Field(description="Why: 国庆节, 国庆节调休上班.")
    source: str = Field(description="Document or list that says so.")


class CalendarYearOut(Answer):
    """A year of the calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "year": 2017,
                "published": True,
                "source": "chinesecalendar 1.11.0",
                "days": [{"day": "2017-10-02", "kind": "holiday", "name": "国庆节", "source": "国办发明电"}],
                "version": 1,
            }
        }
    )

    year: int = Field(description="Calendar year.")
    published: bool = Field(
        description="False while no notice is out: then weekends alone are off, provisionally."
    )
    source: str | None = Field(None, description="The notice.")
    days: Sequence[CalendarDayOut] = Field(description="Days that do not follow their week, in order.")
    version: int = Field(description="Rises with every change of the year or one of its days.")


class SetDay(StrictModel):
    """What a day is, by which document."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"kind": "holiday", "name": "国庆节", "source": "国办发明电〔2026〕1号"}
        }
    )

    kind: DayKind = Field(description="holiday, makeup or workday.")
    name: Annotated[Line, Field(max_length=100, description="Why the day is named.")]
    source: Line = Field(description="Number of the document.")


class PublishYear(StrictModel):
    """The yearly notice is out."""

    model_config = ConfigDict(json_schema_extra={"example": {"source": "国办发明电〔2026〕1号"}})

    source: Line = Field(description="Number of the notice.")


class DueOut(Answer):
    """The end of a term in working days."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "start_on": "2026-09-28",
                "working_days": 5,
                "due_on": "2026-10-10",
                "provisional": False,
            }
        }
    )

    start_on: Day = Field(description="The day that begins the term; not counted.")
    working_days: int = Field(description="Length of the term.")
    due_on: Day = Field(description="Last day of the term.")
    provisional: bool = Field(description="True when the term touches a year whose notice is not out.")
