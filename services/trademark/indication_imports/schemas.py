"""Imports of indications on the wire."""

from uuid import UUID

from pydantic import ConfigDict, Field

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
