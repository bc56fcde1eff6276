"""Imports on the wire, and a row of a table as the requests that it stands for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from pydantic import ConfigDict, Field, ValidationError

from services.registry.brands.models import BrandOrigin, Market
from services.registry.brands.schemas import RegisterBrand
from services.registry.facts.rules import FactKind, FactSource
from services.registry.facts.schemas import FactIn, RecordFacts
from services.registry.imports.rules import FIGURES
from services.registry.organisations.schemas import RegisterOrganisation
from shared.codes.kinds import BrandKind, OrganisationKind
from shared.errors import Refusal
from shared.errors.faults import Fault
from shared.imports.rows import RowRefusedError
from shared.imports.schemas import EXAMPLE_IDS, LineOut, RunOut, StartRows
from shared.tables.reading import CellError

CORRECTED: Final = (
    "category address industry_code size_class established_on uses_ecommerce above_scale above_quota"
).split()
"""Columns that are compared with what is registered, and corrected when asked to."""
_COLUMNS: Final = {"region_code": "region", "legal_representative": "representative", "contacts": "contact"}
_REASON: Final = "批量导入更新"


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


def registration(values: Mapping[str, Any], region_code: str) -> RegisterOrganisation:
    """The organisation that a row describes."""
    given = {name: values[name] for name in ("credit_code", "name", *CORRECTED) if name in values}
    contact = _person(values, "contact")
    return RegisterOrganisation.model_validate(
        {
            **given,
            "kind": values.get("kind", OrganisationKind.ENTERPRISE),
            "region_code": region_code,
            "legal_representative": _person(values, "representative"),
            "contacts": [] if contact is None else [contact],
        }
    )


def _person(values: Mapping[str, Any], who: str) -> dict[str, Any] | None:
    name = values.get(who)
    return None if name is None else {"name": name, "phone": values.get(f"{who}_phone")}


def figures(values: Mapping[str, Any], *, correcting: bool) -> tuple[int, RecordFacts] | None:
    """Year and figures of a row, if it has any; a year must stand with them."""
    told = [FactIn(kind=FactKind(name), value=figure(name, values)) for name in FIGURES if name in values]
    if not told:
        return None
    if "year" not in values:
        raise RowRefusedError([CellError("year_missing", "year")])
    reason = _REASON if correcting else None
    return int(values["year"]), RecordFacts(facts=told, source=FactSource.IMPORTED, reason=reason)


def figure(name: str, values: Mapping[str, Any]) -> Decimal:
    """Shares come in per cent and are kept between 0 and 1; money comes in yuan already."""
    value: Decimal = values[name]
    return value / 100 if name == FactKind.INSPECTION_PASS_RATE else value


def brand(values: Mapping[str, Any], owner: UUID) -> RegisterBrand | None:
    """The brand that a row names, if it names one."""
    if values.get("brand") is None:
        return None
    market = values.get("markets", "domestic")
    return RegisterBrand(
        organisation_id=owner,
        name=str(values["brand"]),
        kind=BrandKind.PRODUCT,
        origin=BrandOrigin(values.get("brand_origin", "own")),
        markets=list(Market) if market == "both" else [Market(market)],
    )


def reasons_of(refused: ValidationError | Refusal | Fault) -> RowRefusedError:
    """Why the requests of a row are refused, by its columns; a region is all that is looked up."""
    if isinstance(refused, Fault):
        return RowRefusedError([CellError(refused.code, "region", refused.params)])
    if isinstance(refused, ValidationError):
        return RowRefusedError([_of_fault(fault) for fault in refused.errors()])
    if not refused.errors:
        return RowRefusedError([CellError(refused.code, None, refused.params)])
    return RowRefusedError(
        [
            CellError(each.code, _column(*(each.pointer or "").strip("/").split("/")), each.params)
            for each in refused.errors
        ]
    )


def _of_fault(fault: Mapping[str, Any]) -> CellError:
    raised = (fault.get("ctx") or {}).get("error")
    code, params = (raised.code, raised.params) if isinstance(raised, Fault) else ("cell_unfit", {})
    return CellError(code, _column(*fault["loc"]), params)


def _column(*steps: object) -> str | None:
    """The column that a member came from; of a person, the telephone has its own."""
    if not steps or steps[0] in {"", "facts"}:
        return None
    column = _COLUMNS.get(str(steps[0]), str(steps[0]))
    return f"{column}_phone" if steps[-1] == "phone" else column
