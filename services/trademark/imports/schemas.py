"""Imports of marks on the wire."""

from uuid import UUID

from pydantic import ConfigDict, Field

from shared.http.models import Day, Line
from shared.imports.schemas import EXAMPLE_IDS, LineOut, RunOut, StartRows


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
