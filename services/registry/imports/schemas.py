"""Imports on the wire."""

from uuid import UUID

from pydantic import ConfigDict, Field

from services.registry.imports.models import ImportMode, OnError
from shared.http.models import Answer, Instant, StrictModel


class StartImport(StrictModel):
    """Read an uploaded table."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"file_id": "01890a5d-ac96-774b-bcce-b302099a8057", "mode": "validate"}}
    )

    file_id: UUID = Field(description="An uploaded .xlsx or .csv that is ready.")
    mode: ImportMode = Field(
        ImportMode.VALIDATE, description="validate writes nothing and counts; apply writes."
    )
    on_error: OnError = Field(
        OnError.ABORT, description="abort: all rows or none; skip: the good rows, the others come back."
    )
    update_existing: bool = Field(
        False, description="Change what is registered where the row says otherwise."
    )


class ImportOut(Answer):
    """An import, and what came of it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "01890a5d-ac96-774b-bcce-b302099a8057",
                "job_id": "01890a5d-ac96-774b-bcce-b302099a8058",
                "file_id": "01890a5d-ac96-774b-bcce-b302099a8059",
                "mode": "apply",
                "on_error": "skip",
                "update_existing": False,
                "created": 200,
                "updated": 0,
                "unchanged": 0,
                "failed": 2,
                "done": True,
                "applied": True,
                "errors_file_id": "01890a5d-ac96-774b-bcce-b302099a8060",
                "created_at": "2017-03-01T02:00:00Z",
            }
        }
    )

    id: UUID = Field(description="Identifier.")
    job_id: UUID = Field(description="The job that does it: progress and cancellation there.")
    file_id: UUID = Field(description="The table.")
    mode: ImportMode = Field(description="validate or apply.")
    on_error: OnError = Field(description="abort or skip.")
    update_existing: bool = Field(description="Whether known organisations are changed.")
    created: int = Field(description="Organisations that are new; in a dry run, that would be.")
    updated: int = Field(description="Rows that change something known.")
    unchanged: int = Field(description="Rows that say what is known.")
    failed: int = Field(description="Rows turned down.")
    done: bool = Field(description="Whether every row was read.")
    applied: bool = Field(description="Whether anything was written.")
    errors_file_id: UUID | None = Field(
        None, description="Workbook of the failing rows with 错误原因, to correct and send again."
    )
    created_at: Instant = Field(description="When it was asked for.")
