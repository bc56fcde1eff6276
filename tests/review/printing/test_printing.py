"""The worker sets a certificate: PDF/A with its fonts inside, the holder's to fetch."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from services.review import jobs
from services.review.certificates.repository import Certificates
from shared.db.caller import SYSTEM
from shared.documents.errors import DocumentNotSet
from shared.documents.pdf import set_pdf, square_code
from shared.files.files import Files
from shared.files.links import Links
from shared.files.store import open_store
from shared.jobs.runner import Runner
from tests.review.hall import V1, Hall

GATEWAY = "https://gateway.example"


@pytest.fixture
def hall(hall_committed: Hall) -> Hall:
    return hall_committed


@pytest.fixture
def files(hall: Hall, tmp_path: Path) -> Files:
    return Files(hall.database, open_store(tmp_path.as_uri()), Links("review", GATEWAY, b"k" * 32))


@pytest.fixture
def printed(hall: Hall, files: Files):
    """Issues a certificate for a fresh title and lets the worker print it."""

    async def done() -> tuple[Any, Any]:
        title = (await hall.titled(*await hall.ranked()))[0]
        asked = await hall.client.post(
            f"{V1}/certificates", json={"title_id": title["id"]}, headers=hall.officer()
        )
        assert asked.status_code == 202, asked.text
        await Runner(hall.database, jobs.handlers(files, GATEWAY)).execute(UUID(asked.json()["job_id"]))
        path = f"{V1}/certificates/{asked.json()['id']}"
        return title, (await hall.client.get(path, headers=hall.applicant(title))).json()

    return done


async def read(files: Files, file_id: str) -> PdfReader:
    _, content = await files.content(UUID(file_id))
    return PdfReader(io.BytesIO(b"".join([piece async for piece in content])))


def fonts_of(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The descriptors of every font on every page."""
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            for below in font.get_object().get("/DescendantFonts", [font]):
                yield below.get_object()["/FontDescriptor"].get_object()


async def test_V11_a_certificate_becomes_a_pdf_a_with_chinese_text_and_its_fonts_inside(printed, files):
    title, certificate = await printed()
    reader = await read(files, certificate["file_id"])
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("2", "A")
    root: Any = reader.trailer["/Root"]
    assert root["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True)
    assert not {"/OpenAction", "/AA"} & root.keys()
    assert (reader.is_encrypted, len(reader.pages)) == (False, 1)
    descriptors = list(fonts_of(reader))
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & descriptor.keys() for descriptor in descriptors)
    text = "".join(reader.pages[0].extract_text().split())
    for member in ("holder_name", "name_zh", "number", "document_number"):
        assert title[member] in text, text
    assert certificate["code"] in text
    link = reader.pages[0]["/Annots"][0].get_object()["/A"]["/URI"]
    assert link == f"{GATEWAY}/verify/{certificate['code'].replace('-', '')}"


async def test_V11_the_document_is_the_holders_and_nobody_elses(hall: Hall, printed):
    title, certificate = await printed()
    link = f"{V1}/files/{certificate['file_id']}"
    as_holder = await hall.client.get(link, headers=hall.applicant(title))
    assert (as_holder.status_code, as_holder.json()["name"]) == (200, f"{title['number']}.pdf")
    as_other = await hall.client.get(link, headers=hall.officer(region="37.3706.", subject="another"))
    assert as_other.status_code == 404
    events = [each["event"] for each in await hall.trail("certificate", certificate["id"])]
    assert events == ["certificate.issued", "certificate.printed"]


async def test_V11_a_name_that_no_font_can_show_is_refused_and_leaves_no_document(hall: Hall, files: Files):
    (case,) = await hall.ranked()
    async with hall.database.write(SYSTEM) as session:
        (await session.merge(case)).organisation_name = "བོད་ལྗོངས།"
    title = (await hall.titled(case))[0]
    asked = (
        await hall.client.post(f"{V1}/certificates", json={"title_id": title["id"]}, headers=hall.officer())
    ).json()
    await Runner(hall.database, jobs.handlers(files, GATEWAY)).execute(UUID(asked["job_id"]))
    job = (await hall.client.get(f"{V1}/jobs/{asked['job_id']}", headers=hall.officer())).json()
    assert (job["state"], job["error"]["code"]) == ("failed", "document_not_set")
    async with hall.database.read(SYSTEM) as session:
        assert (await Certificates(session).get(UUID(asked["id"]))).file_id is None


def test_a_template_that_cannot_be_set_is_a_refusal(tmp_path: Path):
    template = tmp_path / "broken.typ"
    template.write_text("#let", encoding="utf-8")
    with pytest.raises(DocumentNotSet):
        set_pdf(template, {}, made_at=datetime.now(UTC))


def test_a_square_code_is_a_drawing_of_its_own():
    drawing = square_code(f"{GATEWAY}/verify/00000")
    assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" ')
