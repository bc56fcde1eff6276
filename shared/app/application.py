"""The composition of a service: routes, layers and state, the same for all of them."""

import gc
import warnings
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from typing_extensions import override

from shared.app import codelists, operations
from shared.app.codelists import CodeShelf
from shared.app.frontier import Frontier
from shared.app.handlers import handlers
from shared.app.openapi import contract_of
from shared.app.spec import ServiceSpec
from shared.codes.lists import OWN, CodeList, code_lists_in
from shared.db.recorder import Recorder
from shared.http.cursors import cursor_key
from shared.http.routing import HouseRoute
from shared.messages.catalogue import Catalogue
from shared.observability import logs, tracing
from shared.observability.metrics import Figures
from shared.time.clock import Clock

_TAKEN_OVER = (
    "callbacks",
    "dependencies",
    "deprecated",
    "description",
    "include_in_schema",
    "methods",
    "name",
    "openapi_extra",
    "operation_id",
    "response_class",
    "response_description",
    "response_model",
    "responses",
    "status_code",
    "summary",
    "tags",
    "max_body_size",
)
"""What a route of a service's router hands on to the application's own."""


def create_app(spec: ServiceSpec) -> FastAPI:
    """The application of a service."""
    logs.configure(spec.name)
    figures = Figures(spec.name)
    app = FastAPI(
        title=spec.title,
        version=spec.version,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(spec),
        exception_handlers=handlers(),  # type: ignore[arg-type] # handlers take their own exception
        middleware=[Middleware(Frontier, service=spec.name, figures=figures)],
        telemetry=tracing.configuration(spec.name),
    )
    _furnish(app, spec, figures)
    for router in (codelists.router, *spec.routers):
        _take_over(app, router, prefix=spec.prefix)
    for router in (operations.router, *spec.bare_routers):
        _take_over(app, router, prefix="")
    _publish_contract(app, spec)
    return app


def _furnish(app: FastAPI, spec: ServiceSpec, figures: Figures) -> None:
    state: Mapping[str, object] = {
        "spec": spec,
        "database": spec.database,
        "recorder": Recorder(spec.database) if spec.database is not None else None,
        "clock": spec.database.clock if spec.database is not None else Clock(),
        "catalogue": Catalogue.load(spec.messages_path),
        "cursor_key": cursor_key(spec.settings.data_key_bytes),
        "code_shelf": CodeShelf([*spec.code_lists, *_own_lists(spec)]),
        "figures": figures,
        **spec.state,
    }
    for name, value in state.items():
        setattr(app.state, name, value)


def _own_lists(spec: ServiceSpec) -> Iterable[CodeList]:
    path = spec.messages_path.with_name(OWN)
    return code_lists_in(path).values() if path.exists() else ()


def _take_over(app: FastAPI, router: APIRouter, *, prefix: str) -> None:
    """Put a router's routes into the application's own list: a tree of routers is searched level by level."""
    for route in router.routes:
        if not isinstance(route, APIRoute):
            raise TypeError(f"{route!r}: list each router in the ServiceSpec instead of nesting it")
        app.router.routes.append(_house_route(_ById(route), prefix))


@dataclass(frozen=True, slots=True)
class _ById:
    """A route as the key of a cache: FastAPI compares routes by what they are, and so cannot hash them."""

    route: APIRoute

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.route is other.route

    @override
    def __hash__(self) -> int:
        return id(self.route)


@lru_cache(maxsize=2048)
def _house_route(given: _ById, prefix: str) -> BaseRoute:
    """The route as the house serves it, made once in a process: nothing of an application is in it."""
    house, route = APIRouter(), given.route
    taken: dict[str, Any] = {name: getattr(route, name) for name in _TAKEN_OVER}
    house.add_api_route(
        prefix + route.path,
        route.endpoint,
        route_class_override=HouseRoute,
        response_model_exclude_none=True,
        generate_unique_id_function=_operation_id,
        **taken,
    )
    return house.routes[0]


def _operation_id(route: APIRoute) -> str:
    return route.name


def _publish_contract(app: FastAPI, spec: ServiceSpec) -> None:
    rendered: list[bytes] = []

    async def read_contract(_request: Request) -> Response:
        if not rendered:
            rendered.append(orjson.dumps(app.openapi()))
        return Response(rendered[0], media_type="application/json")

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # two functions of one name are two operations of one id
                app.openapi_schema = contract_of(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign] # the way FastAPI documents for own documents
    app.router.add_api_route(
        f"{spec.prefix}/openapi.json",
        read_contract,
        route_class_override=HouseRoute,
        include_in_schema=False,
        response_model=None,
    )


def _lifespan(spec: ServiceSpec) -> Any:
    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        logs.take_over_standard_logging(spec.name)
        async with AsyncExitStack() as stack:
            if spec.database is not None:
                stack.push_async_callback(spec.database.dispose)
            await _enter(stack, spec.lifespans, app)
            gc.collect()
            gc.freeze()  # what start-up made lives as long as the process
            yield

    return live


async def _enter(stack: AsyncExitStack, lifespans: Sequence[Any], app: FastAPI) -> None:
    for lifespan in lifespans:
        await stack.enter_async_context(lifespan(app))
