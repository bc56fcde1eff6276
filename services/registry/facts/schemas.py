"""Yearly facts on the wire."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.facts.rules import FactKind, FactSource, FactUnit
from shared.http.models import Answer, Instant, Quantity, StrictModel, Text


class FactIn(StrictModel):
    """One figure of the year."""

    kind: FactKind = Field(description="sales, online_sales, exports, taxes, staff, r_and_d ...")
    value: Quantity = Field(description="Yuan, persons, or a share between 0 and 1, by kind.")


class RecordFacts(StrictModel):
    """Figures of one year; what is on record already becomes a new revision."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "facts": [{"kind": "sales", "value": "128000000.00"}, {"kind": "staff", "value": "310"}],
                "source": "declared",
            }
        }
    )

    facts: Annotated[list[FactIn], Field(min_length=1, max_length=20)] = Field(description="The figures.")
    source: FactSource = Field(description="declared, audited, department or imported.")
    evidence: UUID | None = Field(None, description="Uploaded file that shows the figures.")
    reason: Annotated[Text, Field(max_length=2000)] | None = Field(
        None, description="Why a figure on record is changed; needed when one is."
    )


class FactOut(Answer):
    """One figure."""

    year: int = Field(description="Calendar year.")
    kind: FactKind = Field(description="What is counted.")
    value: Quantity = Field(description="The figure, in its unit.")
    unit: FactUnit = Field(description="yuan, persons or ratio.")
    revision: int = Field(description="1 for the first, rising with corrections.")
    source: FactSource = Field(description="Where it comes from.")
    evidence: UUID | None = Field(None, description="Uploaded file.")
    reason: str | None = Field(None, description="Why it was corrected.")
    recorded_at: Instant = Field(description="When it was written down.")


class FactsOut(Answer):
    """Figures of an organisation."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {
                        "year": 2016,
                        "kind": "sales",
                        "value": "128000000.000000",
                        "unit": "yuan",
                        "revision": 1,
                        "source": "declared",
                        "recorded_at": "2017-03-01T02:00:00Z",
                    }
                ]
            }
        }
    )

    items: Sequence[FactOut] = Field(description="By year and kind, latest year first.")
