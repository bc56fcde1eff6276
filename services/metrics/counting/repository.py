"""Counts over facts: many questions in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Row,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.metrics.boundaries.repository import Areas
from services.metrics.boundaries.rules import members
from services.metrics.entities.rules import ALWAYS
from services.metrics.facts.models import EntityFact
from services.metrics.facts.repository import Generations
from services.metrics.readings.rules import (
    Basis,
    Comparison,
    Completeness,
    Condition,
    CountQuestion,
    Reading,
    Receipt,
    Source,
)
from shared.codes.regions import Region

SHOWN = 50
"""How many sources a receipt names; its digest covers all."""
Answer: TypeAlias = Row[Any]
F = EntityFact
OTHER = aliased(EntityFact)


@dataclass(frozen=True, slots=True)
class Counts:
    """Views over the current generation of facts."""

    session: AsyncSession

    async def read(self, questions: Sequence[CountQuestion]) -> list[Reading]:
        """One reading for each question, in their order."""
        if not questions:
            return []
        generations = Generations(self.session)
        generation, cursors = await generations.current(), await generations.cursors()
        zones = await Areas(self.session).zones()
        statements = [
            _counted(place, question, generation=generation, zones=zones)
            for place, question in enumerate(questions)
        ]
        rows = await self.session.execute(union_all(*statements) if len(statements) > 1 else statements[0])
        found = {row.place: row for row in rows}
        return [_reading(question, found[place], cursors) for place, question in enumerate(questions)]


def _reading(question: CountQuestion, row: Answer, cursors: Mapping[str, str]) -> Reading:
    value = Decimal(row.amount or 0) if question.sum_of else Decimal(row.total)
    sources = [
        Source(question.entity, event_id, version)
        for event_id, version in zip(row.events or (), row.versions or (), strict=True)
    ]
    digest = "" if row.digest is None else f"{row.digest & (2**64 - 1):016x}"
    receipt = Receipt(sources=tuple(sources), total=row.total, digest=digest, cursors=cursors)
    return Reading(value=value, receipt=receipt, completeness=Completeness(low=value, high=value))


def _counted(
    place: int, question: CountQuestion, *, generation: int, zones: tuple[Region, ...]
) -> Select[Any]:
    """Total, sum, digest and first sources of one question."""
    found = _found(question, generation, zones).cte(f"found_{place}")
    few = select(found).order_by(found.c.event_id).limit(SHOWN).subquery()
    shown = [
        select(func.array_agg(aggregate_order_by(column, few.c.event_id))).scalar_subquery()
        for column in (few.c.event_id, few.c.version)
    ]
    return select(
        literal(place).label("place"),
        func.count().label("total"),
        func.sum(found.c.amount).label("amount"),
        func.bit_xor(func.uuid_hash_extended(found.c.event_id, cast(found.c.version, BigInteger))).label(
            "digest"
        ),
        cast(shown[0], ARRAY(Uuid)).label("events"),
        shown[1].label("versions"),
    ).select_from(found)


def _found(question: CountQuestion, generation: int, zones: tuple[Region, ...]) -> Select[Any]:
    """One row for each thing that is counted: its first fitting fact."""
    window = question.window
    key = F.attributes[question.distinct].astext if question.distinct else F.entity_id
    amount = _number(question.sum_of) if question.sum_of else cast(literal(None), Numeric)
    chosen = (
        select(key.label("key"), F.valid_from, F.event_id, F.version, amount.label("amount"))
        .where(F.generation == generation, F.entity == question.entity, *_placed(question, zones))
        .where(F.valid_from <= window.last, *_known(question.known_at))
        .where(*(_holds(condition, generation) for condition in question.where))
    )
    if question.distinct:
        chosen = chosen.where(key.is_not(None))
    if question.basis is Basis.STOCK:
        chosen = chosen.where(F.valid_to > window.last)
        if question.distinct is None:
            return chosen
    first = chosen.ext(distinct_on(key)).order_by(key, F.valid_from, F.event_id).subquery()
    return _within(first, question)


def _placed(question: CountQuestion, zones: tuple[Region, ...]) -> tuple[ColumnElement[bool], ...]:
    """Within the region by the boundaries asked for; no region is everywhere."""
    if not question.region:
        return ()
    codes = members(zones, question.region, question.boundaries.day(question.window))
    return (F.region.in_(codes),)


def _within(first: Subquery, question: CountQuestion) -> Select[Any]:
    """A flow is what began inside the window."""
    begun = select(first)
    if question.basis is Basis.FLOW:
        return begun.where(first.c.valid_from >= question.window.first)
    return begun


def _known(known_at: datetime | None) -> tuple[ColumnElement[bool], ...]:
    if known_at is None:
        return (F.known_to == ALWAYS,)
    return (F.known_from <= known_at, F.known_to > known_at)


def _number(attribute: str) -> ColumnElement[Any]:
    """The attribute as a number; nothing where it is none."""
    text = F.attributes[attribute].astext
    return case((text.regexp_match(r"^-?[0-9]+(\.[0-9]+)?$"), cast(text, Numeric)))


def _holds(condition: Condition, generation: int) -> ColumnElement[bool]:
    """A condition as SQL; an attribute that an entity lacks fulfils none but `ne`."""
    if condition.attribute == "programme":
        return _of_programme(condition, generation)
    value = condition.value
    text: ColumnElement[Any] = F.attributes[condition.attribute].astext
    if condition.comparison is Comparison.IN:
        listed = value if isinstance(value, tuple) else (str(value),)
        return text.in_(listed)
    if isinstance(value, Decimal):
        return _compared(_number(condition.attribute), condition.comparison, literal(value, Numeric))
    written = str(value).lower() if isinstance(value, bool) else str(value)
    return _compared(text, condition.comparison, literal(written))


def _compared(
    left: ColumnElement[Any], comparison: Comparison, right: ColumnElement[Any]
) -> ColumnElement[bool]:
    made: Mapping[Comparison, ColumnElement[bool]] = {
        Comparison.EQ: left == right,
        Comparison.NE: left.is_distinct_from(right),
        Comparison.GT: left > right,
        Comparison.GE: left >= right,
        Comparison.LT: left < right,
        Comparison.LE: left <= right,
    }
    return made[comparison]


def _of_programme(condition: Condition, generation: int) -> ColumnElement[bool]:
    """By the code of the programme, directly or by way of the round."""
    codes = condition.value if isinstance(condition.value, tuple) else (str(condition.value),)
    named = _entities("programme", generation, OTHER.attributes["code"].astext.in_(codes))
    rounds = _entities("round", generation, OTHER.attributes["programme_id"].astext.in_(named))
    within = or_(F.attributes["programme_id"].astext.in_(named), F.attributes["round_id"].astext.in_(rounds))
    return ~within if condition.comparison is Comparison.NE else within


def _entities(kind: str, generation: int, condition: ColumnElement[bool]) -> Select[Any]:
    """Identifiers, as text, of the entities of a kind that fulfil a condition."""
    return select(cast(OTHER.entity_id, Text)).where(
        OTHER.generation == generation, OTHER.entity == kind, OTHER.known_to == ALWAYS, condition
    )
