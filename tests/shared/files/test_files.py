"""Files: announced, received, examined, referred to; on a folder and on S3 alike."""

import asyncio
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from shared.codes.roles import Role
from shared.db.caller import PUBLIC, SYSTEM, Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.files.errors import (
    FileKindNotAllowed,
    FileNotReady,
    FileOfAnother,
    FileTooLarge,
    FileUnknown,
    StoreSilent,
    UploadClosed,
    UploadMissing,
    UploadRejected,
)
from shared.files.files import Files
from shared.files.kinds import OOXML
from shared.files.links import Links
from shared.files.record import FileRecord
from shared.files.store import open_store
from shared.files.tables import files_table
from shared.time.clock import instant
from tests.shared.files.samples import GOOD, LIES, PDF, PNG, announcement, pieces

OWN, OTHER = new_id(), new_id()


def person(subject: str, organisation=None, region=None) -> Caller:
    binding = Binding(Role.APPLICANT, organisation=organisation, region=region)
    return Caller(CallerKind.PERSON, subject, bindings=(binding,))


OWNER = person("owner", OWN)
COLLEAGUE = person("colleague", OWN)
STRANGER = person("stranger", OTHER)
OFFICER = person("officer", region="37.3708.")


@pytest.fixture
async def files(store, rolled_back_database) -> Files:
    database = await rolled_back_database("review")
    return Files(database, store, Links("review", "http://gateway", b"k" * 32))


async def announced(files: Files, caller: Caller = OWNER, **said: object):
    async with files.database.write(caller) as session:
        return await files.announce(session, announcement(**said))


async def ready(files: Files, content: bytes = PDF, caller: Caller = OWNER, **said: object):
    file_id = await announced(files, caller, content=content, **said)
    await files.receive(file_id, pieces(content))
    return await files.complete(caller, file_id)


async def read_all(files: Files, file_id) -> bytes:
    _, content = await files.content(file_id)
    return b"".join([piece async for piece in content])


async def test_a_file_comes_back_as_it_was_sent(files):
    content = PDF[:-6] + bytes(7_000_000) + b"%%EOF\n"
    facts = await ready(files, content)
    assert facts.state == "ready"
    assert await read_all(files, facts.id) == content


@pytest.mark.parametrize("media_type", GOOD)
async def test_each_kind_that_is_taken_is_recognised(files, media_type):
    assert (await ready(files, GOOD[media_type], media_type=media_type)).state == "ready"


@pytest.mark.parametrize("lie", LIES)
async def test_a_file_that_is_not_what_it_says_is_rejected_and_removed(files, lie):
    media_type, content = LIES[lie]
    file_id = await announced(files, content=content, media_type=media_type)
    await files.receive(file_id, pieces(content))
    for _ in range(2):
        with pytest.raises(UploadRejected) as refused:
            await files.complete(OWNER, file_id)
        assert [error.code for error in refused.value.errors] == ["upload_kind_differs"]
    with pytest.raises(FileNotReady):
        await files.content(file_id)


async def test_other_bytes_than_announced_are_rejected(files):
    file_id = await announced(files)
    await files.receive(file_id, pieces(PDF.replace(b"obj", b"OBJ")))
    with pytest.raises(UploadRejected) as refused:
        await files.complete(OWNER, file_id)
    assert [error.code for error in refused.value.errors] == ["upload_sha256_differs"]


async def test_fewer_bytes_than_announced_are_rejected(files):
    file_id = await announced(files)
    await files.receive(file_id, pieces(PDF[:-1]))
    with pytest.raises(UploadRejected) as refused:
        await files.complete(OWNER, file_id)
    assert [error.code for error in refused.value.errors] == ["upload_size_differs"]


async def test_more_bytes_than_announced_are_cut_off_and_leave_nothing(files):
    file_id = await announced(files)
    with pytest.raises(FileTooLarge):
        await files.receive(file_id, pieces(PDF + b"x"))
    with pytest.raises(UploadMissing):
        await files.complete(OWNER, file_id)


async def test_a_connection_that_breaks_leaves_nothing_and_may_be_repeated(files):
    file_id = await announced(files)

    async def broken() -> AsyncIterator[bytes]:
        yield PDF[:20]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.receive(file_id, broken())
    with pytest.raises(UploadMissing):
        await files.complete(OWNER, file_id)
    await files.receive(file_id, pieces(PDF))
    assert (await files.complete(OWNER, file_id)).state == "ready"


async def test_completing_twice_answers_the_same_and_closes_the_upload(files):
    facts = await ready(files)
    assert await files.complete(OWNER, facts.id) == facts
    with pytest.raises(UploadClosed):
        await files.receive(facts.id, pieces(PNG))
    assert await read_all(files, facts.id) == PDF


async def test_kinds_and_sizes_that_are_not_taken_are_refused_at_once(files):
    for media_type in (
        "text/html",
        "image/svg+xml",
        f"{OOXML}.presentationml.presentation",
        "application/zip",
    ):
        with pytest.raises(FileKindNotAllowed):
            await announced(files, media_type=media_type)
    with pytest.raises(FileTooLarge):
        await announced(files, size=50 * 1024 * 1024 + 1)
    with pytest.raises(FileOfAnother):
        await announced(files, organisation_id=OTHER)


