"""The query behind figures in the forms of SDMX."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, not_, or_
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.observations.models import Observation
from services.metrics.observations.repository import Observations
from services.metrics.sdmx.rules import LENGTHS, Frequency

_C = Observation.__table__.c
_UNITS = {Frequency.YEAR: "year", Frequency.QUARTER: "quarter", Frequency.MONTH: "month"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesKey:
    """Which figures: what is None is any."""

    frequency: Frequency | None = None
    series: str | None = None
    region: str | None = None
    origin: str | None = None


def keyed(session: AsyncSession, key: SeriesKey, known_at: datetime | None) -> Select[Any]:
    """Figures of a key as they stand, or stood at a moment, without order."""
    statement = Observations(session).listing(series=key.series, region=key.region, known_at=known_at)
    if key.origin is not None:
        statement = statement.where(_C.origin == key.origin)
    return statement if key.frequency is None else statement.where(_lasts(key.frequency))


def _lasts(frequency: Frequency) -> Any:
    day = _C.period_from == _C.period_to
    if frequency is Frequency.DAY:
        return day
    if frequency is Frequency.OTHER:
        return not_(or_(day, *(_lasts(each) for each in LENGTHS)))
    unit = _UNITS[frequency]
    end = _C.period_from + literal_column(f"interval '{LENGTHS[frequency]} months'")
    return and_(
        func.date_trunc(unit, _C.period_from) == _C.period_from,
        _C.period_to == end - literal_column("interval '1 day'"),
    )
