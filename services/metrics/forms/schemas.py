"""Shipped report forms, and how they cross the wire."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from pydantic import Field

from services.metrics.forms import rules
from services.metrics.observations.rules import Unit
from shared.http.models import Answer, Quantity
from shared.text.yaml_text import read_yaml

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "reports" / "forms.yaml"


class FieldOut(Answer):
    """One figure of a form."""

    series: str = Field(description="Code of the series.", examples=["online_retail"])
    name: Mapping[str, str] = Field(description="What is asked, in zh-CN and en.")
    unit: Unit = Field(description="Unit in which it is usually given.")
    growth: Quantity = Field(description="More than so many times the figure before is explained.")
    part_of: str | None = Field(None, description="Series that it is a part of, and cannot exceed.")

    def rule(self) -> rules.Field:
        return rules.Field(self.series, self.unit, Decimal(self.growth), self.part_of)


class FormOut(Answer):
    """A form: figures, or a list of entities."""

    code: str = Field(description="Code of the form.", examples=["ecommerce"])
    name: Mapping[str, str] = Field(description="Name in zh-CN and en.")
    source: str = Field(description="Document and clause that want the figures.")
    fields: Sequence[FieldOut] = Field((), description="Figures; empty for a form that lists entities.")
    entity: str | None = Field(None, description="Kind of the entities that are listed.")
    valued: bool = Field(False, description="Whether each listed entity has an amount.")


class FormsOut(Answer):
    """All forms."""

    items: Sequence[FormOut] = Field(description="In the order of the catalogue.")


@cache
def shipped_forms() -> Mapping[str, FormOut]:
    """The forms of this release, by code."""
    written = read_yaml(CATALOGUE.read_text("utf-8"))
    return {form["code"]: FormOut.model_validate(form) for form in written["forms"]}
