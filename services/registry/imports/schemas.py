"""Imports on the wire."""

from pydantic import ConfigDict, Field

from shared.imports.schemas import EXAMPLE_IDS, LineOut, RunOut, StartRows


class StartImport(StartRows):
    """Read an uploaded table."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"file_id": EXAMPLE_IDS["file_id"], "mode": "validate"}}
    )

    update_existing: bool = Field(
        False, description="Change what is registered where the row says otherwise."
    )


class ImportOut(RunOut):
    """An import, and what came of it so far."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **EXAMPLE_IDS,
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

    update_existing: bool = Field(description="Whether known organisations are changed.")
    created: int = Field(
        validation_alias="new", description="Organisations that are new; in a dry run, that would be."
    )
    updated: int = Field(validation_alias="changed", description="Rows that change something known.")
    failed: int = Field(validation_alias="refused", description="Rows turned down.")


class ImportDifference(LineOut):
    """What came of a row."""

    credit_code: str | None = Field(None, description="Credit code, as far as it could be read.")
