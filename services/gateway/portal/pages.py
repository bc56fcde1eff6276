"""The pages: which address shows what."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from services.gateway.portal import dashboard as metrics
from services.gateway.portal.assets import ROOT, Assets
from services.gateway.portal.rendering import Pages, language_of
from services.gateway.portal.snippets import snippets
from services.gateway.portal.verification import look_up
from services.gateway.replies import PROBLEMS, local_reply
from services.gateway.routes import SERVICES

OK, NOT_FOUND, UNAVAILABLE = 200, 404, 503
FOREVER = "public, max-age=31536000, immutable"


def routes(assets: Assets) -> list[BaseRoute]:
    """Every address of the portal; the route table of the gateway names the same."""

    async def asset(request: Request) -> Response:
        found = assets.find(request.path_params["mark"], request.path_params["name"])
        if found is None:
            raise HTTPException(NOT_FOUND)
        return Response(found.content, media_type=found.media_type, headers={"Cache-Control": FOREVER})

    return [
        Route("/", home),
        Route("/docs", documentation),
        Route("/docs/{service}", operations),
        Route("/start", start),
        Route("/problems", problems),
        Route("/problems/{code}", problem),
        Route("/glossary", glossary),
        Route("/verify", verify),
        Route("/dashboard", dashboards),
        Route("/dashboard/{document}", dashboard),
        Route("/verify/{code}", verify),
        Route(f"{ROOT}/{{mark}}/{{name}}", asset),
        Route("/healthz", well),
        Route("/readyz", well),
    ]


async def home(request: Request) -> Response:
    """What this is, what runs and how it is, and where to go on."""
    return _pages(request).render(request, "home")


async def documentation(request: Request) -> Response:
    """The services with their contracts."""
    return _pages(request).render(request, "docs")


async def operations(request: Request) -> Response:
    """Every operation of one service, to be read and tried."""
    service = request.path_params["service"]
    if service not in SERVICES:
        raise HTTPException(NOT_FOUND)
    return _pages(request).render(request, "operations", service=service)


async def start(request: Request) -> Response:
    """How to get a token, and first calls to copy."""
    shown = snippets(request.app.state.pages.public_url)
    return _pages(request).render(request, "start", snippets=shown)


async def problems(request: Request) -> Response:
    """The catalogue of refusals, whole or searched; a whole `type` may be pasted."""
    words = request.query_params.get("q", "")[:200]
    found = request.app.state.catalogue.search(words)
    return _pages(request).render(request, "problems", q=words, found=found)


async def problem(request: Request) -> Response:
    """What a `type` of a problem document leads to."""
    code = request.path_params["code"]
    found = request.app.state.catalogue.named(code)
    if not found:
        raise HTTPException(NOT_FOUND)
    return _pages(request).render(request, "problem", code=code, uri=PROBLEMS + code, found=found)


async def glossary(request: Request) -> Response:
    """The words of the field, under the headings of the document and in its order."""
    terms: dict[str, list[Any]] = {}
    for row in request.app.state.catalogue.glossary:
        terms.setdefault(row["heading"], []).append(row)
    return _pages(request).render(request, "glossary", terms=terms)


async def verify(request: Request) -> Response:
    """Whether a certificate is good, for whoever holds it in the hand; the address is in its code."""
    code = request.path_params.get("code") or request.query_params.get("code", "")
    outcome = await look_up(request.app.state.review, code[:64]) if code.strip() else None
    answer = _pages(request).render(request, "verify", code=code[:64].strip(), outcome=outcome)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def dashboards(request: Request) -> Response:
    """The documents whose targets can be looked at."""
    found = await metrics.documents(request.app.state.metrics)
    return _pages(request).render(request, "dashboards", status=_status(found), documents=found)


async def dashboard(request: Request) -> Response:
    """Every target of one document at one look, as metrics judged it."""
    try:
        board = await metrics.board(
            request.app.state.metrics, request.path_params["document"], language_of(request)
        )
    except metrics.Unknown:
        raise HTTPException(NOT_FOUND) from None
    return _pages(request).render(
        request,
        "dashboard",
        status=_status(board),
        board=board,
        tones=metrics.TONES,
        limits=metrics.LIMITS,
        beijing=metrics.beijing,
        figure=metrics.figure,
        bounds=metrics.bounds,
    )


def _status(found: object) -> int:
    return UNAVAILABLE if found is None else OK


async def well(_: Request) -> Response:
    """It has nothing to wait for: the pages are read before it listens."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


async def _refused(request: Request, error: Exception) -> Response:
    """A page for who wants a page, a problem document for everybody else."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(getattr(error, "headers", None) or {})
    if status == NOT_FOUND and "text/html" in request.headers.get("accept", ""):
        return _pages(request).render(request, "missing", status=NOT_FOUND)
    body = local_reply(status, language_of(request), request.headers.get("x-request-id", ""))
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


REFUSALS: Mapping[Any, Any] = {HTTPException: _refused, 500: _refused}


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages
