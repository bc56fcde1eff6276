"""Imports of indications on the wire, and a line of JSON: a legal form with its product."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.imports.schemas import EXAMPLE_IDS, LineOut, RunOut, StartRows


class StartIndicationImport(StartRows):
    """Read an uploaded list of indications, a legal form a row."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"file_id": EXAMPLE_IDS["file_id"], "mode": "validate"}}
    )

    file_id: UUID = Field(description="An uploaded .xlsx, .csv or .jsonl that is ready.")


class IndicationImportOut(RunOut):
    """An import, and what came of it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **EXAMPLE_IDS,
                "mode": "apply",
                "on_error": "skip",
                "new": 40,
                "changed": 3,
                "unchanged": 210,
                "refused": 1,
                "done": True,
                "applied": True,
                "errors_file_id": "01890a5d-ac96-774b-bcce-b302099a8060",
                "created_at": "2017-03-01T02:00:00Z",
            }
        }
    )

    new: int = Field(description="Legal forms that enter; in a dry run, that would.")
    changed: int = Field(description="Rows that change a known form or its product.")
    refused: int = Field(description="Rows turned down.")


class IndicationDifference(LineOut):
    """What came of a row."""

    number: str | None = Field(None, description="Number of the form in its register, as far as it was read.")


class IndicationLine(BaseModel):
    """The members that are read; others are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    product_class: str
    kind: str
    register_code: str | None = None
    number: str
    form_name: str | None = None
    status: str
    filed_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    valid_to: date | None = None
    holder_name: str | None = None
    credit_code: str | None = None
    country: str | None = None
    area: list[str] = []
    manager_name: str | None = None
    area_hectares: Decimal | None = None
    yield_kg_per_hectare: Decimal | None = None
    yearly_capacity_kg: Decimal | None = None
    instrument: str | None = None

    def cells(self) -> dict[str, Any]:
        """By key of the template, as somebody would have typed them."""
        told = self.model_dump(exclude={"area"}).items()
        typed = {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in told}
        return {**typed, "area": "；".join(self.area) or None}


def cells_of(line: str) -> dict[str, Any]:
    """The cells of a line; raises ValueError when it is shaped otherwise."""
    return IndicationLine.model_validate_json(line).cells()
