"""Puts the archive of one case together: what was read under its caller, the files, the manifest."""

import zipfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Protocol
from uuid import UUID

from services.review.applications.repository import Applications
from services.review.archives.repository import Records
from services.review.archives.rules import (
    FORMAT,
    MANIFEST,
    chains_of,
    heads,
    listed,
    material_path,
    whole,
    written,
)


class FileContents(Protocol):
    """The part of the house's files that is used here."""

    async def content(self, file_id: UUID) -> tuple[Any, AsyncIterator[bytes]]: ...


@dataclass(frozen=True, slots=True)
class Collected:
    """A case as it was read: JSON members by path, and the files that its dossiers name."""

    number: str
    described: Mapping[str, Any]
    members: Mapping[str, Any]
    files: Mapping[str, UUID]


@dataclass(frozen=True, slots=True)
class CaseCollector:
    """Reads everything that was kept about a case, in one transaction."""

    applications: Applications
    records: Records

    async def collect(self, application_id: UUID) -> Collected:
        """The whole case as the caller may see it (V20)."""
        found = await self.applications.get(application_id)
        kept = await self.records.kept(found.id)
        history, withheld = whole(await self.records.history(found.id, chains_of(kept)))
        members = {f"{name}.json": rows for name, rows in kept.items()}
        files = {
            material_path(material): UUID(material["file_id"])
            for dossier in kept["dossiers"]
            for material in dossier["materials"]
        }
        described = {
            "format": FORMAT,
            "application": {"id": found.id, "number": found.number, "state": found.state},
            "made_at": self.applications.clock.now(),
            "made_by": self.applications.caller.subject,
            "heads": heads(history),
            "withheld": withheld,
        }
        return Collected(found.number, described, {**members, "history.json": history}, files)


async def pack(collected: Collected, files: FileContents, into: IO[bytes]) -> None:
    """Write the archive; no transaction is open while files are read. The manifest comes last."""
    manifest = []
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, document in sorted(collected.members.items()):
            content = written(document)
            archive.writestr(path, content)
            manifest.append(listed(path, content))
        for path, file_id in sorted(collected.files.items()):
            _, pieces = await files.content(file_id)
            content = b"".join([piece async for piece in pieces])
            archive.writestr(path, content)
            manifest.append(listed(path, content))
        archive.writestr(MANIFEST, written({**collected.described, "members": manifest}))
