"""The request as routes see it: the body counted while it is read, JSON read once and strictly."""

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import Request
from starlette.types import Receive, Scope
from typing_extensions import override

from shared.errors.refusals import Refusal
from shared.http.errors import BodyTooLarge, ContentTypeUnread
from shared.http.strictjson import strict_json

BODY_LIMIT = 1024 * 1024
"""Bytes of a body, unless the route declares its own `max_body_size`."""


class StrictRequest(Request):
    """Keeps what is wrong with the request in `fault` until the guard has spoken."""

    def __init__(self, scope: Scope, receive: Receive, *, body_limit: int) -> None:
        super().__init__(scope, receive)
        self.body_limit = body_limit
        self.fault: Refusal | None = None
        self.parsed: Any = None

    @override
    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces; `BodyTooLarge` by the announced and by the counted length."""
        if hasattr(self, "_body"):
            yield self._body
            return
        announced = self.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self.body_limit:
            raise self._too_large()
        size = 0
        async for piece in super().stream():
            size += len(piece)
            if size > self.body_limit:
                raise self._too_large()
            yield piece

    @override
    async def json(self) -> Any:
        """What `read_json` has read."""
        return self.parsed

    async def read_json(self) -> None:
        """Read a body that the route takes as JSON; what is wrong with it becomes the fault."""
        if self.fault is not None:
            self._body = b""  # refused already: not worth reading
            return
        try:
            body = await self.body()
        except BodyTooLarge:
            self._body = b""
            return
        if not body:
            return
        if not self._is_json():
            self.fault = ContentTypeUnread(headers={"Accept": "application/json"})
            return
        try:
            self.parsed = strict_json(body)
        except Refusal as fault:
            self.fault = fault

    def _is_json(self) -> bool:
        essence = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        known = essence == "application/json" or (
            essence.startswith("application/") and essence.endswith("+json")
        )
        return known and self.headers.get("content-encoding", "identity").strip().lower() == "identity"

    def _too_large(self) -> BodyTooLarge:
        self.fault = BodyTooLarge(limit=self.body_limit)
        return self.fault
