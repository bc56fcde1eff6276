"""The route class of every service: strict bodies, known parameters, nothing that blocks a thread."""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from typing import Any

from fastapi import Depends, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_parameterless_sub_dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Scope
from typing_extensions import override

from shared.errors.refusals import FieldError, Refusal
from shared.http.errors import RequestInvalid
from shared.http.requests import BODY_LIMIT, StrictRequest
from shared.http.strictjson import unusable

_NOT_HERE: tuple[Match, Scope] = (Match.NONE, {})


class HouseRoute(APIRoute):
    """Finds faults of query and body before the guard and tells them after it: strangers get 401 in any case.

    FastAPI calls `get_route_handler` once, at the end of construction; it is pinned for that reason too.
    """

    def __init__(
        self, path: str, endpoint: Callable[..., Any], *, max_body_size: int | None = None, **given: Any
    ) -> None:
        # FastAPI's own limiter answers in plain text: the limit is kept here and never handed on.
        self.body_limit = BODY_LIMIT if max_body_size is None else max_body_size
        self._slashes = None if ":path}" in path else path.count("/")
        self._opening = path.partition("{")[0]
        super().__init__(path, endpoint, **given)

    @override
    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Most routes are told apart by their opening and their depth, at a tenth of a regular expression."""
        path: str = scope["path"]
        if not path.startswith(self._opening):
            return _NOT_HERE
        if self._slashes is not None and path.count("/") != self._slashes:
            return _NOT_HERE
        return super().matches(scope)

    @override
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        _refuse_blocking(self.dependant, self.path_format)
        reads_json = self.body_field is not None and not isinstance(self.body_field.field_info, Form)
        many, single = _declared(self.dependant)
        answering, refusing = super().get_route_handler(), self._refusing_handler()
        limit = self.body_limit

        async def strictly(request: Request) -> Response:
            strict = StrictRequest(request.scope, request.receive, body_limit=limit)
            if request.scope["query_string"]:
                strict.fault = _query_fault(strict, many=many, single=single)
            if reads_json:
                await strict.read_json()
            try:
                return await (answering if strict.fault is None else refusing)(strict)
            except HTTPException:
                if strict.fault is not None:  # met while a form was read
                    raise strict.fault from None
                raise

        return strictly

    def _refusing_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The same route with one dependency behind the guard: it raises what was found."""
        whole = self.dependant
        refusal = get_parameterless_sub_dependant(depends=Depends(_tell), path=self.path_format)
        self.dependant = replace(whole, dependencies=[*whole.dependencies, refusal])
        try:
            return super().get_route_handler()
        finally:
            self.dependant = whole


async def _tell(request: Request) -> None:
    if isinstance(request, StrictRequest) and request.fault is not None:
        raise request.fault


def _query_fault(request: Request, *, many: frozenset[str], single: frozenset[str]) -> Refusal | None:
    faults = list(_query_faults(request, many=many, single=single))
    return RequestInvalid(errors=faults) if faults else None


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
