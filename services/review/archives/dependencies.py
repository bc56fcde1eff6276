"""Wiring of archives: the case is read in a transaction of its own, ended before files are touched."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.review.applications.repository import Applications
from services.review.archives.repository import Records
from services.review.archives.service import CaseCollector, Collected, pack
from shared.db.work import Database
from shared.http.sessions import caller_of

IN_MEMORY = 8 * 1024 * 1024
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class PackedCase:
    """A finished archive, read in pieces."""

    number: str
    content: IO[bytes]

    async def pieces(self) -> AsyncIterator[bytes]:
        self.content.seek(0)
        while piece := self.content.read(PIECE):
            yield piece


async def _packed(request: Request, application_id: UUID) -> AsyncIterator[PackedCase]:
    """The archive lives until it has been sent."""
    database: Database = request.app.state.database
    async with database.read(caller_of(request)) as session:
        collected: Collected = await CaseCollector(Applications(session), Records(session)).collect(
            application_id
        )
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as content:
        await pack(collected, request.app.state.files, content)
        yield PackedCase(collected.number, content)


Packed = Annotated[PackedCase, Depends(_packed)]
