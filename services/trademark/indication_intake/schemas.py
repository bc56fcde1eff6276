"""A line of JSON as the cells of a row: a legal form with its product, by the names of the API."""

from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict


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
