"""What the imports of every service have in common on the wire."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.http.models import Answer, Instant, StrictModel
from shared.imports.columns import ImportMode, OnError
from shared.imports.rows import Outcome

EXAMPLE_IDS: dict[str, Any] = {
    "id": "01890a5d-ac96-774b-bcce-b302099a8057",
    "job_id": "01890a5d-ac96-774b-bcce-b302099a8058",
    "file_id": "01890a5d-ac96-774b-bcce-b302099a8059",
}


class StartRows(StrictModel):
    """Read an uploaded table."""

    file_id: UUID = Field(description="An uploaded .xlsx or .csv that is ready.")
    mode: ImportMode = Field(
        ImportMode.VALIDATE, description="validate writes nothing and compares; apply writes."
    )
    on_error: OnError = Field(
        OnError.ABORT, description="abort: all rows or none; skip: the good rows, the others come back."
    )


class RunOut(Answer):
    """An import, and what came of it so far."""

    id: UUID = Field(description="Identifier.")
    job_id: UUID = Field(description="The job that does it: progress and cancellation there.")
    file_id: UUID = Field(description="The table.")
    mode: ImportMode = Field(description="validate or apply.")
    on_error: OnError = Field(description="abort or skip.")
    unchanged: int = Field(description="Rows that say what is known.")
    done: bool = Field(description="Whether every row was read.")
    applied: bool = Field(description="Whether anything was written.")
    errors_file_id: UUID | None = Field(
        None, description="The refused rows with reasons, in the format that was sent."
    )
    created_at: Instant = Field(description="When it was asked for.")


class LineOut(Answer):
    """What came of a row."""

    row: int = Field(description="Number of the row in the list.")
    outcome: Outcome = Field(description="new, changed, unchanged or refused.")
    fields: list[str] = Field(description="Fields in which the register differed.")
    errors: list[dict[str, Any]] = Field(description="Of a refused row: code, column and parameters of each.")
