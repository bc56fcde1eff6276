"""The files of one service: announced, received, examined, referred to, handed out."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM, Caller
from shared.db.work import Database
from shared.errors import FieldError
from shared.files.errors import (
    FileKindNotAllowed,
    FileNameUnfit,
    FileNotReady,
    FileOfAnother,
    FileTooLarge,
    UploadClosed,
    UploadMissing,
    UploadRejected,
)
from shared.files.faults import FAULTS, INFECTED, SHA256_DIFFERS, SIZE_DIFFERS
from shared.files.kinds import KINDS, Kind
from shared.files.links import Link, Links
from shared.files.record import Announcement, FileFacts, FileRecord, FileState, facts_of
from shared.files.scanner import NoScanner, Scanner
from shared.files.store import KEPT, Store, new_key, open_store
from shared.settings.service import ServiceSettings
from shared.time.clock import instant

LARGEST: Final = 50 * 1024 * 1024
IN_MEMORY: Final = 1024 * 1024
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Files:
    """Use cases around the store; no transaction is open while the store works."""

    database: Database
    store: Store
    links: Links
    scanner: Scanner = field(default_factory=NoScanner)
    kinds: Mapping[str, Kind] = field(default_factory=lambda: KINDS)
    largest: int = LARGEST

    async def announce(self, session: AsyncSession, said: Announcement) -> UUID:
        """Note a file that will come; its content goes to `links.upload`."""
        if said.media_type not in self.kinds:
            allowed = ", ".join(self.kinds)
            where = FieldError("file_kind_not_allowed", pointer="/media_type", params={"allowed": allowed})
            raise FileKindNotAllowed(errors=[where], allowed=allowed)
        endings = self.kinds[said.media_type].endings
        if not said.name.lower().endswith(endings):
            allowed = ", ".join(endings)
            where = FieldError("file_name_unfit", pointer="/name", params={"allowed": allowed})
            raise FileNameUnfit(errors=[where], allowed=allowed)
        if said.size > self.largest:
            raise FileTooLarge(limit=self.largest)
        return await FileRecord(session).announce(said)

    async def receive(self, file_id: UUID, content: AsyncIterator[bytes]) -> None:
        """Take the content of an announced file; may be repeated until the upload is completed."""
        async with self.database.read(SYSTEM) as session:
            row = await FileRecord(session).row(file_id)
        if row.state != FileState.PENDING:
            raise UploadClosed
        await self.store.put(row.incoming_key, _at_most(row.size, content))

    async def complete(self, caller: Caller, file_id: UUID) -> FileFacts:
        """Examine what came: read, look (no transaction open), decide. A repetition answers the same."""
        async with self.database.read(caller) as session:
            row = await FileRecord(session).row(file_id)
        if row.owner != caller.subject:
            raise FileOfAnother
        if row.state == FileState.PENDING:
            await self._examine(row)
            async with self.database.read(caller) as session:
                row = await FileRecord(session).row(file_id)
        if row.fault is not None:
            raise UploadRejected(errors=[FieldError(row.fault, pointer=FAULTS[row.fault])])
        return facts_of(row)

    async def attach(
        self, session: AsyncSession, file_id: UUID, *, organisation_id: UUID, region_path: str
    ) -> FileFacts:
        """Refer to a ready file from a thing of an organisation; see `FileRecord.attach`."""
        return await FileRecord(session).attach(
            file_id, organisation_id=organisation_id, region_path=region_path
        )

    async def link(self, session: AsyncSession, file_id: UUID) -> Link:
        """An address for a file that the session's caller may see; it lives 60 seconds."""
        facts = await FileRecord(session).facts(file_id)
        if facts.state is not FileState.READY:
            raise FileNotReady(state=facts.state)
        return self.links.download(file_id)

    async def content(self, file_id: UUID) -> tuple[FileFacts, AsyncIterator[bytes]]:
        """Facts and bytes of a ready file, for whoever holds a good address or is part of the service."""
        async with self.database.read(SYSTEM) as session:
            row = await FileRecord(session).row(file_id)
        if row.state != FileState.READY:
            raise FileNotReady(state=row.state)
        return facts_of(row), self.store.read(row.object_key)

    async def keep(self, said: Announcement, content: AsyncIterator[bytes], *, caller: Caller) -> FileFacts:
        """Store what the service itself has made (an export, a report of errors) as the caller's file."""
        async with self.database.write(caller) as session:
            file_id = await self.announce(session, said)
        await self.receive(file_id, content)
        return await self.complete(caller, file_id)

    async def sweep(self) -> int:
        """Forget uploads that were announced a day ago and never completed; for the clock."""
        async with self.database.read(SYSTEM) as session:
            rows = await FileRecord(session).forgotten(instant() - FORGOTTEN_AFTER)
        for row in rows:
            await self.store.delete(row.incoming_key)
        if rows:
            async with self.database.write(SYSTEM) as session:
                await FileRecord(session).drop([row.id for row in rows])
        return len(rows)

    async def _examine(self, row: Row[Any]) -> None:
        """Look at a copy that nobody can replace any more, then settle; the loser of a race is cleared up."""
        key = new_key(KEPT)
        if not await self.store.move(row.incoming_key, key):
            raise UploadMissing
        fault = await self._fault(row, key)
        async with self.database.write(SYSTEM) as session:
            settled = await FileRecord(session).settle(row.id, object_key=None if fault else key, fault=fault)
        if fault is not None or not settled:
            await self.store.delete(key)

    async def _fault(self, row: Row[Any], key: str) -> str | None:
        digest, size = hashlib.sha256(), 0
        with SpooledTemporaryFile(max_size=IN_MEMORY) as copy:
            async for piece in self.store.read(key):
                digest.update(piece)
                size += len(piece)
                await asyncio.to_thread(copy.write, piece)
            if size != row.size:
                return SIZE_DIFFERS
            if digest.digest() != row.sha256:
                return SHA256_DIFFERS
            if fault := await asyncio.to_thread(_look, self.kinds[row.media_type], copy):
                return fault
            copy.seek(0)
            return INFECTED if await self.scanner.find(copy) else None


def open_files(settings: ServiceSettings, database: Database, scanner: Scanner | None = None) -> Files | None:
    """The files of a service by its settings; `None` when it keeps none."""
    if not settings.files_url:
        return None
    links = Links(database.service, settings.gateway_url, settings.data_key_bytes)
    return Files(database, open_store(settings.files_url), links, scanner or NoScanner())


def _look(kind: Kind, copy: Any) -> str | None:
    copy.seek(0)
    return kind.fault(copy)


async def _at_most(size: int, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The content, as long as it is no larger than was announced."""
    seen = 0
    async for piece in content:
        seen += len(piece)
        if seen > size:
            raise FileTooLarge(limit=size)
        if piece:
            yield piece
