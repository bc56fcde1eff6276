"""Imports of marks on the wire, and a line of JSON shaped as WIPO ST.96 names the parts of a trademark."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from shared.http.models import Day, Line
from shared.imports.schemas import EXAMPLE_IDS, LineOut, RunOut, StartRows

_KINDS = {"Collective trademark": "collective", "Certification trademark": "certification"}


class StartMarkImport(StartRows):
    """Read an uploaded list of marks."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "file_id": EXAMPLE_IDS["file_id"],
                "mode": "validate",
                "as_of": "2017-03-01",
                "source": "济宁市商标名录2017年第1期",
            }
        }
    )

    file_id: UUID = Field(description="An uploaded .xlsx, .csv or .jsonl that is ready.")
    as_of: Day = Field(
        description="The day that the list describes: from it a changed holder, agency or term counts."
    )
    source: Line = Field(description="Gazette or document that the list is.")


class MarkImportOut(RunOut):
    """An import, and what came of it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **EXAMPLE_IDS,
                "mode": "apply",
                "on_error": "skip",
                "as_of": "2017-03-01",
                "source": "济宁市商标名录2017年第1期",
                "new": 200,
                "changed": 12,
                "unchanged": 1800,
                "refused": 2,
                "done": True,
                "applied": True,
                "errors_file_id": "01890a5d-ac96-774b-bcce-b302099a8060",
                "created_at": "2017-03-01T02:00:00Z",
            }
        }
    )

    as_of: Day = Field(description="The day that the list describes.")
    source: str = Field(description="Gazette or document that the list is.")
    new: int = Field(description="Marks that enter; in a dry run, that would.")
    changed: int = Field(description="Rows that bring events to known marks.")
    refused: int = Field(description="Rows turned down.")


class MarkDifference(LineOut):
    """What came of a row."""

    number: str | None = Field(None, description="Number of the mark, as far as it could be read.")


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal, extra="ignore", frozen=True)


class _Application(_Part):
    application_number_text: str


class _Description(_Part):
    class_number: int
    group_code: str | None = None
    goods_services_description_text: str


class _Party(_Part):
    entity_name: str
    organization_identifier: str | None = None
    country_code: str | None = None
    region_code: str | None = None


class _Representative(_Part):
    entity_name: str


class _Ending(_Part):
    mark_event_category: Literal["withdrawn", "surrendered", "revoked", "invalidated"]
    mark_event_date: date


class TrademarkLine(_Part):
    """The members that are read; others are left alone."""

    application_number: _Application
    mark_category: Literal["Trademark", "Service mark", "Collective trademark", "Certification trademark"] = (
        "Trademark"
    )
    mark_verbal_element_text: str
    application_date: date
    publication_date: date | None = None
    registration_date: date | None = None
    expiry_date: date | None = None
    goods_services_bag: list[_Description] = Field(min_length=1)
    applicant_bag: list[_Party] = Field(min_length=1, max_length=1)
    representative_bag: list[_Representative] = []
    mark_event: _Ending | None = None

    def cells(self) -> dict[str, Any]:
        """By key of the template, as somebody would have typed them."""
        holder = self.applicant_bag[0]
        kinds = {"Trademark": "product", "Service mark": "service", **_KINDS}
        return {
            "number": self.application_number.application_number_text,
            "name": self.mark_verbal_element_text,
            "kind": kinds[self.mark_category],
            "goods": "；".join(_typed(each) for each in self.goods_services_bag),
            "holder": holder.entity_name,
            "credit_code": holder.organization_identifier,
            "country": holder.country_code,
            "region": holder.region_code,
            "agent": next((each.entity_name for each in self.representative_bag), None),
            "filed_on": self.application_date,
            "published_on": self.publication_date,
            "registered_on": self.registration_date,
            "expires_on": self.expiry_date,
            "ending": None if self.mark_event is None else self.mark_event.mark_event_category,
            "ended_on": None if self.mark_event is None else self.mark_event.mark_event_date,
        }


def _typed(each: _Description) -> str:
    group = f"-{each.group_code}" if each.group_code else ""
    return f"{each.class_number}{group} {each.goods_services_description_text}"


def st96_cells(line: str) -> dict[str, Any]:
    """The cells of a line; raises ValueError when it is shaped otherwise."""
    return TrademarkLine.model_validate_json(line).cells()
