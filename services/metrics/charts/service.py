"""Makes pictures of targets from what attainment says of them on a day."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import orjson

from services.metrics.aims.schemas import Approx, Compare, Constant, Count, FormalTarget, Total
from services.metrics.attainment.rules import Gap
from services.metrics.attainment.schemas import AttainmentOut, StandingOut
from services.metrics.attainment.service import CAPS
from services.metrics.boards.errors import BoardNotFound
from services.metrics.charts.errors import ChartNotFound
from services.metrics.charts.schemas import VEGA_LITE, ChartsOut, Wish, links
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
from services.metrics.readings.rules import Basis
from services.metrics.svg.service import draw
from services.metrics.targets.schemas import TargetOut
from services.metrics.vega_lite.rules import specified
from services.metrics.walls.service import Wall, Walls, programme_of
from services.metrics.wordings.service import in_english
from shared.codes.regions import Regions
from shared.db.work import Database


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

    walls: Walls
    database: Database

    async def show(self, code: str, wish: Wish, *, as_of: date | None) -> Drawn:
        """One picture in the form that is wished for."""
        wall = await self.walls.of(code, self.database, as_of=as_of)
        target = wall.targets[code]
        picture = _picture(wall, target, wish.kind)
        words = Words(wish.language)
        if words.english:
            picture = replace(picture, head=_english(picture.head))
        if wish.media_type == VEGA_LITE:
            content = orjson.dumps(specified(picture, words.say, words.describe(picture)))
        else:
            content = draw(picture, wish.language, heading=wish.heading).encode()
        digest = hashlib.sha256(content).hexdigest()[:20]
        return Drawn(content, wish.media_type, target.edition, digest)


def offered(document: str, targets: Sequence[TargetOut]) -> ChartsOut:
    """Which pictures suit each target of a document."""
    if not targets:
        raise BoardNotFound
    return ChartsOut(document=document, items=[links(each.code, kinds_of(each.formal)) for each in targets])


def _picture(wall: Wall, target: TargetOut, kind: Kind) -> Picture:
    if kind not in kinds_of(target.formal):
        raise ChartNotFound
    standing = wall.attained[target.code]
    if kind is Kind.PATH:
        return Picture(kind, _head(standing), _course(target.formal, standing))
    if kind is Kind.FUNNEL:
        return Picture(kind, _head(standing), _funnel(wall, target))
    return Picture(kind, _head(standing), _content(kind, standing))


def _funnel(wall: Wall, target: TargetOut) -> Funnel:
    """Applications and titles of the programme, and how many the document wants of them."""
    wanted = _wanted(list(wall.targets.values()), programme_of(target.formal) or "")
    counts = zip(Stage, wall.counts[target.code], strict=True)
    return Funnel([Step(stage, count, wanted.get(stage)) for stage, count in counts])


def kinds_of(formal: FormalTarget) -> list[Kind]:
    """The pictures that suit a target, the one that says most first."""
    if not isinstance(formal.quantifier, Total):
        return [Kind.TILES, Kind.BULLET]
    found = [Kind.GAUGE] if _is_cap(formal) else [Kind.BULLET, Kind.PATH]
    return [*found, Kind.FUNNEL] if programme_of(formal) else found


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


def _english(head: Head) -> Head:
    """The sentence stands for the words of the document, which are Chinese."""
    sentence = in_english(head.sentence)
    return replace(head, text=sentence, sentence=sentence)


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
