"""Every forged file is found out by its bytes, and little is read or unpacked to find it."""

import io
from typing import Any

import pytest

from shared.files.faults import KIND_DIFFERS, UNPACKS_TOO_LARGE
from shared.files.kinds import KINDS
from shared.files.packages import Budget, package_fault
from tests.security.forgeries import (
    A_JPEG,
    A_PDF,
    A_PNG,
    BOOK,
    CSV,
    DOCUMENT,
    DOCX,
    FORGERIES,
    JPEG,
    LINES,
    MEBIBYTE,
    PDF,
    PNG,
    XLSX,
    archive_of,
    nest,
    zeros,
    zipped,
)

HONEST = {
    "a PDF": (PDF, A_PDF),
    "a picture": (PNG, A_PNG),
    "a photograph": (JPEG, A_JPEG),
    "a photograph with what a telephone adds": (JPEG, A_JPEG + b"SEFT" + bytes(100)),
    "a workbook": (XLSX, zipped(BOOK)),
    "a document with a table in it": (DOCX, zipped({**DOCUMENT, "word/embeddings/a.xlsx": zipped(BOOK)})),
    "a document with a drawing": (DOCX, zipped({**DOCUMENT, "word/media/a.svg": b"<!DOCTYPE svg><svg/>"})),
    "a workbook in a workbook": (XLSX, nest(1)),
    "a table in GB18030": (CSV, "企业名称,地区\n孔府家酒,曲阜\n".encode("gb18030")),
    "a table whose letters lie across pieces": (CSV, "企".encode() * 200_000),
    "a list": (LINES, '{"name": "孔府家酒"}\n'.encode()),
}


class Counted(io.BytesIO):
    """Says how many bytes were asked of it."""

    taken = 0

    def read(self, *size: Any) -> bytes:
        found = super().read(*size)
        self.taken += len(found)
        return found


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_taken(name: str):
    media_type, content = HONEST[name]
    assert KINDS[media_type].fault(io.BytesIO(content)) is None


@pytest.mark.parametrize("name", FORGERIES)
def test_OWASP_API4_a_forged_file_is_found_out_by_its_bytes(name: str):
    forged = FORGERIES[name]
    assert KINDS[forged.media_type].fault(io.BytesIO(forged.content)) == forged.fault


def test_OWASP_API4_a_bomb_is_left_when_the_budget_is_spent():
    content, budget = Counted(archive_of(zeros(300), says=10)), Budget(left=2 * MEBIBYTE)
    assert package_fault(content, "xl/workbook.xml", budget) == UNPACKS_TOO_LARGE
    assert -MEBIBYTE < budget.left < 0, "one piece over it, and no more"
    assert content.taken < 600_000, "the bomb is not read to its end either"


def test_OWASP_API4_what_lies_in_a_package_counts_as_well():
    inner = zipped({**BOOK, "xl/a.bin": bytes(3 * MEBIBYTE)})
    outer = zipped({**DOCUMENT, "word/embeddings/a.xlsx": inner})
    assert package_fault(io.BytesIO(outer), "word/document.xml", Budget(left=4 * MEBIBYTE)) is None
    spent = Budget(left=2 * MEBIBYTE)
    assert package_fault(io.BytesIO(outer), "word/document.xml", spent) == UNPACKS_TOO_LARGE
    parts = Budget(parts=5)
    assert package_fault(io.BytesIO(outer), "word/document.xml", parts) == UNPACKS_TOO_LARGE


def test_OWASP_API4_members_that_share_their_bytes_are_each_counted():
    """Fifield's bomb: a thousand entries of the list that all point to one place."""
    honest = archive_of(zeros(4), says=4 * MEBIBYTE)
    start = honest.index(b"PK\x01\x02")
    end = honest.index(b"PK\x05\x06")
    entry = honest[honest.rindex(b"PK\x01\x02") : end]
    more = b"".join(entry[:-5] + f"{n:05d}".encode() for n in range(200))
    count = (203).to_bytes(2, "little") * 2
    size = (end - start + len(more)).to_bytes(4, "little")
    bomb = (
        honest[:end] + more + b"PK\x05\x06" + bytes(4) + count + size + start.to_bytes(4, "little") + b"\0\0"
    )
    assert package_fault(io.BytesIO(bomb), "xl/workbook.xml") == UNPACKS_TOO_LARGE
    assert len(bomb) < 50_000


def test_OWASP_API4_a_list_that_would_fill_the_memory_is_not_read():
    honest = zipped(BOOK)
    end = honest.index(b"PK\x05\x06")
    listed = bytes(6 * MEBIBYTE)
    told = honest[end : end + 12] + len(listed).to_bytes(4, "little") + honest[end + 16 :]
    content = Counted(honest[:end] + listed + told)
    assert package_fault(content, "xl/workbook.xml") == UNPACKS_TOO_LARGE
    assert content.taken < 1024


def test_a_large_text_is_looked_at_in_pieces():
    class Frugal(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 <= size <= MEBIBYTE
            return super().read(size)

    assert KINDS[CSV].fault(Frugal(b"a,b\n" * 500_000)) is None
    assert KINDS[CSV].fault(Frugal(b"a,b\n" * 500_000 + b"\x01")) == KIND_DIFFERS
