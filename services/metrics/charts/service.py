"""Makes pictures of targets from what attainment says of them on a day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

import orjson

from services.metrics.aims.schemas import Approx, Compare, Constant, Count, FormalTarget, Named, Total
from services.metrics.aims.service import shipped_terms
from services.metrics.attainment.rules import Gap
from services.metrics.attainment.schemas import AttainmentOut, StandingOut
from services.metrics.attainment.service import CAPS, Moment, point_of
from services.metrics.boards.errors import BoardNotFound
from services.metrics.charts.errors import ChartNotFound
from services.metrics.charts.schemas import VEGA_LITE, ChartsOut, Wish, links
from services.metrics.drawings.service import draw
from services.metrics.measures.rules import Point, end_of
from services.metrics.outlooks.service import Outlook
from services.metrics.pictures.rules import (
    Content,
    Course,
    Funnel,
    Gauge,
    Head,
    Kind,
    Level,
    Mark,
    Mosaic,
    Picture,
    Stage,
    Step,
    Tile,
)
from services.metrics.pictures.service import Words
from services.metrics.plots.rules import specified
from services.metrics.readings.rules import Basis, Comparison, Condition, CountQuestion
from services.metrics.targets.repository import Targets
from services.metrics.targets.schemas import TargetOut
from shared.codes.regions import Regions

PROGRAMME: Final = "programme"
LISTED: Final = "listed_candidate"
_ENTERED: Final = ("submitted", "returned_for_correction", "not_recommended")
_PASSED: Final = ("accepted", "under_review", "ranked", "in_notice", "recognised", "reserve")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in one form, and a digest of what it shows."""

    content: bytes
    media_type: str
    edition: int
    digest: str


@dataclass(frozen=True, slots=True)
class Charts:
    """Pictures of targets; a figure is on a picture as it is in attainment."""

    targets: Targets
    outlook: Outlook

    async def offered(self, document: str) -> ChartsOut:
        """Which pictures suit each target of a document."""
        found = await self.targets.of(document)
        if not found:
            raise BoardNotFound
        return ChartsOut(document=document, items=[links(each.code, kinds_of(each.formal)) for each in found])

    async def show(self, code: str, wish: Wish, *, as_of: date | None) -> Drawn:
        """One picture in the form that is wished for."""
        target = await self.targets.show(code)
        picture = await self._picture(target, wish.kind, as_of)
        words = Words(wish.language)
        if wish.media_type == VEGA_LITE:
            content = orjson.dumps(specified(picture, words.say, words.describe(picture)))
        else:
            content = draw(picture, wish.language, heading=wish.heading).encode()
        digest = hashlib.sha256(content).hexdigest()[:20]
        return Drawn(content, wish.media_type, target.edition, digest)

    async def _picture(self, target: TargetOut, kind: Kind, as_of: date | None) -> Picture:
        if kind not in kinds_of(target.formal):
            raise ChartNotFound
        if kind is Kind.PATH:
            outlook = await self.outlook.attainment(target.code, as_of=as_of, region=None)
            return Picture(kind, _head(outlook), _course(target.formal, outlook))
        standing = await self.outlook.standing(target.code, as_of=as_of)
        if kind is Kind.FUNNEL:
            moment = Moment(standing.as_of, None if as_of is None else end_of(as_of))
            return Picture(kind, _head(standing), await self._funnel(target, moment))
        return Picture(kind, _head(standing), _content(kind, standing))

    async def _funnel(self, target: TargetOut, moment: Moment) -> Funnel:
        """Applications and titles of the programme, and how many the document wants of them."""
        programme = programme_of(target.formal) or ""
        point = replace(point_of(target.formal, moment), basis=Basis.CUMULATIVE)
        asked = [_staged(stage, programme, point) for stage in Stage]
        counts = await self.outlook.judge.asked.figures.counts(asked)
        wanted = _wanted(await self.targets.of(target.document_code), programme)
        return Funnel(
            [
                Step(stage, reading.value or Decimal(0), wanted.get(stage))
                for stage, reading in zip(Stage, counts, strict=True)
            ]
        )


def kinds_of(formal: FormalTarget) -> list[Kind]:
    """The pictures that suit a target, the one that says most first."""
    if not isinstance(formal.quantifier, Total):
        return [Kind.TILES, Kind.BULLET]
    found = [Kind.GAUGE] if _is_cap(formal) else [Kind.BULLET, Kind.PATH]
    return [*found, Kind.FUNNEL] if programme_of(formal) else found


