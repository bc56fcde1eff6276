"""A target on any day and in any region: where it stands, where it goes, and how regions rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain

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
from services.metrics.attainment.service import CAPS, Judge, Moment, needed, point_of
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
        return (await replace(self, judge=judge).attainments([target], moment))[0]

    async def attainments(self, targets: Sequence[TargetOut], moment: Moment) -> list[AttainmentOut]:
        """The same of many targets, whose figures of now and of the past are asked for together."""
        formals = [target.formal for target in targets]
        past = [_past(formal, moment) for formal in formals]
        await self.judge.asked.ask(
            question
            for formal, points in zip(formals, past, strict=True)
            for question in chain(
                needed(formal, moment),
                chain.from_iterable(questions(formal.measure, point) for point in points.values()),
            )
        )
        standings = await self.judge.judge(targets, moment)
        return [self._drawn(*each) for each in zip(formals, past, standings, strict=True)]

    def _drawn(
        self, formal: FormalTarget, points: Mapping[int, Point], standing: StandingOut
    ) -> AttainmentOut:
        """The standing with its past, whose figures have been asked for."""
        values = {year: self.judge.asked.read(formal.measure, point).value for year, point in points.items()}
        known = [(year, value) for year, value in values.items() if value is not None]
        bound = standing.lower if not _is_cap(formal) else None
        drawn = panel(known, formal.window.until, at_least=bound)
        return AttainmentOut(**dict(standing), projection=_panel_out(drawn))

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

    def moment(self, as_of: date | None) -> Moment:
        """Now, or the end of a day that is past."""
        if as_of is None:
            return Moment(self.clock.today())
        if as_of > self.clock.today():
            raise AttainmentUnfit(errors=[FieldError("day_to_come", parameter="as_of")])
        return Moment(as_of, end_of(as_of))

    async def _asked(self, code: str, as_of: date | None) -> tuple[TargetOut, Moment]:
        return await self.targets.show(code), self.moment(as_of)


def _past(formal: FormalTarget, moment: Moment) -> Mapping[int, Point]:
    """The whole years before, oldest first; regions that count for themselves have none together."""
    if not isinstance(formal.quantifier, Total):
        return {}
    return {year: _in_year(formal, moment, year) for year in _years(formal, moment)}


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
