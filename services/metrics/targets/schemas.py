"""Targets as they are shipped and as they cross the wire."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue

from services.metrics.aims.schemas import FormalTarget
from services.metrics.policies.schemas import Code
from shared.http.models import Answer, Instant, Line, StrictModel, Text, Version

Clause = Annotated[Line, Field(max_length=40, description="Clause of the document: 二(一).")]
Wording = Annotated[Text, Field(max_length=2000, description="Verbatim from the clause.")]
Reading = Annotated[Line, Field(description="What was chosen where the document leaves something open.")]

_FORMAL: JsonValue = {
    "window": {"until": 2017},
    "region": "370000",
    "quantifier": {"kind": "total"},
    "basis": "flow",
    "measure": {"kind": "series", "code": "online_retail"},
    "unit": "yuan",
    "comparator": {
        "kind": "compare",
        "relation": "at_least",
        "bound": {"kind": "constant", "value": "600000000000"},
    },
    "binding": "committed",
}
_WORDED: dict[str, JsonValue] = {
    "clause": "一(二)",
    "text": "网络零售额达到6000亿元",
    "formal": _FORMAL,
}
_TARGET: dict[str, JsonValue] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "code": "online_retail_2017",
    "document_code": "ecommerce_2014",
    "document_issued": "2014",
    "region_code": "370000",
    "edition": 1,
    **_WORDED,
    "sentence": "2017年，山东省（370000）当期“网络零售额”（元）不少于6000亿元（承诺性）。",
    "sha256": "d2a84f4b8b650937ec8f73cd8be2c74add5a911ba64df27458ed8229da804a26",
    "version": 1,
}


class WordTarget(StrictModel):
    """A new edition: what the document says, and how it is judged."""

    model_config = ConfigDict(json_schema_extra={"example": _WORDED})

    clause: Clause
    text: Wording
    reading: Reading | None = None
    formal: FormalTarget = Field(description="Quantifier over scope (comparator (measure, bound)) in window.")


class DefineTarget(WordTarget):
    """A new target of a document."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "online_retail_goal", "document": "ecommerce_2014", **_WORDED}}
    )

    code: Code = Field(description="By which it is referred to; never used again.")
    document: Code = Field(description="Code of the document that sets it.")


class ShippedTarget(WordTarget):
    """One target of the catalogue."""

    code: Code
    edition: Annotated[int, Field(ge=1)]


class ShippedTargets(StrictModel):
    """The targets of one document."""

    document: Code
    targets: Annotated[tuple[ShippedTarget, ...], Field(min_length=1)]


class TargetOut(Answer):
    """A target in its newest edition."""

    model_config = ConfigDict(json_schema_extra={"example": _TARGET})

    id: UUID = Field(description="Identifier.")
    code: str = Field(description="By which it is referred to.")
    document_code: str = Field(description="The document that sets it.")
    document_issued: str = Field(description="Day of issue, or the year where the copy has no day.")
    region_code: str = Field(description="The region that it is set for.")
    edition: int = Field(description="Number of the newest edition.")
    clause: str = Field(description="Clause of the document.")
    text: str = Field(description="Verbatim from the clause.")
    reading: str | None = Field(None, description="What was chosen where the document leaves something open.")
    formal: FormalTarget = Field(description="In the form that is judged.")
    sentence: str = Field(
        description="The same as a sentence in the caller's language; the Chinese one reads back as this."
    )
    sha256: str = Field(description="Of the formal target's canonical JSON.")
    version: Version


class TargetEditionOut(Answer):
    """One wording of a target."""

    number: int = Field(description="Number of the edition.")
    clause: str = Field(description="Clause of the document.")
    text: str = Field(description="Verbatim from the clause.")
    reading: str | None = Field(None, description="What was chosen where the document leaves something open.")
    formal: FormalTarget = Field(description="In the form that is judged.")
    sentence: str = Field(description="The formal target as a sentence in the caller's language.")
    sha256: str = Field(description="Of the formal target's canonical JSON.")
    created_at: Instant = Field(description="When it was written.")


class TargetDetail(TargetOut):
    """A target with all its editions."""

    model_config = ConfigDict(json_schema_extra={"example": {**_TARGET, "editions": []}})

    editions: Sequence[TargetEditionOut] = Field(description="Newest first.")
