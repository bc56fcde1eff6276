"""A list as an officer of Jining sends it for import, and what comes back of it."""

import hashlib
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.work import Database
from shared.files.files import Files
from shared.files.links import Links
from shared.files.record import Announcement
from shared.files.store import open_store
from shared.imports.forms import CSV, ENDINGS, XLSX
from shared.tables.templates import Template
from shared.tables.writing import write_csv, write_workbook

Sent = tuple[bytes, str]
"""Content and media type."""
IMPORTER: Final = "importer"


def workbook(template: Template, table: Sequence[Mapping[str, Any]]) -> Sent:
    target = io.BytesIO()
    write_workbook(target, template, table)
    return target.getvalue(), XLSX


def separated(template: Template, table: Sequence[Mapping[str, Any]], encoding: str = "utf-8-sig") -> Sent:
    target = io.BytesIO()
    write_csv(target, template.columns, table)
    return target.getvalue().decode("utf-8-sig").encode(encoding), CSV


def files_of(database: Database, folder: Path) -> Files:
    """Files of the service of this database."""
    return Files(database, open_store(folder.as_uri()), Links(database.service, "http://gateway", b"k" * 32))


async def uploaded(files: Files, sent: Sent, role: Role = Role.CITY_OFFICER, region: str = "37.3708.") -> str:
    """The identifier of a list that is ready to be imported by who sent it."""
    content, media_type = sent
    said = Announcement(
        name=f"名单{ENDINGS[media_type]}",
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).digest(),
    )
    caller = Caller(CallerKind.PERSON, IMPORTER, bindings=(Binding(role, region=region),))
    return str((await files.keep(said, _pieces(content), caller=caller)).id)


async def errors_of(files: Files, ended: Mapping[str, Any]) -> bytes:
    """The file of what was refused."""
    _, content = await files.content(ended["errors_file_id"])
    return b"".join([piece async for piece in content])


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    yield content
