"""Files over HTTP: announce, send, complete, look up, fetch."""

import base64
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from shared.auth.guards import anyone, may
from shared.db.caller import Caller
from shared.files.errors import (
    FileKindNotAllowed,
    FileLinkInvalid,
    FileNameUnfit,
    FileNotReady,
    FileOfAnother,
    FilesNotKept,
    FileTooLarge,
    FileUnknown,
    StoreSilent,
    UploadClosed,
    UploadMissing,
    UploadRejected,
)
from shared.files.files import LARGEST, Files
from shared.files.links import Verb
from shared.files.record import Announcement, FileFacts, FileRecord, FileState
from shared.http.idempotency import Once
from shared.http.models import LINE_PATTERN, Answer, Instant, Line, StrictModel
from shared.http.refused import refusals
from shared.http.sessions import Read, Write

FILE_NAME = LINE_PATTERN.replace("[^", r"[^/\\", 1)
"""A line without folders; a pattern beside `Line` stands in the place of its own."""
LAST_SECOND = 253_402_300_799
"""Of the year 9999, as an address tells it."""


class AnnounceUpload(StrictModel):
    """What the sender says about a file that will come."""

    name: Annotated[Line, Field(max_length=200, pattern=FILE_NAME)] = Field(
        description="The file's name, without folders; it ends as files of its media type do.",
        examples=["营业执照.pdf"],
    )
    media_type: Annotated[Line, Field(max_length=120)] = Field(
        description="One of the types that are taken.", examples=["application/pdf"]
    )
    size: Annotated[int, Field(ge=1, json_schema_extra={"maximum": LARGEST})] = Field(
        description="In bytes; at most 50 MiB.", examples=[48213]
    )
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(
        description="SHA-256 of the content, in hex.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    organisation_id: UUID | None = Field(
        None, description="One of the caller's organisations: the file is then its, not only the caller's."
    )


class UploadOut(Answer):
    """Where to send the content."""

    id: UUID = Field(description="The file's identifier from now on.")
    state: FileState
    method: Literal["PUT"] = Field("PUT", description="How to send the content, as the raw body.")
    url: str = Field(description="Where to; no token is needed, the address is the permission.")
    expires_at: Instant = Field(description="When the address is over; announce again after that.")


class FileOut(Answer):
    """What is known of a file."""

    id: UUID
    name: str
    media_type: str
    size: int = Field(description="In bytes.")
    sha256: str = Field(description="Of the content, in hex.")
    state: FileState
    organisation_id: UUID | None = None
    created_at: Instant
    completed_at: Instant | None = None


class LinkOut(Answer):
    """An address that lives 60 seconds."""

    url: str = Field(description="GET it without a token; do not keep or show it.")
    expires_at: Instant


async def _files(request: Request) -> Files:
    files: Files | None = getattr(request.app.state, "files", None)
    if files is None:
        raise FilesNotKept(retry_after=3600)
    return files


Store = Annotated[Files, Depends(_files)]


async def _signed(
    request: Request,
    file_id: UUID,
    files: Store,
    expires: Annotated[int, Query(ge=0, le=LAST_SECOND, description="Part of the address.")],
    signature: Annotated[str, Query(max_length=64, description="Part of the address.")],
) -> None:
    """The address itself is the permission."""
    verb = Verb.UPLOAD if request.method == "PUT" else Verb.DOWNLOAD
    files.links.check(verb, file_id, expires=expires, signature=signature)


Signed = Depends(_signed)


def files_router(service: str) -> APIRouter:
    """`/uploads` and `/files` of one service; the application's state has its `files`."""
    router = APIRouter(tags=["files"])
    _take_uploads(router, service)
    _give_files(router, service)
    return router


def _take_uploads(router: APIRouter, service: str) -> None:
    writes = f"{service}:files:write"

    @router.post(
        "/uploads",
        status_code=201,
        responses=refusals(FileKindNotAllowed, FileNameUnfit, FileTooLarge, FileOfAnother, FilesNotKept),
        dependencies=[may(writes)],
    )
    async def announce_upload(body: AnnounceUpload, session: Write, files: Store, once: Once) -> UploadOut:
        """Announce a file; then PUT its content to the address in the answer, then complete the upload."""

        async def announce() -> UUID:
            said = body.model_dump() | {"sha256": bytes.fromhex(body.sha256)}
            return await files.announce(session, Announcement(**said))

        async def show(file_id: UUID) -> UploadOut:
            facts = await FileRecord(session).facts(file_id)
            link = files.links.upload(file_id)
            return UploadOut(id=file_id, state=facts.state, url=link.url, expires_at=link.expires_at)

        return await once(announce, show=show)

    @router.put(
        "/uploads/{file_id}/content",
        status_code=204,
        responses=refusals(FileLinkInvalid, FileTooLarge, UploadClosed, StoreSilent),
        dependencies=[anyone(), Signed],
        max_body_size=LARGEST,
    )
    async def receive_content(file_id: UUID, request: Request, files: Store) -> None:
        """The raw bytes, at the address that the announcement gave; may be repeated until completed."""
        await files.receive(file_id, request.stream())

    @router.post(
        "/uploads/{file_id}/complete",
        responses=refusals(FileUnknown, FileOfAnother, UploadMissing, UploadRejected, StoreSilent),
    )
    async def complete_upload(caller: Annotated[Caller, may(writes)], file_id: UUID, files: Store) -> FileOut:
        """Examine what came: size, SHA-256, kind, scanner. Repeating it answers the same, without a key."""
        return FileOut.model_validate(await files.complete(caller, file_id))


def _give_files(router: APIRouter, service: str) -> None:
    reads = f"{service}:files:read"

    @router.get("/files/{file_id}", responses=refusals(FileUnknown), dependencies=[may(reads)])
    async def read_file(file_id: UUID, session: Read) -> FileOut:
        """What is known of a file of the caller's own, the caller's organisation or region."""
        return FileOut.model_validate(await FileRecord(session).facts(file_id))

    @router.get(
        "/files/{file_id}/link", responses=refusals(FileUnknown, FileNotReady), dependencies=[may(reads)]
    )
    async def link_file(file_id: UUID, session: Read, files: Store, response: Response) -> LinkOut:
        """An address to fetch the content from, within a minute."""
        link = await files.link(session, file_id)
        response.headers["Cache-Control"] = "no-store"
        return LinkOut(url=link.url, expires_at=link.expires_at)

    @router.get(
        "/files/{file_id}/content",
        response_class=StreamingResponse,
        responses=refusals(FileLinkInvalid, FileNotReady, StoreSilent),
        dependencies=[anyone(), Signed],
    )
    async def fetch_content(file_id: UUID, files: Store) -> StreamingResponse:
        """The content, as an attachment whose digest is in `Repr-Digest` (RFC 9530)."""
        facts, content = await files.content(file_id)
        return StreamingResponse(content, media_type=facts.media_type, headers=_headers(facts))


def _headers(facts: FileFacts) -> Mapping[str, str]:
    """Nothing that a browser could run, guess or keep; the name as RFC 8187 writes it."""
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "_" for sign in facts.name
    )
    exact = quote(facts.name, safe="")
    digest = base64.b64encode(bytes.fromhex(facts.sha256)).decode()
    return {
        "Content-Length": str(facts.size),
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}",
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
