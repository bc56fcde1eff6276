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
    """Keeps what is wrong with the body in `body_fault` until the guard has spoken, then it is raised."""

    def __init__(self, scope: Scope, receive: Receive, *, body_limit: int) -> None:
        super().__init__(scope, receive)
        self.body_limit = body_limit
        self.body_fault: Refusal | None = None
        self.parsed: Any = None

    @override
    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body in pieces; `BodyTooLarge` by the announced and by the counted length."""
        announced = self.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > self.body_limit:
            raise self._too_large()
        size = 0
        async for piece in super().stream():
            size += len(piece)
            if size > self.body_limit:
                raise self._too_large()
            yield piece

    def _too_large(self) -> BodyTooLarge:
        self.body_fault = BodyTooLarge(limit=self.body_limit)
        return self.body_fault

    @override
    async def body(self) -> bytes:
        try:
            return await super().body()
        except BodyTooLarge:
            self._body = b""
            return self._body

    @override
    async def json(self) -> Any:
        try:
            self.parsed = strict_json(await self.body())
        except Refusal as fault:
            self.body_fault = fault
        return self.parsed

    async def require_json(self) -> None:
        """Raise what was found wrong with a body that the route reads as JSON."""
        if self.body_fault is not None:
            raise self.body_fault
        if not await self.body():
            return
        essence = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_json = essence == "application/json" or (
            essence.startswith("application/") and essence.endswith("+json")
        )
        if not is_json or self.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise ContentTypeUnread(headers={"Accept": "application/json"})
