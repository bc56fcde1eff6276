"""One effect per `Idempotency-Key`: the first call acts, every later one is shown the same thing anew."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from sqlalchemy import BigInteger, Row, Select, Table, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import Caller
from shared.db.tables import house_table
from shared.http.errors import IdempotencyKeyReused, RequestInProgress, SecretAlreadyShown
from shared.http.requests import StrictRequest
from shared.http.sessions import Write, caller_of
from shared.http.strictjson import canonical
from shared.time.clock import instant

T = TypeVar("T")

_Known = Row[Any, Any, Any, Any]

KEPT = timedelta(days=7)
"""How long a key is remembered."""

_STORED_HEADERS = ("location",)
_LOCK = select(func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger)))


@cache
def _found(keys: Table) -> Select[Any, Any, Any, Any]:
    """What a key has brought about, as a statement made once."""
    mine = (each == bindparam(each.name) for each in (keys.c.client, keys.c.route, keys.c.key))
    return select(keys.c.body_hash, keys.c.status, keys.c.reference, keys.c.headers).where(*mine)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What makes two calls the same call: who, where, which key; and what was asked."""

    client: str
    route: str
    key: str
    body_hash: bytes

    @property
    def lock(self) -> int:
        """The advisory lock of this key, a signed 64-bit number."""
        named = f"{self.client}\x1f{self.route}\x1f{self.key}".encode()
        return int.from_bytes(hashlib.blake2b(named, digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class Repetition:
    """Guards the one effect of the running request; routes take it as `once: Once`."""

    session: AsyncSession
    response: Response
    attempt: Attempt
    status: int
    keys: Table

    async def __call__(
        self, act: Callable[[], Awaitable[UUID]], *, show: Callable[[UUID], Awaitable[T]]
    ) -> T:
        """Run `act`, which names what it made or changed; a repeated call only shows that again."""
        known = await self._known()
        if known is not None:
            self._replay(known)
            return await show(known.reference)
        reference = await act()
        shown = await show(reference)
        await self._keep(reference)
        return shown

    async def secret(self, act: Callable[[], Awaitable[tuple[UUID, T]]]) -> T:
        """Run `act` whose answer holds a secret: it is told once, and a repeated call is refused."""
        if await self._known() is not None:
            raise SecretAlreadyShown
        reference, shown = await act()
        await self._keep(reference)
        return shown

    async def _known(self) -> _Known | None:
        """Take the key's lock, as the first of the transaction; then look the key up.

        Two statements: one alone would look with a snapshot from before it had the lock, and miss what the
        call that held it has just committed.
        """
        attempt = self.attempt
        if not await self.session.scalar(_LOCK, {"lock": attempt.lock}):
            raise RequestInProgress
        mine = {"client": attempt.client, "route": attempt.route, "key": attempt.key}
        row: _Known | None = (await self.session.execute(_found(self.keys), mine)).one_or_none()
        if row is not None and bytes(row.body_hash) != self.attempt.body_hash:
            raise IdempotencyKeyReused
        return row

    def _replay(self, known: _Known) -> None:
        self.response.status_code = known.status
        headers: Mapping[str, str] = known.headers
        self.response.headers.update(headers)
        self.response.headers["Idempotent-Replayed"] = "true"

    async def _keep(self, reference: UUID) -> None:
        stored = {
            name: self.response.headers[name] for name in _STORED_HEADERS if name in self.response.headers
        }
        await self.session.execute(
            insert(self.keys),
            {
                "client": self.attempt.client,
                "route": self.attempt.route,
                "key": self.attempt.key,
                "body_hash": self.attempt.body_hash,
                "status": self.response.status_code or self.status,
                "reference": reference,
                "headers": stored,
                "created_at": instant(),
            },
        )


def _client_of(caller: Caller) -> str:
    return f"{caller.client or ''}|{caller.subject}"


def _asked(request: Request) -> bytes:
    """A digest of path, query and body, so that one key cannot serve two requests."""
    parsed = request.parsed if isinstance(request, StrictRequest) else None
    asked = [request.url.path, request.url.query, parsed]
    return hashlib.sha256(canonical(asked)).digest()


async def required_key(
    request: Request,
    response: Response,
    session: Write,
    idempotency_key: Annotated[
        str,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="Chosen by the caller, new for each intent; calls with one key have one effect.",
        ),
    ],
) -> Repetition:
    route = request.scope["route"]
    attempt = Attempt(
        client=_client_of(caller_of(request)),
        route=f"{request.method} {route.path_format}",
        key=idempotency_key,
        body_hash=_asked(request),
    )
    return Repetition(
        session=session,
        response=response,
        attempt=attempt,
        status=route.status_code or 200,
        keys=house_table(session.info["schema"], "idempotency"),
    )


Once = Annotated[Repetition, Depends(required_key)]


async def forget_old_keys(session: AsyncSession, now: datetime) -> int:
    """Delete the keys older than seven days; says how many went."""
    keys = house_table(session.info["schema"], "idempotency")
    gone = await session.execute(delete(keys).where(keys.c.created_at < now - KEPT).returning(keys.c.key))
    return len(gone.all())
