"""The platform of a province keeps up: a list of marks goes in, a target is read, a feed is followed.

Written against what openapi-python-client makes of three contracts; nothing else of Lupin is imported.
"""

import hashlib
import time
from collections.abc import Iterator
from datetime import date
from typing import TypeVar
from uuid import UUID, uuid4

import httpx
from lupin_identity import Client as Anybody
from lupin_identity.api.tokens import issue_token
from lupin_identity.models import IssueTokenBody, TokenOut
from lupin_metrics import Client as Reader
from lupin_metrics.api.attainment import show_attainment
from lupin_metrics.api.targets import show_target
from lupin_metrics.models import AttainmentOut, TargetDetail
from lupin_trademark import AuthenticatedClient as Sender
from lupin_trademark.api.changes import list_changes
from lupin_trademark.api.files import announce_upload, complete_upload
from lupin_trademark.api.mark_imports import list_mark_differences, show_mark_import, start_mark_import
from lupin_trademark.models import (
    AnnounceUpload,
    ChangeOut,
    ChangesOut,
    FileOut,
    ImportMode,
    MarkDifference,
    MarkImportOut,
    OnError,
    PageMarkDifference,
    StartMarkImport,
    UploadOut,
)

Answer = TypeVar("Answer")


class RefusedError(Exception):
    """In place of an answer: the `code` of the problem document (RFC 9457), or the `error` of OAuth."""


def answered(given: object, wanted: type[Answer]) -> Answer:
    """The answer, or the refusal as an error."""
    if isinstance(given, wanted):
        return given
    raise RefusedError(getattr(given, "code", None) or getattr(given, "error", given))


def intent() -> str:
    """A key for what is meant to be done once; sent again with a repetition of the same."""
    return str(uuid4())


def token(api: str, client_id: str, client_secret: str) -> str:
    """A program proves itself by its secret; the token lives ten minutes."""
    asked = IssueTokenBody("client_credentials", client_id=client_id, client_secret=client_secret)
    with Anybody(api) as public:
        return answered(issue_token.sync(client=public, body=asked), TokenOut).access_token


def upload(marks: Sender, name: str, content: bytes) -> UUID:
    """A file: announced, sent to the address that was told, and looked at."""
    announced = AnnounceUpload(
        name=name, media_type="text/csv", size=len(content), sha256=hashlib.sha256(content).hexdigest()
    )
    place = answered(announce_upload.sync(client=marks, body=announced, idempotency_key=intent()), UploadOut)
    httpx.put(place.url, content=content, trust_env=False).raise_for_status()
    return answered(complete_upload.sync(place.id, client=marks), FileOut).id


def read_list(marks: Sender, file: UUID, source: str, as_of: date, *, mode: ImportMode) -> MarkImportOut:
    """Ask for an import, and wait until every row was read."""
    asked = StartMarkImport(file_id=file, as_of=as_of, source=source, mode=mode, on_error=OnError.SKIP)
    run = answered(start_mark_import.sync(client=marks, body=asked, idempotency_key=intent()), MarkImportOut)
    while not run.done:
        time.sleep(0.2)
        run = answered(show_mark_import.sync(run.id, client=marks), MarkImportOut)
    return run


def differences(marks: Sender, run: MarkImportOut) -> Iterator[MarkDifference]:
    """What came of each row, page by page."""
    page = answered(list_mark_differences.sync(run.id, client=marks, limit=2), PageMarkDifference)
    yield from page.items
    while page.next_cursor:
        following = list_mark_differences.sync(run.id, client=marks, limit=2, cursor=page.next_cursor)
        page = answered(following, PageMarkDifference)
        yield from page.items


def follow(marks: Sender, cursor: str, kind: str) -> tuple[list[ChangeOut], str]:
    """Events of one type behind a cursor, and where to read on: to be kept with what was done about them."""
    events: list[ChangeOut] = []
    while page := answered(list_changes.sync(client=marks, cursor=cursor, types=[kind]), ChangesOut):
        events += page.items
        if page.next_cursor == cursor:
            break
        cursor = page.next_cursor
    return events, cursor


def target(api: str, code: str) -> tuple[TargetDetail, AttainmentOut]:
    """What a policy document demands and how far it is: public, no token."""
    with Reader(api) as public:
        demanded = answered(show_target.sync(code, client=public), TargetDetail)
        return demanded, answered(show_attainment.sync(code, client=public), AttainmentOut)
