"""What is known of files, and who may refer to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import Caller, CallerKind
from shared.db.ids import new_id
from shared.files.errors import FileNotReady, FileOfAnother, FileUnknown
from shared.files.store import INCOMING, new_key
from shared.files.tables import files_table
from shared.time.clock import instant


class FileState(StrEnum):
    """A file is announced, then found good or not; both are final."""

    PENDING = "pending"
    READY = "ready"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the sender says about the file that will come."""

    name: str
    media_type: str
    size: int
    sha256: bytes
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What others may keep about a file they refer to."""

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    state: FileState
    organisation_id: UUID | None
    region_path: str | None
    created_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """The files that a session's caller may see."""

    session: AsyncSession

    async def facts(self, file_id: UUID) -> FileFacts:
        """One file, or `FileUnknown`."""
        return facts_of(await self.row(file_id))

    async def attach(self, file_id: UUID, *, organisation_id: UUID | None, region_path: str) -> FileFacts:
        """Refer to a ready file from a thing of this organisation, which from now on owns it.

        The file is the organisation's already, or the caller's own and nobody's yet; then those who cover
        the region see it too. A thing of nobody who is registered takes only the caller's own.
        Raises `FileUnknown`, `FileNotReady`, `FileOfAnother`.
        """
        row = await self.row(file_id, lock=True)
        if row.state != FileState.READY:
            raise FileNotReady(state=row.state)
        if row.organisation_id is None and row.owner != self._caller.subject:
            raise FileOfAnother
        if row.organisation_id not in {None, organisation_id}:
            raise FileOfAnother
        await self._change(file_id, organisation_id=organisation_id, region_path=region_path)
        return await self.facts(file_id)

    async def announce(self, said: Announcement) -> UUID:
        """Note a file that will come."""
        caller = self._caller
        mine = said.organisation_id is None or said.organisation_id in caller.organisations
        if not mine and caller.kind is not CallerKind.SYSTEM:
            raise FileOfAnother
        file_id = new_id()
        row = {
            "id": file_id,
            "name": said.name,
            "media_type": said.media_type,
            "size": said.size,
            "sha256": said.sha256,
            "state": FileState.PENDING,
            "incoming_key": new_key(INCOMING),
            "owner": caller.subject,
            "organisation_id": said.organisation_id,
            "created_at": instant(),
        }
        await self.session.execute(insert(self._table).values(row))
        return file_id

    async def settle(self, file_id: UUID, *, object_key: str | None, fault: str | None) -> bool:
        """Make a pending file ready, or rejected with a fault; false when another call was quicker."""
        state = FileState.READY if fault is None else FileState.REJECTED
        values = {"state": state, "object_key": object_key, "fault": fault, "completed_at": instant()}
        return await self._change(file_id, only_in=FileState.PENDING, **values)

    async def row(self, file_id: UUID, *, lock: bool = False) -> Row[Any]:
        """All that is stored of a file; never to be shown as it is."""
        statement = select(self._table).where(self._table.c.id == file_id)
        row = (await self.session.execute(statement.with_for_update() if lock else statement)).first()
        if row is None:
            raise FileUnknown
        return row

    async def forgotten(self, before: datetime, *, most: int = 200) -> Sequence[Row[Any]]:
        """Uploads announced before this moment and never completed."""
        table = self._table
        old = (table.c.state == FileState.PENDING) & (table.c.created_at < before)
        return (await self.session.execute(select(table).where(old).limit(most))).all()

    async def drop(self, identifiers: Sequence[UUID]) -> None:
        """Forget uploads that never came."""
        table = self._table
        pending = table.c.id.in_(identifiers) & (table.c.state == FileState.PENDING)
        await self.session.execute(delete(table).where(pending))

    async def _change(self, file_id: UUID, *, only_in: FileState | None = None, **values: Any) -> bool:
        table = self._table
        statement = update(table).where(table.c.id == file_id).values(values).returning(table.c.id)
        if only_in is not None:
            statement = statement.where(table.c.state == only_in)
        return (await self.session.execute(statement)).first() is not None

    @property
    def _caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    @property
    def _table(self) -> Table:
        return files_table(self.session.info["schema"])


def facts_of(row: Row[Any]) -> FileFacts:
    """The facts in a row."""
    return FileFacts(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256.hex(),
        state=FileState(row.state),
        organisation_id=row.organisation_id,
        region_path=row.region_path,
        created_at=row.created_at,
        completed_at=row.completed_at,
    )
