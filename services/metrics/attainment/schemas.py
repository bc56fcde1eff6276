"""Where targets stand, on the wire."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
)

from services.metrics.aims.rules import Binding
from services.metrics.attainment.rules import Status
from services.metrics.figures.schemas import CompletenessOut, ReasonOut, ReceiptOut
from services.metrics.indicators.rules import Unit
from services.metrics.projections.rules import Method
from shared.http.models import Answer, Day, Quantity, Undefinable

_GRAIN = Decimal("0.000001")


def six_places(value: Decimal) -> Decimal:
    """Six places, as every quantity has at most; written out without exponent."""
    rounded = value.quantize(_GRAIN, rounding=ROUND_HALF_EVEN)
    return Decimal(format(rounded, "f").rstrip("0").rstrip(".")) if rounded else Decimal(0)


Figure = Annotated[Quantity, AfterValidator(six_places)]


class PartOut(Answer):
    """A region that counts for itself."""

    region: str = Field(description="Code of the region.")
    name: str = Field(description="Its name.")
    value: Figure | None = Field(None, description="Absent while it is not known.")
    holds: bool | None = Field(None, description="Whether the region by itself meets what is asked.")


class Judged(Undefinable):
    """What every judgement says."""

    status: Status = Field(
        description="achieved_early, on_track, at_risk, off_track, unknown; after the window met, not_met, "
        "undetermined; of a cap within, near_limit, at_limit, breached."
    )
    value: Figure | None = Field(description="The figure, in the unit of the target.")
    lower: Figure | None = Field(None, description="What it has to reach.")
    upper: Figure | None = Field(None, description="What it must not pass.")
    strict: bool = Field(description="Whether the bound itself does not do.")
    base: Figure | None = Field(None, description="The figure that growth is measured from.")
    completion: Figure | None = Field(None, description="Value by bound; more than 1 stays more than 1.")
    attainment: Figure | None = Field(None, description="Share of the way from the base to the bound.")
    headroom: Figure | None = Field(None, description="Bound less value: negative where it is passed.")
    pace: Figure | None = Field(None, description="Attainment by time gone: 1 is in time.")
    required_pace: Figure | None = Field(None, description="Units a day from now on that still reach it.")
    latest_start_on: Day | None = Field(None, description="Until then the pace so far still reaches it.")
    reasons: Sequence[ReasonOut] = Field(description="Why something is missing, or what stands beside it.")


EXAMPLE: Final[dict[str, Any]] = {
    "target": "product_brands_cap_2015",
    "document": "famous_brands_2015",
    "clause": "三(二)1",
    "text": "今年拟认定的山东名牌产品不超过300个",
    "sentence": "2015年，山东省（370000）……",
    "unit": "item",
    "binding": "hard",
    "region": "370000",
    "edition": 1,
    "as_of": "2015-07-01",
    "begins_on": "2015-01-01",
    "ends_on": "2015-12-31",
    "status": "within",
    "value": "120",
    "upper": "300",
    "strict": False,
    "completion": "0.4",
    "attainment": "0.4",
    "headroom": "180",
    "reasons": [],
    "parts": [],
    "completeness": {"expected": 0, "reported": 0, "approved": 0, "missing": []},
    "receipt": {"sources": [], "total": 120, "digest": "8d41", "cursors": {"review": "311"}},
}


class StandingOut(Judged):
    """Where a target stands."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    target: str = Field(description="Code of the target.")
    document: str = Field(description="Code of the document that sets it.")
    clause: str = Field(description="Clause of the document.")
    text: str = Field(description="Verbatim from the clause.")
    reading: str | None = Field(None, description="What was chosen where the document leaves something open.")
    sentence: str = Field(description="The formal target as a sentence in the caller's language.")
    unit: Unit = Field(description="Unit of value and bounds.")
    binding: Binding = Field(description="hard, committed or aspirational.")
    region: str = Field(description="Code of the region that is judged.")
    edition: int = Field(description="Edition of the target.")
    as_of: Day = Field(description="The day of judgement.")
    begins_on: Day = Field(description="Where the way to the bound begins.")
    ends_on: Day = Field(description="Last day of the window.")
    parts: Sequence[PartOut] = Field(description="Regions that count for themselves, where each has to.")
    completeness: CompletenessOut = Field(description="What the figure still waits for.")
    receipt: ReceiptOut = Field(description="What the figure was made of.")


class ProjectionOut(Answer):
    """What one method projects."""

    method: Method = Field(
        description="linear, weighted, endpoint, last_increment, growth (CAGR) or theil_sen."
    )
    value: Figure | None = Field(None, description="For the last year of the window.")
    error: Figure | None = Field(None, description="Mean absolute error on the past years.")


class YearOut(Answer):
    """The figure of a year."""

    year: int = Field(description="Calendar year.")
    value: Figure = Field(description="In the unit of the target.")


class PanelOut(Answer):
    """Past years and what they project; the headline erred least on the past."""

    year: int = Field(description="The year that is projected.")
    points: Sequence[YearOut] = Field(description="Figures of whole years, oldest first.")
    projections: Sequence[ProjectionOut] = Field(description="From three years on.")
    headline: ProjectionOut | None = Field(None, description="The method with the smallest error.")
    low: Figure | None = Field(None, description="Headline less its error.")
    high: Figure | None = Field(None, description="Headline and its error.")
    probability: Figure | None = Field(None, description="Of reaching the bound; from five years on.")


class AttainmentOut(StandingOut):
    """Where a target stands, and where it goes."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {**EXAMPLE, "projection": {"year": 2015, "points": [], "projections": []}}
        }
    )

    projection: PanelOut = Field(description="Past years and what they project.")


class RankOut(Answer):
    """A region in a ranking."""

    region: str = Field(description="Code of the region.")
    name: str = Field(description="Its name.")
    value: Figure | None = Field(None, description="Absent while it is not known; such regions stand last.")
    rank: int | None = Field(None, description="Equal values share a rank, and the next one counts them all.")
    tied: bool = Field(description="Whether others have the same value.")


class RankingOut(Answer):
    """Regions by the measure of a target."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "target": "online_retail_2017",
                "as_of": "2018-02-01",
                "unit": "yuan",
                "items": [
                    {"region": "370200", "name": "青岛市", "value": "98000000000", "rank": 1, "tied": False}
                ],
            }
        }
    )

    target: str = Field(description="Code of the target.")
    as_of: Day = Field(description="The day of judgement.")
    unit: Unit = Field(description="Unit of the values.")
    items: Sequence[RankOut] = Field(description="Best first.")
