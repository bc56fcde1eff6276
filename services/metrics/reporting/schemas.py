"""Windows, reports and sheets on the wire."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.metrics.forms.rules import Level
from services.metrics.observations.rules import Unit
from services.metrics.observations.schemas import RegionCode
from services.metrics.reporting.workflow import ReportAction, ReportState, SheetAction, SheetState
from shared.http.models import Answer, Day, Instant, Line, Quantity, StrictModel, Text, Version
from shared.http.telling import CodedOut


class ReportStep(StrEnum):
    """Steps that people take; publication is the top sheet's."""

    SUBMIT = ReportAction.SUBMIT.value
    RETURN = ReportAction.RETURN.value
    APPROVE = ReportAction.APPROVE.value
    REVISE = ReportAction.REVISE.value


class SheetStep(StrEnum):
    """Steps that people take; a revision below reopens."""

    APPROVE = SheetAction.APPROVE.value
    PUBLISH = SheetAction.PUBLISH.value


FormCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,59}$", description="Code of the form.")]


class OpenWindow(StrictModel):
    """Ask a form of some regions for one period."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "form": "ecommerce",
                "region": "370000",
                "period_from": "2017-01-01",
                "period_to": "2017-12-31",
                "opens_on": "2018-01-08",
                "closes_on": "2018-02-08",
                "units": ["370100", "370800"],
            }
        }
    )

    form: FormCode
    region: RegionCode
    period_from: Day = Field(description="First day of the period.")
    period_to: Day = Field(description="Last day of the period.")
    opens_on: Day = Field(description="First day on which reports are taken.")
    closes_on: Day = Field(description="Last day; what comes later is late.")
    units: Annotated[list[RegionCode], Field(min_length=1, max_length=200, description="Who is asked.")]


class WindowOut(Answer):
    """A form asked for a period."""

    id: UUID = Field(description="Identifier.")
    form: str = Field(description="Code of the form.")
    region: str = Field(description="Region that asks, and publishes.")
    period_from: Day = Field(description="First day of the period.")
    period_to: Day = Field(description="Last day of the period.")
    opens_on: Day = Field(description="First day on which reports are taken.")
    closes_on: Day = Field(description="Last day; what comes later is late.")
    units: Sequence[str] = Field(description="Regions that are asked.")


class BeginReport(StrictModel):
    """Begin the report of a unit."""

    model_config = ConfigDict(json_schema_extra={"example": {"region": "370800"}})

    region: RegionCode


class GivenFigure(StrictModel):
    """A figure in the unit in which the reporter has it."""

    value: Quantity = Field(description="The figure.", examples=["1.5"])
    unit: Unit = Field(description="Its unit: 1 亿元 is 10,000 万元.")


class GivenEntry(StrictModel):
    """One listed entity."""

    name: Line = Field(description="Its name.", examples=["金乡大蒜"])
    value: GivenFigure | None = Field(None, description="Its amount, where the form asks for one.")
    publisher: Line | None = Field(None, description="Whose list or valuation it is.")


class FillReport(StrictModel):
    """All that the report says; what was in it before is replaced."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "figures": {"online_retail": {"value": "1.5", "unit": "hundred_million_yuan"}},
                "explanations": {"online_retail": "新平台上线。"},
            }
        }
    )

    figures: Annotated[Mapping[str, GivenFigure], Field(max_length=50, description="By series.")] = {}
    entries: Annotated[Sequence[GivenEntry], Field(max_length=500, description="Listed entities.")] = ()
    explanations: Annotated[
        Mapping[str, Annotated[Text, Field(max_length=1000)]],
        Field(max_length=50, description="By series, for what wants one."),
    ] = {}
    nil: bool = Field(False, description="There is nothing to report: every figure is zero.")


class TakeReportStep(StrictModel):
    """A step of a report."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "return", "reason": "与上年不符"}})

    action: ReportStep
    reason: Annotated[Text, Field(max_length=1000)] | None = Field(
        None, description="Why; needed to return and to revise."
    )


class TakeSheetStep(StrictModel):
    """Approval of a lower sheet, or publication of the top one."""

    model_config = ConfigDict(json_schema_extra={"example": {"action": "approve"}})

    action: SheetStep


class FindingOut(CodedOut):
    """What the checks say of one field."""

    level: Level = Field(description="block, explain or note.")
    field: str = Field(description="Series; empty for the whole report.")


class ReportItem(Answer):
    """A report in a list."""

    id: UUID = Field(description="Identifier.")
    window_id: UUID = Field(description="The window that asks for it.")
    region: str = Field(description="The unit that reports.")
    state: ReportState = Field(description="draft, submitted, returned, approved or published.")
    nil: bool = Field(description="There was nothing to report.")
    revision: int = Field(description="How often it was begun, from 1.")
    late: bool = Field(description="Handed in after the last day.")
    submitted_at: Instant | None = Field(None, description="When it was handed in last.")
    reason: str | None = Field(None, description="Why it was returned or revised last.")
    version: Version


class ReportOut(ReportItem):
    """A report with its figures and what the checks say of them."""

    figures: Mapping[str, GivenFigure] = Field(description="By series, as given.")
    entries: Sequence[GivenEntry] = Field(description="Listed entities.")
    explanations: Mapping[str, str] = Field(description="By series.")
    findings: Sequence[FindingOut] = Field(description="What blocks, wants an explanation, or is noted.")


class SheetOut(Answer):
    """A region above the units."""

    id: UUID = Field(description="Identifier.")
    window_id: UUID = Field(description="The window.")
    region: str = Field(description="The region.")
    top: bool = Field(description="Whether it is the one that is published.")
    state: SheetState = Field(description="open, approved or published.")
    version: Version


class SheetsOut(Answer):
    """The sheets of a window that the caller covers."""

    items: Sequence[SheetOut] = Field(description="By region.")


class UnitOut(Answer):
    """How far one unit is."""

    region: str = Field(description="The unit.")
    state: str = Field(description="State of its report; `missing` when nothing was handed in yet.")
    late: bool = Field(description="Handed in late, or missing after the last day.")


class StandingOut(Answer):
    """How far a window is, among the units that the caller covers."""

    items: Sequence[UnitOut] = Field(description="By region.")
    missing: int = Field(description="Units that have handed in nothing.")
    late: int = Field(description="Units that are or were late.")