def programme_of(formal: FormalTarget) -> str | None:
    """The word of the programme whose applications or titles are counted."""
    if not isinstance(formal.measure, Count) or formal.measure.entity not in {"application", "title"}:
        return None
    named = [each for each in formal.measure.where if isinstance(each, Named)]
    return next((each.word for each in named if each.attribute == PROGRAMME), None)


def _is_cap(formal: FormalTarget) -> bool:
    return isinstance(formal.comparator, Compare) and formal.comparator.relation in CAPS


def _wanted(targets: Sequence[TargetOut], programme: str) -> dict[Stage, Decimal]:
    """How many the document wants at a stage."""
    found: dict[Stage, Decimal] = {}
    for formal in (target.formal for target in targets if programme_of(target.formal) == programme):
        entity = formal.measure.entity if isinstance(formal.measure, Count) else ""
        stage = Stage.SELECTED if entity == "title" else Stage.CANDIDATE
        match formal.comparator:
            case Approx(value=value) | Compare(bound=Constant(value=value)):
                found[stage] = value
    return found


def _staged(stage: Stage, programme: str, point: Point) -> CountQuestion:
    """Those who ever came so far; candidates, selected and reserve are those who are it still."""
    words = shipped_terms().word
    of = Condition(PROGRAMME, Comparison.IN, words[programme].values)
    states = {
        Stage.APPLIED: (*_ENTERED, *words[LISTED].values),
        Stage.CANDIDATE: words[LISTED].values,
        Stage.ELIGIBLE: _PASSED,
        Stage.RESERVE: ("reserve",),
    }.get(stage)
    still = stage not in {Stage.APPLIED, Stage.ELIGIBLE}
    return CountQuestion(
        entity="application" if states else "title",
        region=point.region,
        window=point.counted() or point.window,
        where=(of, Condition("state", Comparison.IN, states)) if states else (of,),
        basis=Basis.STOCK if still else Basis.CUMULATIVE,
        known_at=point.known_at,
    )


def _head(standing: StandingOut) -> Head:
    reasons = [each.code for each in standing.reasons] if standing.value is None else []
    special = [code for code in reasons if code != Gap.NO_VALUE]
    return Head(
        target=standing.target,
        text=standing.text,
        sentence=standing.sentence,
        unit=standing.unit,
        status=standing.status,
        as_of=standing.as_of,
        reason=next(iter([*special, *reasons]), ""),
    )


def _content(kind: Kind, standing: StandingOut) -> Content:
    level = Level(value=standing.value, lower=standing.lower, upper=standing.upper, strict=standing.strict)
    match kind:
        case Kind.GAUGE:
            return Gauge(level)
        case Kind.TILES:
            return _mosaic(standing)
        case _:
            return level


def _course(formal: FormalTarget, standing: AttainmentOut) -> Course:
    """A flow of one year is compared with the years before it, anything else with where its way began."""
    panel = standing.projection
    observed = [Mark(date(each.year, 12, 31), each.value) for each in panel.points]
    begins = Mark(standing.begins_on, standing.base or Decimal(0))
    if formal.basis is Basis.FLOW and observed:
        begins = observed[0]
    aim = standing.lower
    headline = panel.headline
    projected = None if headline is None or headline.value is None else headline.value
    day = min(standing.as_of, standing.ends_on)
    return Course(
        begins=begins,
        bound=None if aim is None else Mark(standing.ends_on, aim),
        observed=observed,
        now=None if standing.value is None else Mark(day, standing.value),
        projected=None if projected is None else Mark(date(panel.year, 12, 31), projected),
        low=panel.low,
        high=panel.high,
    )


def _mosaic(standing: StandingOut) -> Mosaic:
    """Regions under the names of the last day of the window; today's name where the land has another."""
    tree = Regions.shipped()
    tiles = []
    for part in standing.parts:
        now = tree.current(part.region)
        called = now.name if now.code != part.region else None
        tiles.append(Tile(region=part.region, name=part.name, now=called, value=part.value, holds=part.holds))
    return Mosaic(boundaries_of=standing.ends_on, wanted=standing.lower, tiles=tiles)
