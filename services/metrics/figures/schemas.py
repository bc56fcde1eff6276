"""Readings on the wire."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pydantic import ConfigDict, Field

from services.metrics.figures.errors import QuestionUnfit
from services.metrics.readings.rules import Boundaries, Comparison, Condition, Reading, Window
from shared.errors import FieldError
from shared.http.models import Answer, Quantity, Undefinable
from shared.http.telling import CodedOut


class ReasonOut(CodedOut):
    """Why there is no value, or what should be known beside it."""


class CompletenessOut(Answer):
    """How many reports are in, and what the missing ones leave open."""

    expected: int = Field(description="Reports asked for.")
    reported: int = Field(description="Reports that have come.")
    approved: int = Field(description="Reports approved and published.")
    missing: Sequence[str] = Field(description="Codes of the regions without an approved figure.")
    low: Quantity | None = Field(None, description="The whole is at least this.")
    high: Quantity | None = Field(None, description="The whole is at most this; absent: nothing bounds it.")


class SourceOut(Answer):
    """One thing that the value was made of."""

    kind: str = Field(description="observation, or the kind of entity.")
    id: UUID = Field(description="The observation, or the event that told the fact.")
    version: int = Field(description="Its version, or the event's place in the entity's history.")


class ReceiptOut(Answer):
    """What the value was made of."""

    sources: Sequence[SourceOut] = Field(description="The first fifty.")
    total: int = Field(description="How many there are.")
    digest: str = Field(
        description="Over all of them, whatever their order; the same facts, the same digest."
    )
    cursors: Mapping[str, str] = Field(description="How far each feed had been read.")


class ReadingOut(Undefinable):
    """A figure with its completeness and receipt."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "value": "2511150000000.000000",
                "reasons": [],
                "completeness": {"expected": 16, "reported": 16, "approved": 16, "missing": []},
                "receipt": {"sources": [], "total": 16, "digest": "", "cursors": {}},
            }
        }
    )

    value: Quantity | None = Field(description="The figure; money in yuan.")
    reasons: Sequence[ReasonOut] = Field(description="Why it is missing, or what stands beside it.")
    completeness: CompletenessOut = Field(description="What it still waits for.")
    receipt: ReceiptOut = Field(description="What it was made of.")


def reading_out(reading: Reading) -> ReadingOut:
    return ReadingOut.model_validate(reading)


def window_of(first: date, last: date) -> Window:
    """The window of two query parameters."""
    if last < first:
        raise QuestionUnfit(errors=[FieldError("window_empty", parameter="to")])
    return Window(first, last)


def boundaries_of(text: str) -> Boundaries:
    """Of the query parameter, or QuestionUnfit."""
    try:
        return Boundaries.read(text)
    except ValueError:
        raise QuestionUnfit(errors=[FieldError("boundaries_unfit", parameter="boundaries")]) from None


def conditions_of(texts: Sequence[str]) -> tuple[Condition, ...]:
    """`attribute:comparison:value`, several values of `in` with bars between; or QuestionUnfit."""
    return tuple(_condition(text) for text in texts)


def _condition(text: str) -> Condition:
    try:
        attribute, comparison, value = text.split(":", 2)
        return Condition(attribute, Comparison(comparison), _value(Comparison(comparison), value))
    except (ValueError, InvalidOperation):
        raise QuestionUnfit(errors=[FieldError("condition_unfit", parameter="where")]) from None


def _value(comparison: Comparison, text: str) -> str | Decimal | tuple[str, ...]:
    if comparison is Comparison.IN:
        return tuple(text.split("|"))
    return text if comparison in {Comparison.EQ, Comparison.NE} else Decimal(text)
