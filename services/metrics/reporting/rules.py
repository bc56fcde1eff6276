"""What the steps of reports and sheets wait for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.metrics.forms.rules import Finding
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from shared.workflow import Blocker

APPROVER: Final = {
    RegionLevel.COUNTY: Role.COUNTY_OFFICER,
    RegionLevel.ZONE: Role.ZONE_OFFICER,
    RegionLevel.CITY: Role.CITY_OFFICER,
    RegionLevel.PROVINCE: Role.PROGRAMME_OFFICER,
}
"""Who approves the report of a unit of this level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """What the steps of a report look at."""

    today: date
    opens_on: date
    blocking: tuple[Finding, ...] = ()
    level: RegionLevel = RegionLevel.COUNTY
    roles: Collection[str] = ()
    subject: str = ""
    hands: Collection[str] = ()
    """Who handed in what is to be approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the steps of a sheet look at."""

    today: date
    closes_on: date
    top: bool
    waiting: int
    """Reports and sheets directly below that somebody still has to decide on."""
    missing: int
    """Units directly below that have handed in nothing."""
    subject: str = ""
    hands: Collection[str] = ()


def window_has_opened(facts: ReportFacts) -> Blocker | None:
    return None if facts.today >= facts.opens_on else Blocker("window_not_open", {"day": facts.opens_on})


def nothing_blocks(facts: ReportFacts) -> Blocker | None:
    """Every finding that blocks is put right, every one that wants an explanation has it."""
    if not facts.blocking:
        return None
    return Blocker(
        "report_findings", {"fields": sorted({f"{each.field}:{each.code}" for each in facts.blocking})}
    )


def of_own_level(facts: ReportFacts) -> Blocker | None:
    """A county's report is approved by its county, a city's by its city."""
    wanted = APPROVER[facts.level]
    return None if wanted in facts.roles else Blocker("approved_at_own_level", {"role": wanted.value})


def four_eyes(facts: ReportFacts | SheetFacts) -> Blocker | None:
    """Nobody approves what passed through the own hands."""
    return Blocker("own_hands") if facts.subject in facts.hands else None


def is_lower_sheet(facts: SheetFacts) -> Blocker | None:
    return Blocker("sheet_is_top") if facts.top else None


def is_top_sheet(facts: SheetFacts) -> Blocker | None:
    return None if facts.top else Blocker("sheet_is_not_top")


def below_is_settled(facts: SheetFacts) -> Blocker | None:
    """Below before above; who has handed in nothing holds the others up until the window closes."""
    if facts.waiting:
        return Blocker("below_waiting", {"count": facts.waiting})
    if facts.missing and facts.today <= facts.closes_on:
        return Blocker("below_missing", {"count": facts.missing, "day": facts.closes_on})
    return None
