"""Figures in the forms of SDMX over HTTP, at the addresses of its REST API 2."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from services.metrics.observations.routes import CELLS
from services.metrics.observations.service import shown
from services.metrics.sdmx.errors import FiguresNotFound, KeyUnfit
from services.metrics.sdmx.repository import keyed
from services.metrics.sdmx.rules import CSV, JSON, CsvMessage, JsonMessage
from services.metrics.sdmx.service import key_of, names_in, unit_of
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.db.ids import new_id
from shared.http.exports import Export, Writer
from shared.http.language import ChosenLanguage
from shared.http.models import Instant
from shared.http.refused import refusals
from shared.tables.exporting import Format
from shared.time.clock import instant

router = APIRouter(prefix="/sdmx", tags=["exports"])

FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The data message.",
        "content": {
            JSON.partition(";")[0]: {"schema": {"type": "object"}},
            CSV.partition(";")[0]: {"schema": {"type": "string"}},
        },
    }
}
Key = Annotated[
    str,
    Path(
        max_length=200,
        pattern=r"^[A-Za-z0-9_.*-]+$",
        description="FREQ.INDICATOR.REF_AREA.ORIGIN, any of which may be `*`; or `*` for all.",
        examples=["A.online_retail.370000.*"],
    ),
]


@router.get(
    "/data/dataflow/LUPIN/FIGURES/1.0.0/{key}",
    response_class=StreamingResponse,
    responses={**FORMS, **refusals(FiguresNotFound, KeyUnfit)},
)
async def read_sdmx_figures(
    caller: Annotated[Caller, anyone()],
    request: Request,
    key: Key,
    language: ChosenLanguage,
    *,
    known_at: Annotated[
        Instant | None, Query(description="What stood at this moment; now by default.")
    ] = None,
) -> StreamingResponse:
    """Figures of a key (M10) as SDMX-JSON 2.0, or as SDMX-CSV 2.0 where `Accept` names it."""
    asked = key_of(key)
    export = Export(request, Format.CSV, None, language)
    return await export.through(
        _writer(request, language),
        lambda session, page: page.of(session, keyed(session, asked, known_at), CELLS, shown),
        empty=FiguresNotFound(),
    )


def _writer(request: Request, language: ChosenLanguage) -> Writer:
    if "csv" in request.headers.get("accept", ""):
        return CsvMessage(unit_of)
    return JsonMessage(unit_of, names_in(language), new_id().hex, instant(), language)