async def test_a_scanner_that_finds_something_rejects_the_file(files):
    class Suspicious:
        async def find(self, content) -> str | None:
            return "EICAR" if b"%PDF" in content.read() else None

    scanned = Files(files.database, files.store, files.links, scanner=Suspicious())
    with pytest.raises(UploadRejected) as refused:
        await ready(scanned)
    assert [error.code for error in refused.value.errors] == ["upload_infected"]


async def test_only_the_owner_completes_and_only_those_concerned_see(files):
    file_id = await announced(files, organisation_id=OWN)
    await files.receive(file_id, pieces(PDF))
    with pytest.raises(FileOfAnother):
        await files.complete(COLLEAGUE, file_id)
    for stranger in (STRANGER, OFFICER, PUBLIC):
        with pytest.raises(FileUnknown):
            await files.complete(stranger, file_id)


async def test_a_ready_file_is_referred_to_by_its_own_organisation_only(files):
    facts = await ready(files)
    place = {"organisation_id": OWN, "region_path": "37.3708.370811."}
    async with files.database.write(OWNER) as session:
        attached = await files.attach(session, facts.id, **place)
    assert (attached.organisation_id, attached.region_path) == (OWN, place["region_path"])
    async with files.database.write(COLLEAGUE) as session:
        assert (await files.attach(session, facts.id, **place)).id == facts.id
    async with files.database.read(OFFICER) as session:
        assert (await FileRecord(session).facts(facts.id)).sha256 == facts.sha256

    async def take() -> None:
        async with files.database.write(OWNER) as session:
            await files.attach(session, facts.id, organisation_id=OTHER, region_path="37.")

    with pytest.raises(FileOfAnother):
        await take()


async def test_what_is_not_ready_cannot_be_referred_to_or_linked(files):
    file_id = await announced(files)
    async with files.database.write(OWNER) as session:
        with pytest.raises(FileNotReady):
            await files.attach(session, file_id, organisation_id=OWN, region_path="37.")
        with pytest.raises(FileNotReady):
            await files.link(session, file_id)


async def test_what_the_service_makes_itself_is_kept_for_who_asked(files):
    facts = await files.keep(announcement(name="错误.pdf"), pieces(PDF), caller=OWNER)
    async with files.database.read(OWNER) as session:
        assert (await FileRecord(session).facts(facts.id)).state == "ready"


async def test_uploads_that_never_came_are_forgotten_after_a_day(files):
    kept, gone = await announced(files), await announced(files)
    await files.receive(gone, pieces(PDF))
    table = files_table("review")
    async with files.database.write(SYSTEM) as session:
        yesterday = instant() - timedelta(days=1, minutes=1)
        await session.execute(update(table).where(table.c.id == gone).values(created_at=yesterday))
    assert await files.sweep() == 1
    async with files.database.read(SYSTEM) as session:
        assert (await session.scalars(select(table.c.id))).all() == [kept]


async def test_of_many_calls_that_complete_at_once_the_file_is_ready_once(tmp_path, committed_database):
    database = await committed_database("review")
    folder = tmp_path / "files"
    files = Files(database, open_store(folder.as_uri()), Links("review", "http://gateway", b"k" * 32))
    file_id = await announced(files)

    async def send_and_complete() -> bool:
        try:
            await files.receive(file_id, pieces(PDF))
            await files.complete(OWNER, file_id)
        except (UploadMissing, UploadClosed):
            return False
        return True

    assert any(await asyncio.gather(*(send_and_complete() for _ in range(8))))
    assert await read_all(files, file_id) == PDF
    async with database.read(SYSTEM) as session:
        assert await session.scalar(select(func.count()).select_from(files_table("review"))) == 1
    assert len(_kept(folder)) == 1


def _kept(folder: Path) -> list[Path]:
    return [path for path in (folder / "kept").rglob("*") if path.is_file()]


async def test_a_folder_store_is_closed_to_others_and_its_keys_tell_nothing(tmp_path, rolled_back_database):
    folder = tmp_path / "files"
    database = await rolled_back_database("review")
    files = Files(database, open_store(folder.as_uri()), Links("review", "http://gateway", b"k" * 32))
    await ready(files, name="..%2F..%2Fetc passwd.pdf")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (kept,) = _kept(folder)
    assert "passwd" not in str(kept)


async def test_a_store_that_does_not_answer_is_unavailable_for_now():
    silent = open_store(
        "s3://objects",
        endpoint="http://127.0.0.1:9",
        access_key_id="x",
        secret_access_key="y",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(StoreSilent):
        await silent.put("key", pieces(PDF))
    with pytest.raises(StoreSilent):
        await silent.move("key", "other")


def test_a_store_is_a_folder_or_a_bucket():
    for url in ("", "/tmp/x", "http://example.org/x"):  # noqa: S108 - never opened
        with pytest.raises(ValueError, match="file://"):
            open_store(url)
