"""A programme's definition as data: what an edition's YAML or JSON holds, typed member by member (V01)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from services.review.definitions import rules
from shared.codes.kinds import OrganisationKind, RecommendingBody, ServiceField
from shared.codes.roles import Role
from shared.http.models import Line, Quantity, Score, StrictModel, Text

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,59}$")]
"""A name by which rows and expressions refer to a thing; never shown to people without its label."""


NUMBER_PATTERN = r"^[^{}]*\{year\}[^{}]*\{serial:0[1-9]d\}[^{}]*$"
"""Such as `HLWPP-{year}-{serial:04d}`."""


class Texts(StrictModel):
    """The same sentence in both languages of the house."""

    model_config = ConfigDict(serialize_by_alias=True)

    zh: Annotated[Line, Field(alias="zh-CN", max_length=500)]
    en: Annotated[Line, Field(max_length=500)]

    def label(self, language: str = "zh-CN") -> str:
        return self.en if language == "en" else self.zh


class Policy(StrictModel):
    """The document that the programme carries out."""

    doc: Annotated[Line, Field(max_length=20)]
    number: Annotated[Line, Field(max_length=60)]
    issuer: Line


class Body(StrictModel):
    """Who recognises, and who supervises: never the same (V18)."""

    code: Code
    name: Texts


class Category(StrictModel):
    """A category of applicants and the authority that recommends it (V06).

    Those of the list `enterprise_categories` have their names there; a programme's own bring them.
    """

    code: Code
    name: Texts | None = None
    recommended_by: RecommendingBody
    clause: Line | None = None


class Applicants(StrictModel):
    """Who may apply."""

    kinds: Annotated[list[OrganisationKind], Field(min_length=1)]
    certified_only: bool
    categories: Annotated[list[Category], Field(min_length=1, max_length=30)]


class UiHints(StrictModel):
    """How a front-end may lay the form out; it may ignore all of this."""

    order: list[Annotated[Line, Field(max_length=60)]] = Field(default=[])
    widgets: dict[str, Annotated[Line, Field(max_length=60)]] = Field(default={})


class Form(StrictModel):
    """The form: JSON Schema 2020-12 and hints beside it."""

    schema_: Annotated[dict[str, Any], Field(alias="schema")]
    ui: UiHints = UiHints()

    model_config = ConfigDict(serialize_by_alias=True)


class Format(StrEnum):
    """Kinds of file that a material may come in."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"


class MaterialKind(StrictModel):
    """A material that an application carries."""

    key: Code
    name: Texts
    required: bool
    formats: Annotated[list[Format], Field(min_length=1)]
    seal: bool = False
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    """Paper copies to hand in; 0: none."""


class EligibilityRule(StrictModel):
    """A rule as an expression over the facts of `rules.FACTS`; unknown is neither met nor failed (V05)."""

    code: Code
    rule: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    message: Texts
    source: Literal["registry", "trademark", "dossier"]
    clause: Line | None = None
    reading: Text | None = None
    """Our reading where the document leaves a choice."""


class Lapse(StrEnum):
    """What happens when a stage's time runs out."""

    LAPSE = "lapse"
    ESCALATE = "escalate"
    REPLACE = "replace"
    CLOSE = "close"


class Stage(StrictModel):
    """A stage of the round: who acts, for how many working days, when reminded, and what then."""

    step: Code
    role: Role
    working_days: Annotated[int, Field(ge=1, le=500)]
    reminders: Annotated[list[Annotated[int, Field(ge=1, le=100)]], Field(max_length=10)]
    """Working days before the last day."""
    on_lapse: Lapse


class Scale(StrictModel):
    """The points that may be given."""

    minimum: Score
    maximum: Score
    step: Score


class Criterion(StrictModel):
    """What experts judge, and how much of the total it is."""

    code: Code
    weight: Score
    name: Texts
    guidance: Texts
    veto_below: Score | None = None


class Rubric(StrictModel):
    """The scoring rubric; weights add up to one (V07)."""

    scale: Scale
    criteria: Annotated[list[Criterion], Field(min_length=1, max_length=50)]


class Panel(StrictModel):
    """How experts are drawn and their scores brought together (V07)."""

    experts_per_application: Annotated[int, Field(ge=1, le=15)]
    maximum_load: Annotated[int, Field(ge=1, le=1000)]
    fields: Annotated[list[ServiceField], Field(min_length=1)]
    former_employer_years: Annotated[int, Field(ge=0, le=20)]
    aggregation: Literal["mean", "trimmed_mean", "median"]
    trim: Quantity
    minimum_sample: Annotated[int, Field(ge=1, le=15)]
    disagreement_limit: Score


class Candidates(StrictModel):
    """How many candidates the document expects; a plan, not a limit."""

    about: Annotated[int, Field(ge=1, le=1_000_000)]
    clause: Line | None = None


class QuotaPlan(StrictModel):
    """Places per authority, seats under the cap, and what becomes of the rest (V06, V08)."""

    candidates: Candidates | None = None
    per_city: Annotated[int, Field(ge=0, le=100_000)]
    per_division: Annotated[int, Field(ge=0, le=100_000)]
    cap: Annotated[int, Field(ge=1, le=100_000)]
    reserve: Literal["rest"] | Annotated[int, Field(ge=0, le=100_000)]
    tie_rule: Annotated[list[Code], Field(min_length=1)]


class NoticePlan(StrictModel):
    """The public notice (V10)."""

    working_days: Annotated[int, Field(ge=1, le=60)]
    channels: Annotated[list[Literal["website", "newspaper", "wechat"]], Field(min_length=1)]
    objectors: Literal["anyone", "organisations"]
    anonymous_allowed: bool


class TitlePlan(StrictModel):
    """What is granted: a brand title, or a status that is none."""

    kind: Literal["title", "status"]
    name: Texts
    level: Literal["province", "city", "county"]
    validity_years: Annotated[int, Field(ge=1, le=20)]
    number_pattern: Annotated[str, StringConstraints(pattern=NUMBER_PATTERN)]


class Source(StrictModel):
    """Where a figure comes from: the clause of the document, or our reading where it is silent."""

    at: Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9_-]+)+$", max_length=200)]
    """JSON pointer into the definition; it speaks for everything below, too."""
    clause: Line | None = None
    reading: Text | None = None


class Definition(StrictModel):
    """One edition of a programme, as it is published and stored."""

    code: Code
    name: Texts
    policy: Policy
    owner_region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    recognition_body: Body
    supervising_body: Body
    applicants: Applicants
    form: Form
    materials: Annotated[list[MaterialKind], Field(max_length=50)]
    eligibility: Annotated[list[EligibilityRule], Field(max_length=100)]
    stages: Annotated[list[Stage], Field(min_length=1, max_length=20)]
    rubric: Rubric
    panel: Panel
    quota: QuotaPlan
    notice: NoticePlan
    title: TitlePlan
    sources: Annotated[list[Source], Field(max_length=100)] = Field(default=[])

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Definition":
        """The definition of a stored edition, which was checked when it was stored."""
        return cls.model_validate(stored)

    def written(self) -> dict[str, Any]:
        """The form in which it is stored, hashed and answered: JSON values, members without value absent."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def stage(self, step: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.step == step), None)

    @property
    def reads_holdings(self) -> bool:
        """Whether its rules ask for marks or indications."""
        return rules.reads_holdings(each.rule for each in self.eligibility)

    def recommender(self, category: str) -> RecommendingBody | None:
        """Who recommends a category; None: the programme does not know it."""
        return next((c.recommended_by for c in self.applicants.categories if c.code == category), None)
