"""Files that are not what they say, each with what is found in it; written by hand where no library would."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.files.faults import ENCRYPTED, KIND_DIFFERS, UNPACKS_TOO_LARGE
from shared.files.kinds import OOXML

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
XLSX: Final = f"{OOXML}.spreadsheetml.sheet"
DOCX: Final = f"{OOXML}.wordprocessingml.document"
CSV: Final = "text/csv"
LINES: Final = "application/jsonl"
MEBIBYTE: Final = 1024 * 1024
TYPES: Final = "[Content_Types].xml"
BOOK: Final = {TYPES: b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
DOCUMENT: Final = {TYPES: b"<Types/>", "word/document.xml": b"<document/>"}
A_PDF: Final = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
A_PNG: Final = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
A_JPEG: Final = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(40) + b"\xff\xd9"
A_PROGRAM: Final = b"MZ\x90\x00" + bytes(60)
SECRET_FILE: Final = "file:///etc/passwd"
LAUGHS: Final = (
    b"<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><l>&c;</l>"
)
OUTSIDE: Final = f"<?xml version='1.0'?><!DOCTYPE l [<!ENTITY a SYSTEM '{SECRET_FILE}'>]><l>&a;</l>".encode()


@dataclass(frozen=True, slots=True)
class Forgery:
    """What it is said to be, what it is, and the code of what is found."""

    media_type: str
    content: bytes
    fault: str = KIND_DIFFERS


def zipped(parts: Mapping[str, bytes], *, mode: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", mode) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return written.getvalue()


def zeros(mebibytes: int) -> bytes:
    """So many of them, deflated: one, and the same bytes again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    one = packer.compress(bytes(MEBIBYTE)) + packer.flush(zlib.Z_FULL_FLUSH)
    return one * mebibytes + packer.flush()


def archive_of(packed: bytes, *, says: int, crc: int = 0, name: bytes = b"xl/media/a.bin") -> bytes:
    """A workbook with one member that says of itself whatever it likes."""
    honest = zipped(BOOK)
    start = honest.index(b"PK\x01\x02")
    told = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), says, len(name), 0)
    local = b"PK\x03\x04" + told + name + packed
    listed = b"PK\x01\x02" + b"\x14\x00" + told + struct.pack("<HHHII", 0, 0, 0, 0, start) + name
    end = honest.index(b"PK\x05\x06")
    listing = honest[start:end] + listed
    last = struct.pack("<HHHHIIH", 0, 0, 3, 3, len(listing), start + len(local), 0)
    return honest[:start] + local + listing + b"PK\x05\x06" + last


def locked(archive: bytes) -> bytes:
    """The same with the sign that a password is needed, on every member."""
    found = bytearray(archive)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = archive.find(signature)
        while at >= 0:
            found[at + place] |= 1
            at = archive.find(signature, at + 4)
    return bytes(found)


def nest(depth: int) -> bytes:
    """A workbook in a workbook in a workbook."""
    inner = zipped(BOOK)
    for _ in range(depth):
        inner = zipped({**BOOK, "xl/embeddings/a.xlsx": inner})
    return inner


def under(name: str) -> bytes:
    """A workbook with a part of this name."""
    return zipped({**BOOK, name: b"x"})


