"""A target on any day and in any region: where it stands, where it goes, and how regions rank."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.metrics.aims.rules import Relation
from services.metrics.aims.schemas import Compare, FormalTarget, Total
from services.metrics.attainment.errors import AttainmentUnfit
from services.metrics.attainment.rules import ranking
from services.metrics.attainment.schemas import (
    AttainmentOut,
    PanelOut,
    ProjectionOut,
    RankingOut,
    RankOut,
    StandingOut,
    YearOut,
)
from services.metrics.attainment.service import CAPS, Judge, Moment, point_of
from services.metrics.measures.rules import Point, end_of
from services.metrics.measures.service import questions
from services.metrics.projections.rules import Panel, Projection, panel
from services.metrics.readings.rules import Window
from services.metrics.targets.repository import Targets
from services.metrics.targets.schemas import TargetOut
from shared.codes.regions import Region, RegionLevel, Regions
from shared.errors import FieldError
from shared.time.clock import Clock

PAST = 8
"""Years before the end of the window that a projection looks at."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Judges one target at the moment that is asked for, from what was known then."""

    targets: Targets
    judge: Judge
    clock: Clock

    async def attainment(self, code: str, *, as_of: date | None, region: str | None) -> AttainmentOut:
        """Where a target stands and where it goes; in another region its bound is not that region's."""
        target, moment = await self._asked(code, as_of)
        judge = self.judge
        if region is not None and region != target.region_code:
            judge = replace(judge, bounded=not isinstance(target.formal.quantifier, Total))
            target = _elsewhere(target, region)
        standing = (await judge.judge([target], moment))[0]
        past = await self._past(target.formal, moment)
        bound = standing.lower if not _is_cap(target.formal) else None
        drawn = panel(past, target.formal.window.until, at_least=bound)
        return AttainmentOut(**dict(standing), projection=_panel_out(drawn))

    async def standing(self, code: str, *, as_of: date | None) -> StandingOut:
        """Where a target stands, without the years before: what a picture of one moment needs."""
        target, moment = await self._asked(code, as_of)
        return (await self.judge.judge([target], moment))[0]

    async def ranking(self, code: str, *, as_of: date | None, level: RegionLevel) -> RankingOut:
        """The regions of a level below the target's, best first."""
        target, moment = await self._asked(code, as_of)
        formal, tree = target.formal, Regions.shipped()
        above = tree.path(formal.region)
        there = [region for region in tree.at(moment.today) if region.level is level]
        regions = [region for region in there if tree.path(region.code).startswith(above)]
        points = {r.code: replace(point_of(formal, moment), region=r.code) for r in regions}
        await self.judge.asked.ask(q for point in points.values() for q in questions(formal.measure, point))
        values = {code: self.judge.asked.read(formal.measure, point).value for code, point in points.items()}
        return RankingOut(
            target=target.code,
            as_of=moment.today,
            unit=formal.unit,
            items=_ranks(values, regions, fewer_is_better=_is_cap(formal)),
        )

    async def _asked(self, code: str, as_of: date | None) -> tuple[TargetOut, Moment]:
        target = await self.targets.show(code)
        if as_of is None:
            return target, Moment(self.clock.today())
        if as_of > self.clock.today():
            raise AttainmentUnfit(errors=[FieldError("day_to_come", parameter="as_of")])
        return target, Moment(as_of, end_of(as_of))

    async def _past(self, formal: FormalTarget, moment: Moment) -> list[tuple[int, Decimal]]:
        """Figures of the whole years before, oldest first."""
        if not isinstance(formal.quantifier, Total):
            return []
        points = {year: _in_year(formal, moment, year) for year in _years(formal, moment)}
        await self.judge.asked.ask(q for point in points.values() for q in questions(formal.measure, point))
        values = {year: self.judge.asked.read(formal.measure, point).value for year, point in points.items()}
        return [(year, value) for year, value in values.items() if value is not None]


def _years(formal: FormalTarget, moment: Moment) -> range:
    last = min(formal.window.until, moment.today.year) - 1
    return range(formal.window.until - PAST, last + 1)


def _in_year(formal: FormalTarget, moment: Moment, year: int) -> Point:
    return replace(point_of(formal, moment), window=Window.year(year))


def _is_cap(formal: FormalTarget) -> bool:
    relation: Relation | None = formal.comparator.relation if isinstance(formal.comparator, Compare) else None
    return relation in CAPS


def _elsewhere(target: TargetOut, region: str) -> TargetOut:
    """The target looked at in a region below its own; what each region has to meet is judged there."""
    tree = Regions.shipped()
    if region not in tree or not tree.path(region).startswith(tree.path(target.region_code)):
        raise AttainmentUnfit(errors=[FieldError("region_unknown", parameter="region")])
    formal = target.formal.model_copy(update={"region": region, "quantifier": Total()})
    return target.model_copy(update={"formal": formal})


def _panel_out(drawn: Panel) -> PanelOut:
    return PanelOut(
        year=drawn.year,
        points=[YearOut(year=year, value=value) for year, value in drawn.points],
        projections=[_projection_out(each) for each in drawn.projections],
        headline=None if drawn.headline is None else _projection_out(drawn.headline),
        low=drawn.low,
        high=drawn.high,
        probability=drawn.probability,
    )


def _projection_out(projection: Projection) -> ProjectionOut:
    return ProjectionOut(method=projection.method, value=projection.value, error=projection.error)


def _ranks(
    values: dict[str, Decimal | None], regions: Sequence[Region], *, fewer_is_better: bool
) -> list[RankOut]:
    names = {region.code: region.name for region in regions}
    return [
        RankOut(region=each.code, name=names[each.code], value=each.value, rank=each.rank, tied=each.tied)
        for each in ranking(values, fewer_is_better=fewer_is_better)
    ]
