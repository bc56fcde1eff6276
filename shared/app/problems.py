"""Every refusal as `application/problem+json` (RFC 9457), in the caller's language, without the input."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from shared.errors.refusals import FieldError, Refusal
from shared.http.language import Language, preferred
from shared.messages.catalogue import Catalogue

TYPE_BASE = "https://lupin.example/problems/"
"""Where the documentation explains each code; the one place that knows."""

CHALLENGE = 'Bearer realm="lupin"'
UNEXPECTED = "internal_error"


def problem(request: Request, refusal: Refusal) -> Response:
    """The response for a refusal."""
    catalogue: Catalogue = request.app.state.catalogue
    language = preferred(request.headers.get("accept-language"))
    body = _body(catalogue, language, refusal.code, params=refusal.params, status=refusal.status)
    body["instance"] = _instance(request)
    if refusal.errors:
        body["errors"] = [_field(catalogue, language, error) for error in refusal.errors]
    if refusal.blocked is not None:
        body["blocked"] = _explained(catalogue, language, refusal.blocked)
    headers = dict(refusal.headers)
    if refusal.status == 401:  # noqa: PLR2004 - an HTTP status reads best as itself
        headers.setdefault("WWW-Authenticate", CHALLENGE)
    return _response(body, language, headers)


def unexpected(request: Request) -> Response:
    """The answer to a fault of ours: only the name of the request, under which the log has the rest."""
    catalogue: Catalogue = request.app.state.catalogue
    language = preferred(request.headers.get("accept-language"))
    body = _body(catalogue, language, UNEXPECTED, params={}, status=500)
    body["instance"] = _instance(request)
    return _response(body, language, {})


def _body(
    catalogue: Catalogue, language: Language, code: str, *, params: Mapping[str, object], status: int
) -> dict[str, Any]:
    message = catalogue.render(code, language, params)
    return {
        "type": TYPE_BASE + code,
        "title": message.title,
        "status": status,
        "detail": message.detail,
        "code": code,
    }


def _field(catalogue: Catalogue, language: Language, error: FieldError) -> dict[str, str]:
    places = {"pointer": error.pointer, "parameter": error.parameter, "header": error.header}
    detail = catalogue.render(error.code, language, error.params).detail
    return {
        **{place: value for place, value in places.items() if value is not None},
        "code": error.code,
        "detail": detail,
    }


def _explained(catalogue: Catalogue, language: Language, member: Any) -> Any:
    """Blockers come as code and params; the caller reads a sentence beside the code."""
    if isinstance(member, Mapping):
        code = member.get("code")
        if isinstance(code, str) and code in catalogue.entries:
            detail = catalogue.render(code, language, member.get("params") or {}).detail
            return {**member, "detail": detail}
        return {name: _explained(catalogue, language, value) for name, value in member.items()}
    if isinstance(member, list | tuple):
        return [_explained(catalogue, language, item) for item in member]
    return member


def _instance(request: Request) -> str:
    request_id: UUID = request.scope["state"]["request_id"]
    return request_id.urn


def _response(body: dict[str, Any], language: Language, headers: dict[str, str]) -> Response:
    return Response(
        orjson.dumps(body, default=str),
        status_code=body["status"],
        headers={
            **headers,
            "Content-Language": language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store",
        },
        media_type="application/problem+json",
    )