CONFUSED: Final = {
    "a program as PDF": Forgery(PDF, A_PROGRAM),
    "a page as PDF": Forgery(PDF, b"<html><script>alert(1)</script></html>%PDF-1.7 %%EOF"),
    "a page as picture": Forgery(PNG, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a photograph as PNG": Forgery(PNG, A_JPEG),
    "a PDF as photograph": Forgery(JPEG, A_PDF),
    "a PDF as workbook": Forgery(XLSX, A_PDF),
    "a document as workbook": Forgery(XLSX, zipped(DOCUMENT)),
    "a workbook as table of text": Forgery(CSV, zipped(BOOK)),
    "a program as list": Forgery(LINES, b"\x7fELF" + bytes(20)),
    "a table in UTF-16": Forgery(CSV, "企业名称".encode("utf-16")),
}
TWOFOLD: Final = {
    "a PDF that is an archive too": Forgery(PDF, A_PDF + zipped({"a.exe": A_PROGRAM})),
    "a PDF with its end in the remark of an archive": Forgery(
        PDF, A_PDF + zipped({"a": b"x"})[:-2] + struct.pack("<H", len(A_PDF)) + A_PDF
    ),
    "a picture that is an archive too": Forgery(PNG, A_PNG + zipped({"a.class": b"x"})),
    "a photograph that is an archive too": Forgery(JPEG, A_JPEG + zipped({"a.class": A_JPEG})),
    "a picture with something behind it": Forgery(PNG, A_PNG + b"<?php system($_GET[0]); ?>"),
    "a workbook behind a program": Forgery(XLSX, A_PROGRAM + zipped(BOOK)),
    "a workbook with something behind it": Forgery(XLSX, zipped(BOOK) + A_PDF),
    "a workbook with two ends": Forgery(XLSX, zipped(BOOK) + zipped({"a": b"x"})[-22:]),
}
BOMBS: Final = {
    "a bomb that tells its size": Forgery(
        XLSX, archive_of(zeros(513), says=513 * MEBIBYTE), UNPACKS_TOO_LARGE
    ),
    "a bomb that says it is small": Forgery(XLSX, archive_of(zeros(513), says=10), UNPACKS_TOO_LARGE),
    "ten thousand and one parts": Forgery(
        XLSX,
        zipped({**BOOK, **{f"xl/{n}": b"" for n in range(10_000)}}, mode=zipfile.ZIP_STORED),
        UNPACKS_TOO_LARGE,
    ),
    "a part larger than it says": Forgery(XLSX, archive_of(zeros(1), says=10, crc=zlib.crc32(bytes(10)))),
    "archives in archives": Forgery(XLSX, nest(3)),
}
DECLARED: Final = {
    "a workbook with entities": Forgery(XLSX, zipped({**BOOK, "xl/sharedStrings.xml": LAUGHS})),
    "a workbook that reads a file": Forgery(XLSX, zipped({**BOOK, "xl/worksheets/sheet1.xml": OUTSIDE})),
    "a document that reads a file, in UTF-16": Forgery(
        DOCX, zipped({**DOCUMENT, "word/styles.xml": OUTSIDE.decode().encode("utf-16")})
    ),
    "a declaration across two pieces": Forgery(
        XLSX, zipped({**BOOK, "xl/styles.xml": b"<!--" + b" " * (256 * 1024 - 9) + b"--><!DOCTYPE x []><x/>"})
    ),
}
STRAYS: Final = {
    f"a part called {name}": Forgery(XLSX, under(name))
    for name in (
        "../../etc/cron.d/a",
        "/etc/passwd",
        "C:evil",
        "xl\\..\\..\\a",
        "xl/../../a",
        "XL/WORKBOOK.xml",
    )
}
LOCKED: Final = {
    "a workbook under a password": Forgery(XLSX, locked(zipped(BOOK)), ENCRYPTED),
    "a document that Office has encrypted": Forgery(
        DOCX,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(400),
        ENCRYPTED,
    ),
    "a workbook of before 2007": Forgery(XLSX, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016)),
    "a PDF under a password": Forgery(
        PDF, A_PDF.replace(b"trailer\n<<>>", b"trailer\n<</Encrypt 9 0 R>>"), ENCRYPTED
    ),
    "a PDF under a password, in a stream": Forgery(
        PDF,
        b"%PDF-1.7\n7 0 obj <</Type/XRef/Encrypt 9 0 R>> stream\n" + b"x" * 3000 + b"\nendstream\n"
        b"startxref\n9\n%%EOF",
        ENCRYPTED,
    ),
}
MACROS: Final = {
    "a module of macros": Forgery(XLSX, under("xl/vbaProject.bin")),
    "macros under another name": Forgery(
        XLSX,
        zipped(
            {**BOOK, TYPES: b"<Types><Override ContentType='application/vnd.ms-office.vbaProject'/></Types>"}
        ),
    ),
    "a workbook that says it has macros": Forgery(
        XLSX, zipped({**BOOK, TYPES: "<Types a='sheet.macroEnabled.main+xml'/>".encode("utf-16")})
    ),
    "macros in letters as numbers": Forgery(XLSX, zipped({**BOOK, TYPES: b"<Types a='&#109;acroEnabled'/>"})),
}
CUT: Final = {
    "a PDF cut off": Forgery(PDF, A_PDF[:30]),
    "a picture cut off": Forgery(PNG, A_PNG[:-6]),
    "a photograph cut off": Forgery(JPEG, A_JPEG[:-2]),
    "a workbook cut off": Forgery(XLSX, zipped(BOOK)[:-30]),
    "a table cut off in a letter": Forgery(CSV, "企业".encode()[:-1]),
    "a byte": Forgery(PDF, b"%"),
}
FORGERIES: Final = {**CONFUSED, **TWOFOLD, **BOMBS, **DECLARED, **STRAYS, **LOCKED, **MACROS, **CUT}
