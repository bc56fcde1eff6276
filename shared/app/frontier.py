"""The outermost layer: names, counts and logs a request, answers HEAD, catches what nobody expected."""

from time import perf_counter

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.app.problems import problem, unexpected
from shared.http.errors import PathUnknown
from shared.http.strictjson import unusable
from shared.observability.context import context_of, current
from shared.observability.logs import access
from shared.observability.metrics import Figures

UNMATCHED = "unmatched"
_QUIET = {"/healthz", "/readyz", "/metrics"}

log = structlog.get_logger("request")


class Frontier:
    """Pure ASGI: `BaseHTTPMiddleware` would break context variables."""

    def __init__(self, app: ASGIApp, *, service: str, figures: Figures) -> None:
        self.app = app
        self.service = service
        self.figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        context = context_of(scope["headers"])
        scope.setdefault("state", {})["request_id"] = context.request_id
        outgoing = _Outgoing(send, str(context.request_id).encode(), head=scope["method"] == "HEAD")
        if outgoing.head:
            scope["method"] = "GET"
        token = current.set(context)
        began = perf_counter()
        self.figures.running(1)
        try:
            await self._answer(scope, receive, outgoing)
        finally:
            self.figures.running(-1)
            self._note(scope, outgoing, perf_counter() - began)
            current.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, outgoing: "_Outgoing") -> None:
        try:
            if unusable(scope["path"]) or "\ufffd" in scope["path"]:
                await problem(Request(scope), PathUnknown())(scope, receive, outgoing)
                return
            await self.app(scope, receive, outgoing)
        except Exception:
            log.exception("unexpected", route=_route(scope))
            if outgoing.started:
                raise
            await unexpected(Request(scope))(scope, receive, outgoing)

    def _note(self, scope: Scope, outgoing: "_Outgoing", seconds: float) -> None:
        route = _route(scope)
        method = "HEAD" if outgoing.head else scope["method"]
        self.figures.request(method, route, outgoing.status, seconds)
        if scope["path"] not in _QUIET:
            access(self.service, method=method, route=route, status=outgoing.status, seconds=seconds)


class _Outgoing:
    """What leaves: with the request's name, and without a body when only the head was asked for."""

    def __init__(self, send: Send, request_id: bytes, *, head: bool) -> None:
        self._send = send
        self._request_id = request_id
        self.head = head
        self.started = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", self._request_id)]
        elif self.head and message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)


def _route(scope: Scope) -> str:
    template = getattr(scope.get("route"), "path_format", UNMATCHED)
    return str(template)
