"""Hostile uploads over HTTP: refused in so many words, in the caller's language, and nothing is kept."""

import hashlib
from collections.abc import AsyncIterator
from email.message import Message
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from shared.app.files import files_router
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.files.files import Files
from shared.files.links import Links
from shared.files.store import open_store
from shared.files.tables import files_table
from shared.testing.tokens import bound
from tests.security.forgeries import A_PDF, CSV, FORGERIES, PDF, XLSX
from tests.shared.app.feeding import client_as, house_service

UPLOADS = "/review/v1/uploads"
ENDINGS = {PDF: ".pdf", XLSX: ".xlsx", CSV: ".csv"}
ONE_OF_EACH = (
    "a program as PDF",
    "a PDF that is an archive too",
    "a part larger than it says",
    "ten thousand and one parts",
    "a workbook that reads a file",
    "a part called ../../etc/cron.d/a",
    "a workbook under a password",
    "macros under another name",
    "a workbook cut off",
)


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "files"


@pytest.fixture
async def database(rolled_back_database):
    return await rolled_back_database("review")


@pytest.fixture
async def client(folder, tmp_path, database) -> AsyncIterator[httpx.AsyncClient]:
    files = Files(database, open_store(folder.as_uri()), Links("review", "http://test", b"k" * 32))
    app = house_service(tmp_path, database, routers=[files_router("review")], state={"files": files})
    async with client_as(app, bound(Role.APPLICANT, organisation=new_id()), subject="owner") as made:
        yield made


async def announce(client: httpx.AsyncClient, content: bytes, **said: object) -> httpx.Response:
    told = {
        "name": "说明.pdf",
        "media_type": PDF,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        **said,
    }
    return await client.post(UPLOADS, json=told, headers={"Idempotency-Key": str(new_id())})


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("name", ONE_OF_EACH)
async def test_OWASP_API4_a_forged_upload_is_refused_in_so_many_words_and_leaves_nothing(
    client, folder, database, name, language
):
    forged = FORGERIES[name]
    said = {"name": f"附件{ENDINGS[forged.media_type]}", "media_type": forged.media_type}
    place = (await announce(client, forged.content, **said)).json()
    assert (await client.put(place["url"], content=forged.content)).status_code == 204
    path = f"{UPLOADS}/{place['id']}/complete"
    refused = await client.post(path, headers={"Accept-Language": language})
    assert (refused.status_code, refused.json()["code"]) == (422, "upload_rejected")
    (error,) = refused.json()["errors"]
    assert error["code"] == forged.fault
    assert error["detail"].isascii() == (language == "en")
    assert kept(folder) == []
    table = files_table("review")
    async with database.read(SYSTEM) as session:
        rows = (await session.execute(select(table.c.state, table.c.object_key))).all()
    assert [tuple(row) for row in rows] == [("rejected", None)]
    assert (await client.get(f"/review/v1/files/{place['id']}/link")).json()["code"] == "file_not_ready"


@pytest.mark.parametrize(
    "name",
    [
        "附件.exe",
        "附件.pdf.exe",
        "附件",
        "附件.html",
        "附件.pdf.",
        "附件.pd",
        "附件.xlsx",
        "pdf",
        "附件.pdf\u200b",
    ],
)
async def test_OWASP_API4_a_name_that_opens_as_something_else_is_refused(client, name):
    refused = await announce(client, A_PDF, name=name)
    assert (refused.status_code, refused.json()["code"]) == (422, "file_name_unfit")
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/name"]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\..\\a.pdf",
        "/etc/a.pdf",
        "a\r\nX-Evil: 1.pdf",
        "a\x00.pdf",
        "a\u202efdp.exe.pdf",
        "a" * 300 + ".pdf",
    ],
)
async def test_OWASP_API4_a_name_that_is_no_name_is_refused(client, name):
    refused = await announce(client, A_PDF, name=name)
    assert refused.status_code == 422
    assert {each["pointer"] for each in refused.json()["errors"]} == {"/name"}


@pytest.mark.parametrize("name", ['a"; filename="b.exe.pdf', "..%2f..%2fa.pdf", "a;b=c'\u00e9.pdf", "..pdf"])
async def test_OWASP_API8_an_odd_name_stays_one_name_in_the_header(client, name):
    place = (await announce(client, A_PDF, name=name)).json()
    await client.put(place["url"], content=A_PDF)
    await client.post(f"{UPLOADS}/{place['id']}/complete")
    link = (await client.get(f"/review/v1/files/{place['id']}/link")).json()
    told = (await client.get(link["url"])).headers["content-disposition"]
    header = Message()
    header["Content-Disposition"] = told.partition("; filename*=")[0]
    plain = str(header.get_filename())
    assert told.count("filename=") == 1
    assert not set(plain) & set('/\\";%\r\n')
    assert told.isascii()


@pytest.mark.parametrize("announced", [100, 50 * 1024 * 1024])
async def test_OWASP_API4_an_upload_without_a_length_is_read_no_further_than_was_announced(
    client, folder, announced
):
    place = (await announce(client, A_PDF, size=announced)).json()
    piece, taken = bytes(1024 * 1024), 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += len(piece)
            yield piece

    refused = await client.put(place["url"], content=endless())
    assert (refused.status_code, refused.json()["code"]) in {(413, "file_too_large"), (413, "body_too_large")}
    assert taken <= announced + 2 * len(piece)
    assert kept(folder) == []


async def test_OWASP_API4_nothing_is_not_what_was_announced(client, folder):
    assert (await announce(client, b"")).status_code == 422
    place = (await announce(client, A_PDF)).json()
    await client.put(place["url"], content=b"")
    refused = await client.post(f"{UPLOADS}/{place['id']}/complete")
    assert [each["code"] for each in refused.json()["errors"]] == ["upload_size_differs"]
    assert kept(folder) == []
