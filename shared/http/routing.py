"""The route class of every service: strict bodies, known parameters, nothing that blocks a thread."""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from typing_extensions import override

from shared.errors.refusals import FieldError
from shared.http.errors import RequestInvalid
from shared.http.requests import BODY_LIMIT, StrictRequest
from shared.http.strictjson import unusable


class HouseRoute(APIRoute):
    """Runs its checks of body and query after the guard, so that strangers get 401 whatever they send.

    FastAPI calls `get_route_handler` once, at the end of construction; it is pinned for that reason too.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **given: Any
    ) -> None:
        # FastAPI's own limiter answers in plain text: the limit is kept here and never handed on.
        self.body_limit = BODY_LIMIT if max_body_size is None else max_body_size
        super().__init__(path, endpoint, **given)

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        _refuse_blocking(self.dependant, self.path_format)
        self.dependant.dependencies.append(
            get_parameterless_sub_dependant(depends=Depends(self._checks()), path=self.path_format)
        )
        handle = super().get_route_handler()
        limit = self.body_limit

        async def strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive, body_limit=limit)
            try:
                return await handle(strict)
            except HTTPException:
                if strict.body_fault is not None:
                    raise strict.body_fault from None
                raise

        return strictly

    def _checks(self) -> Callable[[Request], Coroutine[Any, Any, None]]:
        many, single = _declared(self.dependant)
        reads_json = self.body_field is not None and not isinstance(self.body_field.field_info, Form)

        async def known_and_strict(request: Request) -> None:
            if request.scope["query_string"]:
                faults = list(_query_faults(request, many=many, single=single))
                if faults:
                    raise RequestInvalid(errors=faults)
            if reads_json and isinstance(request, StrictRequest):
                await request.require_json()

        return known_and_strict


def _query_faults(request: Request, *, many: frozenset[str], single: frozenset[str]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name not in many and name not in single:
            yield FieldError("unknown_parameter", parameter=name)
        elif name in seen and name in single:
            yield FieldError("repeated_parameter", parameter=name)
        elif unusable(value) or "\ufffd" in value:
            yield FieldError("unusable_character", parameter=name)
        seen.add(name)


def _declared(dependant: Dependant) -> tuple[frozenset[str], frozenset[str]]:
    """Names of query parameters that may be repeated, and of those that may not."""
    many: set[str] = set()
    single: set[str] = set()
    for name, annotation in _query_names(dependant):
        (many if _is_list(annotation) else single).add(name)
    return frozenset(many), frozenset(single)


def _query_names(dependant: Dependant) -> Iterator[tuple[str, Any]]:
    for parameter in dependant.query_params:
        annotation = parameter.field_info.annotation
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            for name, member in annotation.model_fields.items():
                yield member.alias or name, member.annotation
        else:
            yield parameter.alias, annotation
    for below in dependant.dependencies:
        yield from _query_names(below)


def _is_list(annotation: Any) -> bool:
    return "list[" in str(annotation) or annotation is list


def _refuse_blocking(dependant: Dependant, path: str) -> None:
    """A dependency or endpoint that is no coroutine would cost a hop to a thread on every request."""
    call = dependant.call
    if call is not None and not (inspect.iscoroutinefunction(call) or inspect.isasyncgenfunction(call)):
        called = inspect.iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004 - whether it awaits, not whether it calls
        if inspect.isclass(call) or not called:
            raise TypeError(f"{path}: {call!r} must be `async def`")
    for below in dependant.dependencies:
        _refuse_blocking(below, path)
