"""Judges targets: asks all their figures at once, resolves their bounds, and says where they stand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from services.metrics.aims.rules import BandMode, Relation
from services.metrics.aims.schemas import (
    Approx,
    Band,
    Baseline,
    Compare,
    Constant,
    FormalTarget,
    Other,
    Plus,
    ShareOf,
    SomeOf,
    Times,
    Total,
)
from services.metrics.aims.service import shipped_terms
from services.metrics.attainment.rules import Gap, Goal, Path, judge
from services.metrics.attainment.schemas import PartOut, StandingOut, six_places
from services.metrics.figures.schemas import CompletenessOut, ReasonOut, ReceiptOut
from services.metrics.measures.rules import Point, merged
from services.metrics.measures.service import Asked, Question, questions
from services.metrics.readings.rules import Basis, Completeness, Reading, Reason, Window
from services.metrics.targets.schemas import TargetOut
from shared.codes.regions import Region, Regions

CAPS = (Relation.AT_MOST, Relation.LESS_THAN)


@dataclass(frozen=True, slots=True)
class Moment:
    """The day of judgement, and what was known; `known_at` is None for now."""

    today: date
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges targets of any shape by figures that come through one pair of calls."""

    asked: Asked
    bounded: bool = True
    """False for a region that only takes part in a target: its figure is shown, and no bound is its own."""

    async def judge(self, targets: Sequence[TargetOut], moment: Moment) -> list[StandingOut]:
        """Where each of these stands."""
        await self.asked.ask(question for target in targets for question in needed(target.formal, moment))
        return [self._standing(target, moment) for target in targets]

    def _standing(self, target: TargetOut, moment: Moment) -> StandingOut:
        formal = target.formal
        path = path_of(formal, target.document_issued, moment.today)
        goal, reading, parts = self._seen(formal, moment)
        ends = reading.completeness
        spread = (ends.low, ends.high) if ends.low is not None and ends.high is not None else None
        found = judge(reading.value, goal, path, spread=spread)
        gaps = [Reason(gap) for gap in found.gaps if not (gap is Gap.NO_VALUE and reading.reasons)]
        return StandingOut(
            **_named(target),
            as_of=moment.today,
            begins_on=path.begins_on,
            ends_on=path.ends_on,
            status=found.status,
            value=reading.value,
            lower=goal.lower,
            upper=goal.upper,
            strict=goal.strictly_above or goal.strictly_below,
            base=goal.base,
            **{name: getattr(found, name) for name in _DERIVED},
            reasons=[ReasonOut(code=each.code, params=each.params) for each in (*gaps, *reading.reasons)],
            parts=parts,
            completeness=_complete(ends),
            receipt=ReceiptOut.model_validate(reading.receipt),
        )

    def _seen(self, formal: FormalTarget, moment: Moment) -> tuple[Goal, Reading, list[PartOut]]:
        """The goal and its figure: of the region as a whole, or of how many regions meet it by themselves."""
        if isinstance(formal.quantifier, Total):
            point = point_of(formal, moment)
            goal = self.goal(formal, point) if self.bounded else Goal()
            return goal, self.asked.read(formal.measure, point), []
        members = members_of(formal)
        parts = [self._part(formal, member, moment) for member in members]
        wanted = Decimal(len(members))
        if isinstance(formal.quantifier, SomeOf):
            wanted = Decimal(formal.quantifier.count)
        elif isinstance(formal.quantifier, ShareOf):
            wanted = (formal.quantifier.share * len(members)).to_integral_value(ROUND_CEILING)
        return Goal(lower=wanted), _counted(parts), [part for part, _ in parts]

    def _part(self, formal: FormalTarget, member: Region, moment: Moment) -> tuple[PartOut, Reading]:
        point = replace(point_of(formal, moment), region=member.code)
        reading, goal = self.asked.read(formal.measure, point), self.goal(formal, point)
        known = reading.value is not None and goal.aim is not None
        holds = goal.holds(reading.value) if known and reading.value is not None else None
        return PartOut(region=member.code, name=member.name, value=reading.value, holds=holds), reading

    def goal(self, formal: FormalTarget, point: Point) -> Goal:
        """The bounds as figures."""
        match formal.comparator:
            case Approx(value=value, tolerance=tolerance):
                return Goal(lower=value * (1 - tolerance), upper=value * (1 + tolerance))
            case Band(lower=lower, upper=upper, mode=mode):
                return Goal(lower=lower, upper=upper if mode is BandMode.HARD else None)
            case Compare(relation=relation, bound=bound):
                figure, base = self._bound(formal, bound, point)
                return _compared(relation, figure, base)

    def _bound(
        self, formal: FormalTarget, bound: Constant | Times | Plus | Other, point: Point
    ) -> tuple[Decimal | None, Decimal | None]:
        """The bound, and the base that growth is measured from; of nothing there is no multiple."""
        match bound:
            case Constant(value=value):
                return value, None
            case Other(measure=measure):
                return self.asked.read(measure, point).value, None
            case Times(baseline=baseline) | Plus(baseline=baseline):
                measure = baseline.measure or formal.measure
                base = self.asked.read(measure, baseline_point(baseline, point)).value
        if base is None:
            return None, None
        if isinstance(bound, Plus):
            return base + bound.increase, _own(bound, base)
        return (base * bound.factor, _own(bound, base)) if base > 0 else (None, base)


