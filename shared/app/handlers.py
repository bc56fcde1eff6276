"""Where exceptions become answers; the only place that does it."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException

from shared.app.databasefaults import refusal_of_database
from shared.app.problems import problem
from shared.app.validation import refusal_of
from shared.db.caller import Caller
from shared.db.recorder import Recorder
from shared.errors.refusals import Refusal
from shared.http.errors import BadRequest, MethodNotOffered, PathUnknown
from shared.http.preconditions import NotModified

log = structlog.get_logger("refusal")

_RECORDED = {403, 409}
"""Denials and refused steps are written down, unless their class says `recorded = False`."""

Handler = Callable[[Request, Any], Awaitable[Response]]


def handlers() -> dict[int | type[Exception], Handler]:
    """For FastAPI's `exception_handlers`."""
    return {
        Refusal: _refused,
        RequestValidationError: _invalid,
        HTTPException: _of_framework,
        NotModified: _not_modified,
        DBAPIError: _of_database,
        StaleDataError: _of_database,
        PoolTimeoutError: _of_database,
        OSError: _of_database,
    }


async def _refused(request: Request, refusal: Refusal) -> Response:
    request.app.state.figures.refusal(refusal.code)
    await _record(request, refusal)
    return problem(request, refusal)


async def _invalid(request: Request, found: RequestValidationError) -> Response:
    return await _refused(request, refusal_of(found))


async def _not_modified(_request: Request, known: NotModified) -> Response:
    return Response(status_code=304, headers={"ETag": known.tag, "Cache-Control": "private"})


async def _of_framework(request: Request, raised: HTTPException) -> Response:
    if raised.status_code == 404:  # noqa: PLR2004 - an HTTP status reads best as itself
        return await _refused(request, PathUnknown())
    if raised.status_code == 405:  # noqa: PLR2004 - as above
        return await _refused(request, MethodNotOffered(headers={"Allow": _allowed(request)}))
    return await _refused(request, BadRequest())


async def _of_database(request: Request, fault: Exception) -> Response:
    refusal = refusal_of_database(fault, request.app.state.spec.constraints)
    if refusal is None:
        raise fault
    log.warning("database", code=refusal.code, fault=type(fault).__name__)
    return await _refused(request, refusal)


def _allowed(request: Request) -> str:
    """Every method that some route offers at this path: the framework knows only the first route's."""
    app: FastAPI = request.app
    methods: set[str] = set()
    for route in app.router.routes:
        shape = getattr(route, "path_regex", None)
        if shape is not None and shape.match(request.scope["path"]):
            methods |= getattr(route, "methods", None) or set()
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


async def _record(request: Request, refusal: Refusal) -> None:
    """Write the refusal down when it is one to be remembered; failing that never changes the answer."""
    recorder: Recorder | None = request.app.state.recorder
    caller = getattr(request.state, "caller", None)
    remembered = getattr(refusal, "recorded", refusal.status in _RECORDED)
    if recorder is None or not remembered or not isinstance(caller, Caller):
        return
    try:
        await recorder.record(
            caller,
            refusal,
            request_id=request.state.request_id,
            method=request.method,
            path=request.url.path,
        )
    except (SQLAlchemyError, OSError):
        request.app.state.figures.unrecorded()
        log.warning("refusal not recorded", code=refusal.code)
