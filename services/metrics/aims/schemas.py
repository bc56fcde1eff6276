"""The formal target: quantifier over scope ( comparator ( measure, bound ) ) in window."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from services.metrics.aims.rules import BandMode, Binding, Relation
from services.metrics.indicators.rules import Unit
from services.metrics.policies.schemas import Code, Titles
from services.metrics.readings.rules import Basis, Release
from shared.codes.regions import RegionLevel
from shared.http.models import Line, Quantity, StrictModel

Year = Annotated[int, Field(ge=1990, le=2100, description="Calendar year.")]
Share = Annotated[Quantity, Field(gt=0, le=1)]


class Measured(StrictModel):
    """A condition on a figure of an entity: brand value above ten billion."""

    kind: Literal["measured"] = "measured"
    attribute: Code = Field(description="Which figure.")
    relation: Relation = Field(description="How it has to stand to the value.")
    value: Quantity = Field(description="In the unit.")
    unit: Unit = Field(description="Unit of the value.")


class Named(StrictModel):
    """A condition on a property of an entity: of this programme, valid, of this kind."""

    kind: Literal["named"] = "named"
    attribute: Code = Field(description="Which property.")
    word: Code = Field(description="What it has to be.")


Where = Annotated[Measured | Named, Field(discriminator="kind")]


class Series(StrictModel):
    """The figure of one indicator."""

    kind: Literal["series"] = "series"
    code: Code = Field(description="Code of the indicator.")


class Quotient(StrictModel):
    """One indicator divided by another: never added up over regions, its parts are."""

    kind: Literal["quotient"] = "quotient"
    numerator: Code = Field(description="Code of the indicator above the line.")
    denominator: Code = Field(description="Code of the indicator below the line.")


class Count(StrictModel):
    """How many entities meet all conditions, counted over entity facts."""

    kind: Literal["count"] = "count"
    entity: Code = Field(description="What is counted.")
    where: tuple[Where, ...] = Field((), max_length=8, description="All have to hold.")


Measure = Annotated[Series | Quotient | Count, Field(discriminator="kind")]


class Baseline(StrictModel):
    """The figure that growth is measured against."""

    year: Year
    basis: Basis = Field(description="flow, stock or cumulative.")
    release: Release = Field(Release.FIRST, description="As first published, or as published last.")
    measure: Measure | None = Field(None, description="Absent: the measure of the target.")


class Constant(StrictModel):
    """A figure that stands in the document."""

    kind: Literal["constant"] = "constant"
    value: Quantity = Field(description="In the unit of the target.")


class Times(StrictModel):
    """A multiple of a baseline; 翻一番 is twice."""

    kind: Literal["times"] = "times"
    factor: Annotated[Quantity, Field(gt=0, description="How many times.")]
    baseline: Baseline


class Plus(StrictModel):
    """A baseline and so much more."""

    kind: Literal["plus"] = "plus"
    increase: Quantity = Field(description="In the unit of the target.")
    baseline: Baseline


class Other(StrictModel):
    """Another measure in the same window."""

    kind: Literal["measure"] = "measure"
    measure: Measure


Bound = Annotated[Constant | Times | Plus | Other, Field(discriminator="kind")]


class Compare(StrictModel):
    """Against one bound."""

    kind: Literal["compare"] = "compare"
    relation: Relation = Field(description="at_least, more_than, at_most, less_than or equals.")
    bound: Bound


class Approx(StrictModel):
    """About so many, within a share up and down."""

    kind: Literal["approx"] = "approx"
    value: Quantity = Field(description="In the unit of the target.")
    tolerance: Share = Field(description="0.10 is ten per cent up and down.")


class Band(StrictModel):
    """Between two figures, both included."""

    kind: Literal["band"] = "band"
    lower: Quantity = Field(description="In the unit of the target.")
    upper: Quantity = Field(description="In the unit of the target.")
    mode: BandMode = Field(description="hard: both ends bind; aspiration: the lower one does.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.upper <= self.lower:
            raise ValueError("the upper end lies above the lower one")
        return self


Comparator = Annotated[Compare | Approx | Band, Field(discriminator="kind")]


class Total(StrictModel):
    """The region as a whole."""

    kind: Literal["total"] = "total"


class Each(StrictModel):
    """Every region of a set by itself."""

    kind: Literal["each"] = "each"
    set: Code = Field(description="Which regions.")


class SomeOf(StrictModel):
    """So many regions of a set."""

    kind: Literal["at_least"] = "at_least"
    set: Code = Field(description="Which regions.")
    count: Annotated[int, Field(ge=1, le=10_000, description="How many of them.")]


class ShareOf(StrictModel):
    """Such a share of the regions of a set."""

    kind: Literal["share"] = "share"
    set: Code = Field(description="Which regions.")
    share: Share = Field(description="0.6 is sixty per cent.")


Quantifier = Annotated[Total | Each | SomeOf | ShareOf, Field(discriminator="kind")]


class Span(StrictModel):
    """The window: one calendar year, or several from the first to the last."""

    until: Year
    since: Year | None = Field(None, description="Absent: the year `until` alone.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.since is not None and self.since >= self.until:
            raise ValueError("a span begins before the year it ends in")
        return self


class Word(StrictModel):
    """A word of conditions, and the values of the attribute that it stands for."""

    zh: Line = Field(alias="zh-CN")
    en: Line
    values: Annotated[tuple[Line, ...], Field(min_length=1)]


class RegionSet(StrictModel):
    """Regions that a document names together: those of a level below a region."""

    zh: Line = Field(alias="zh-CN")
    en: Line
    region: Annotated[str, Field(pattern=r"^[0-9]{6}$")]
    level: RegionLevel
    reading: Line | None = None


class Terms(StrictModel):
    """The file of words beside the indicators."""

    entity: dict[Code, Titles]
    attribute: dict[Code, Titles]
    word: dict[Code, Word]
    region_set: dict[Code, RegionSet]


class FormalTarget(StrictModel):
    """What a document demands, in a form that can be judged."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "window": {"until": 2017},
                "region": "370000",
                "quantifier": {"kind": "total"},
                "basis": "cumulative",
                "measure": {"kind": "series", "code": "ecommerce_brands"},
                "unit": "item",
                "comparator": {
                    "kind": "compare",
                    "relation": "at_least",
                    "bound": {"kind": "constant", "value": "50"},
                },
                "binding": "aspirational",
            }
        }
    )

    window: Span
    region: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{6,20}$", description="Code of the region.")]
    quantifier: Quantifier = Field(default_factory=Total, description="Absent: the total.")
    basis: Basis = Field(description="flow, stock or cumulative.")
    measure: Measure
    unit: Unit = Field(description="Unit of the measure.")
    comparator: Comparator
    binding: Binding = Field(description="hard, committed or aspirational.")
