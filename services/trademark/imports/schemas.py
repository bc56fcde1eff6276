"""Imports of marks on the wire."""

from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.imports.models import ImportMode, OnError
from services.trademark.intake.rules import Outcome
from shared.http.models import Answer, Day, Instant, Line, StrictModel

_IDS: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "job_id": "01890a5d-ac96-774b-bcce-b302099a8058",
    "file_id": "01890a5d-ac96-774b-bcce-b302099a8059",
}


class StartMarkImport(StrictModel):
    """Read an uploaded list of marks."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "file_id": _IDS["file_id"],
                "mode": "validate",
                "as_of": "2017-03-01",
                "source": "济宁市商标名录2017年第1期",
            }
        }
    )

    file_id: UUID = Field(description="An uploaded .xlsx, .csv or .jsonl that is ready.")
    mode: ImportMode = Field(
        ImportMode.VALIDATE, description="validate writes nothing and compares; apply writes."
    )
    on_error: OnError = Field(
        OnError.ABORT, description="abort: all rows or none; skip: the good rows, the others come back."
    )
    as_of: Day = Field(
        description="The day that the list describes: from it a changed holder, agency or term counts."
    )
    source: Line = Field(description="Gazette or document that the list is.")


class MarkImportOut(Answer):
    """An import, and what came of it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **_IDS,
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

    id: UUID = Field(description="Identifier.")
    job_id: UUID = Field(description="The job that does it: progress and cancellation there.")
    file_id: UUID = Field(description="The list.")
    mode: ImportMode = Field(description="validate or apply.")
    on_error: OnError = Field(description="abort or skip.")
    as_of: Day = Field(description="The day that the list describes.")
    source: str = Field(description="Gazette or document that the list is.")
    new: int = Field(description="Marks that enter; in a dry run, that would.")
    changed: int = Field(description="Rows that bring events to known marks.")
    unchanged: int = Field(description="Rows that say what is known.")
    refused: int = Field(description="Rows turned down.")
    done: bool = Field(description="Whether every row was read.")
    applied: bool = Field(description="Whether anything was written.")
    errors_file_id: UUID | None = Field(
        None, description="The refused rows with reasons, in the format that was sent."
    )
    created_at: Instant = Field(description="When it was asked for.")


class MarkDifference(Answer):
    """What came of a row."""

    row: int = Field(description="Number of the row in the list.")
    number: str | None = Field(None, description="Number of the mark, as far as it could be read.")
    outcome: Outcome = Field(description="new, changed, unchanged or refused.")
    fields: list[str] = Field(description="Fields in which the register differed.")
    errors: list[dict[str, Any]] = Field(description="Of a refused row: code, column and parameters of each.")
