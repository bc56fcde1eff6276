"""Where the targets of a document stand, computed once for all their pictures that are asked for at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from services.metrics.aims.schemas import Count, FormalTarget, Named
from services.metrics.aims.service import shipped_terms
from services.metrics.attainment.schemas import AttainmentOut
from services.metrics.attainment.service import Judge, Moment, point_of
from services.metrics.boards.repository import Standings
from services.metrics.figures.service import FigureReader
from services.metrics.measures.rules import Point
from services.metrics.measures.service import Asked
from services.metrics.outlooks.service import Outlook
from services.metrics.pictures.rules import Stage
from services.metrics.readings.rules import Basis, Comparison, Condition, CountQuestion
from services.metrics.targets.errors import TargetNotFound
from services.metrics.targets.repository import Targets
from services.metrics.targets.schemas import TargetOut
from services.metrics.walls.rules import Looks, Made
from shared.db.caller import PUBLIC, SYSTEM
from shared.db.work import Database, Session

PROGRAMME: Final = "programme"
LISTED: Final = "listed_candidate"
KEPT: Final = 8
"""Walls that a process remembers: the documents as they are now, and some past days."""
_ENTERED: Final = ("submitted", "returned_for_correction", "not_recommended")
_PASSED: Final = ("accepted", "under_review", "ranked", "in_notice", "recognised", "reserve")


@dataclass(frozen=True, slots=True)
class Wall:
    """What the pictures of a document's targets are drawn from."""

    targets: Mapping[str, TargetOut]
    attained: Mapping[str, AttainmentOut]
    counts: Mapping[str, Sequence[Decimal]]
    """Of a target whose programme is counted: how many came to each stage."""


_Mark: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Walls:
    """The walls of one process. Each call looks whether anything has changed; only then is one made anew."""

    _looks: Looks[tuple[_Mark, Mapping[str, str]]] = field(default_factory=Looks)
    _made: Made[tuple[object, ...], Wall] = field(default_factory=lambda: Made(KEPT))

    async def of(self, target: str, database: Database, *, as_of: date | None) -> Wall:
        """The wall on which a target's pictures hang; of a past day that of the target alone."""
        mark, documents = await self._looks.look(partial(_look, database))
        if target not in documents:
            raise TargetNotFound
        document, only = documents[target], None if as_of is None else target
        make = partial(_hung, database, document, only=only, as_of=as_of)
        return await self._made.of((mark, document, only, as_of), make)


async def _look(database: Database) -> tuple[_Mark, Mapping[str, str]]:
    """What differs before any picture can, and by which document each target is set."""
    async with database.read(SYSTEM) as session:
        mark = await Standings(session).mark(database.clock.today())
        return mark, await Targets(session).documents()


async def _hung(database: Database, document: str, *, only: str | None, as_of: date | None) -> Wall:
    async with database.read(PUBLIC) as session:
        return await hang(session, document, only=only, as_of=as_of)


async def hang(session: Session, document: str, *, only: str | None, as_of: date | None) -> Wall:
    """All figures of a document's targets, or of one of them, in as many queries as one target needs."""
    targets = {target.code: target for target in await Targets(session).of(document)}
    asked = Asked(FigureReader(session))
    outlook = Outlook(Targets(session), Judge(asked), session.info["clock"])
    chosen = [target for code, target in targets.items() if only in {None, code}]
    moment = outlook.moment(as_of)
    attained = await outlook.attainments(chosen, moment)
    staged = {target.code: stages_of(target.formal, moment) for target in chosen}
    await asked.ask(question for questions in staged.values() for question in questions)
    return Wall(
        targets=targets,
        attained={each.target: each for each in attained},
        counts={
            code: [asked.answers[question].value or Decimal(0) for question in questions]
            for code, questions in staged.items()
        },
    )


def programme_of(formal: FormalTarget) -> str | None:
    """The word of the programme whose applications or titles are counted."""
    if not isinstance(formal.measure, Count) or formal.measure.entity not in {"application", "title"}:
        return None
    named = [each for each in formal.measure.where if isinstance(each, Named)]
    return next((each.word for each in named if each.attribute == PROGRAMME), None)


def stages_of(formal: FormalTarget, moment: Moment) -> list[CountQuestion]:
    """How many of the programme came to each stage; of a target without one there is nothing to count."""
    programme = programme_of(formal)
    if programme is None:
        return []
    point = replace(point_of(formal, moment), basis=Basis.CUMULATIVE)
    return [_staged(stage, programme, point) for stage in Stage]


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