def _own(bound: Times | Plus, base: Decimal) -> Decimal | None:
    """The base where it is an earlier figure of the same measure."""
    return base if bound.baseline.measure is None else None


_DERIVED = ("completion", "attainment", "headroom", "pace", "required_pace", "latest_start_on")


def _named(target: TargetOut) -> dict[str, Any]:
    """What a standing says of its target."""
    formal = target.formal
    return {
        "target": target.code,
        "document": target.document_code,
        "clause": target.clause,
        "text": target.text,
        "reading": target.reading,
        "sentence": target.sentence,
        "unit": formal.unit,
        "binding": formal.binding,
        "region": formal.region,
        "edition": target.edition,
    }


def _complete(ends: Completeness) -> CompletenessOut:
    low, high = (None if end is None else six_places(end) for end in (ends.low, ends.high))
    return CompletenessOut.model_validate(replace(ends, low=low, high=high))


def _compared(relation: Relation, figure: Decimal | None, base: Decimal | None) -> Goal:
    if relation in CAPS:
        unfounded = base if figure is None else None
        return Goal(upper=figure, strictly_below=relation is Relation.LESS_THAN, cap=True, base=unfounded)
    upper = figure if relation is Relation.EQUALS else None
    return Goal(lower=figure, upper=upper, strictly_above=relation is Relation.MORE_THAN, base=base)


def _counted(parts: Sequence[tuple[PartOut, Reading]]) -> Reading:
    """How many regions meet it; those without a figure leave an interval."""
    met = Decimal(sum(part.holds is True for part, _ in parts))
    unknown = [part.region for part, _ in parts if part.holds is None]
    whole = merged([reading for _, reading in parts], met if len(unknown) < len(parts) else None, ())
    ends = replace(
        whole.completeness, missing=tuple(sorted(unknown)), low=met, high=met + Decimal(len(unknown))
    )
    return replace(whole, completeness=ends)


def members_of(formal: FormalTarget) -> list[Region]:
    """The regions of the quantifier's set, as the tree stood at the end of the window."""
    if isinstance(formal.quantifier, Total):
        return []
    chosen = shipped_terms().region_set[formal.quantifier.set]
    tree, day = Regions.shipped(), date(formal.window.until, 12, 31)
    path = tree.path(chosen.region)
    return [
        region
        for region in tree.at(day)
        if region.level is chosen.level and tree.path(region.code).startswith(path)
    ]


def window_of(formal: FormalTarget) -> Window:
    return Window(date(formal.window.since or formal.window.until, 1, 1), date(formal.window.until, 12, 31))


def point_of(formal: FormalTarget, moment: Moment) -> Point:
    return Point(
        region=formal.region,
        window=window_of(formal),
        basis=formal.basis,
        today=moment.today,
        known_at=moment.known_at,
    )


def baseline_point(baseline: Baseline, point: Point) -> Point:
    """The year of the baseline, as it was published first or last."""
    window = Window.year(baseline.year)
    return replace(point, window=window, basis=baseline.basis, release=baseline.release)


def path_of(formal: FormalTarget, issued: str, today: date) -> Path:
    """A flow begins with its window; what is held or added up begins with the document."""
    window = window_of(formal)
    if formal.basis is Basis.FLOW:
        return Path(window.first, window.last, today)
    begun = date.fromisoformat(issued if len(issued) > 4 else f"{issued}-01-01")  # noqa: PLR2004 - a year alone
    return Path(begun if begun < window.last else window.first, window.last, today)


def needed(formal: FormalTarget, moment: Moment) -> Iterator[Question]:
    """Every question that judging a target asks."""
    point = point_of(formal, moment)
    codes: Iterable[str] = [member.code for member in members_of(formal)] or [formal.region]
    for code in codes:
        here = replace(point, region=code)
        yield from questions(formal.measure, here)
        match formal.comparator:
            case Compare(bound=Times(baseline=baseline)) | Compare(bound=Plus(baseline=baseline)):
                yield from questions(baseline.measure or formal.measure, baseline_point(baseline, here))
            case Compare(bound=Other(measure=measure)):
                yield from questions(measure, here)
