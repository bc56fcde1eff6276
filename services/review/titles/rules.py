"""Periods and numbers of titles, and what their steps wait for."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.workflow import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """What the needs look at."""

    today: date
    valid_to: date | None = None


def validity_has_ended(facts: TitleFacts) -> Blocker | None:
    """The clock ends a title the day after its last day."""
    last = facts.valid_to
    return None if last is not None and facts.today > last else Blocker("time_not_over", {"day": last})


def last_day_of(first: date, years: int) -> date:
    """A term of years ends the day before the anniversary; from 29 February, on 28 February."""
    try:
        anniversary = first.replace(year=first.year + years)
    except ValueError:
        anniversary = date(first.year + years, 3, 1)
    return anniversary - timedelta(days=1)


def title_number(pattern: str, *, year: int, serial: int) -> str:
    """The edition's number pattern filled in, such as `HLWPP-2017-0001`."""
    return pattern.format(year=year, serial=serial)
