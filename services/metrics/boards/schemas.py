"""The board on the wire."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import ConfigDict, Field

from services.metrics.attainment.schemas import EXAMPLE, StandingOut
from services.metrics.wordings.service import worded
from shared.http.models import Answer, Day, Instant
from shared.http.telling import Teller


class BoardItem(StandingOut):
    """A line of the board."""

    model_config = ConfigDict(json_schema_extra={"example": {**EXAMPLE, "since": "2015-07-01T04:00:00Z"}})

    since: Instant = Field(description="Since when it has had this status.")


class BoardOut(Answer):
    """All targets of a document at one look."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"document": "famous_brands_2015", "items": [], "waiting": []}}
    )

    document: str = Field(description="Code of the document.")
    judged_at: Instant | None = Field(None, description="When a judgement last changed.")
    items: Sequence[BoardItem] = Field(description="In the order of the document.")
    waiting: Sequence[str] = Field(description="Codes of targets that have not been judged yet.")


class AttainmentLine(Answer):
    """A line of the board as a table has it: nothing lies inside anything else."""

    document: str
    clause: str
    target: str
    text: str
    sentence: str
    reading: str | None = None
    region: str
    unit: str
    binding: str
    edition: int
    as_of: Day
    begins_on: Day
    ends_on: Day
    status: str
    since: Instant
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    strict: bool
    base: Decimal | None = None
    completion: Decimal | None = None
    attainment: Decimal | None = None
    headroom: Decimal | None = None
    pace: Decimal | None = None
    required_pace: Decimal | None = None
    latest_start_on: Day | None = None
    reasons: Sequence[str]
    missing: Sequence[str]
    sources: int
    receipt: str

    @classmethod
    def of(cls, item: BoardItem, teller: Teller) -> "AttainmentLine":
        """The item with its reasons told, its receipt as a digest."""
        told = {name: getattr(item, name) for name in _PLAIN}
        line = cls(
            **told,
            reasons=[teller.say(reason.code, reason.params) for reason in item.reasons],
            missing=item.completeness.missing,
            sources=item.receipt.total,
            receipt=item.receipt.digest,
        )
        return worded(line, teller.language)


_PLAIN = tuple(AttainmentLine.model_fields.keys() & BoardItem.model_fields.keys() - {"reasons", "receipt"})
