"""Small files of each kind, and files that lie about theirs."""

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator

from shared.files.kinds import KINDS, OOXML
from shared.files.record import Announcement

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40) + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40) + b"\xff\xd9"


def package(*parts: str) -> bytes:
    """A ZIP file with these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for part in parts:
            target.writestr(part, "<x/>")
    return written.getvalue()


XLSX = package("[Content_Types].xml", "xl/workbook.xml")
DOCX = package("[Content_Types].xml", "word/document.xml")
OFD = package("OFD.xml")
GOOD = {
    "application/pdf": PDF,
    "image/png": PNG,
    "image/jpeg": JPEG,
    f"{OOXML}.spreadsheetml.sheet": XLSX,
    f"{OOXML}.wordprocessingml.document": DOCX,
    "application/ofd": OFD,
    "text/csv": "企业名称,地区\n孔府家酒,曲阜\n".encode("gb18030"),
    "application/jsonl": '{"name": "孔府家酒"}\n'.encode(),
}
LIES = {
    "a program as PDF": ("application/pdf", b"MZ\x90\x00" + bytes(60)),
    "a PDF cut off on the way": ("application/pdf", PDF[:30]),
    "a page as image": ("image/png", b"<html><script>alert(1)</script></html>"),
    "a plain archive as workbook": (f"{OOXML}.spreadsheetml.sheet", package("evil.exe")),
    "a document as workbook": (f"{OOXML}.spreadsheetml.sheet", DOCX),
    "a workbook with macros": (
        f"{OOXML}.spreadsheetml.sheet",
        package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    ),
    "half a workbook": (f"{OOXML}.spreadsheetml.sheet", XLSX[: len(XLSX) // 2]),
    "a program as table": ("text/csv", b"\x7fELF" + bytes(20)),
    "bytes that are no text": ("text/csv", b"\xff\xff\xff"),
}


def announcement(content: bytes = PDF, media_type: str = "application/pdf", **more: object) -> Announcement:
    """What an honest sender says about this content."""
    given: dict[str, object] = {
        "name": f"营业执照{KINDS[media_type].endings[0] if media_type in KINDS else ''}",
        "media_type": media_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).digest(),
    }
    return Announcement(**{**given, **more})


async def pieces(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    """The content as it comes over a wire."""
    for start in range(0, len(content), size):
        yield content[start : start + size]
