"""Pictures of targets over HTTP."""

import base64
import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from services.metrics.attainment.errors import AttainmentUnfit
from services.metrics.boards.errors import BoardNotFound
from services.metrics.charts.dependencies import Gallery
from services.metrics.charts.errors import ChartNotFound
from services.metrics.charts.schemas import SVG, VEGA_LITE, ChartsOut, wish_of
from services.metrics.charts.service import offered
from services.metrics.policies.schemas import Code
from services.metrics.svg.rules import STYLE
from services.metrics.targets.dependencies import Reader
from services.metrics.targets.errors import TargetNotFound
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.language import ChosenLanguage
from shared.http.models import Day
from shared.http.preconditions import tagged
from shared.http.refused import refusals

router = APIRouter(tags=["charts"])

Anyone = Annotated[Caller, anyone()]
PictureName = Annotated[
    str,
    Path(
        pattern=r"^(bullet|path|gauge|tiles|funnel)(\.svg|\.vl\.json)?$",
        description="Kind of picture, and the form: `gauge.svg`, `gauge.vl.json`, or `gauge` by `Accept`.",
        examples=["gauge.svg"],
    ),
]
AsOf = Annotated[Day | None, Query(description="As judged on this day, from what was known at its end.")]
_STYLED = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY: Final = f"default-src 'none'; style-src 'sha256-{_STYLED}'"
"""A picture that is opened by itself may use its own colours and nothing else."""
FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The picture.",
        "content": {
            SVG: {"schema": {"type": "string"}},
            VEGA_LITE: {"schema": {"type": "object"}},
        },
    }
}


@router.get("/charts", responses=refusals(BoardNotFound))
async def list_charts(
    caller: Anyone, reader: Reader, document: Annotated[Code, Query(description="Code of the document.")]
) -> ChartsOut:
    """Which pictures suit each target of a document (M10), and where they lie."""
    return offered(document, await reader.of(document))


@router.get(
    "/targets/{target}/charts/{picture}",
    response_class=Response,
    responses={**FORMS, **refusals(TargetNotFound, ChartNotFound, AttainmentUnfit)},
)
async def draw_chart(  # noqa: PLR0913 - one parameter for each choice of the reader
    caller: Anyone,
    request: Request,
    target: Code,
    picture: PictureName,
    gallery: Gallery,
    language: ChosenLanguage,
    *,
    as_of: AsOf = None,
    heading: Annotated[bool, Query(description="Whether an SVG bears the words of the document.")] = True,
) -> Response:
    """A picture of a target (M10): `.svg`, `.vl.json`, or by `Accept`; its tag changes with what it shows."""
    wish = wish_of(picture, request.headers.get("accept", ""), language=language, heading=heading)
    drawn = await gallery.show(target, wish, as_of=as_of)
    headers = {"Vary": "Accept, Accept-Language", "Content-Security-Policy": POLICY}
    answer = Response(drawn.content, media_type=drawn.media_type, headers=headers)
    tagged(request, answer, drawn.edition, drawn.digest)
    return answer
