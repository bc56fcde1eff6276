import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from shared.tables.archives import Limits, check_archive
from shared.tables.errors import TableTooLarge, UnreadableTable

SHEET = "xl/worksheets/sheet1.xml"


def archive(sheet: bytes, name: str = SHEET) -> io.BytesIO:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr(name, sheet)
    stream.seek(0)
    return stream


def sheet(*cells: str) -> bytes:
    return f"<worksheet><sheetData>{''.join(cells)}</sheetData></worksheet>".encode()


def test_R15_a_workbook_within_the_limits_passes_and_is_rewound():
    stream = archive(sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    check_archive(stream, Limits())
    assert stream.tell() == 0


def test_R15_a_bomb_is_measured_and_not_believed():
    declared, lie = (5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    data = archive(b"0" * 5_000_000).getvalue()
    assert declared in data
    with pytest.raises(TableTooLarge):
        check_archive(io.BytesIO(data.replace(declared, lie)), Limits(unpacked=1_000_000))


@pytest.mark.parametrize(
    "cell", ['<c r="A200001"/>', '<c r="XFD1"/>', "<c t='s'  r = 'ZZ100000'/>", '<row r="999999">']
)
@pytest.mark.parametrize("name", [SHEET, "xl/elsewhere.bin"])
def test_R15_a_cell_far_off_is_refused_before_room_is_made_for_it(cell: str, name: str):
    with pytest.raises(TableTooLarge):
        check_archive(archive(sheet(cell), name), Limits())


@pytest.mark.parametrize(
    "cell", ["<c/>", "<row>", "<x:c t='n'>", '<c r="&#65;1"/>', '<c r="a1"/>', '<c r=""/>']
)
def test_R15_a_cell_that_hides_its_place_is_refused(cell: str):
    with pytest.raises(UnreadableTable):
        check_archive(archive(sheet(cell)), Limits())


def test_R15_a_tag_across_two_pieces_is_seen_whole():
    padding = "<v>" + "0" * (256 * 1024 - 90) + "</v>"
    for shift in range(0, 100, 9):
        with pytest.raises(TableTooLarge):
            check_archive(archive(sheet(padding, " " * shift, '<c r="A200001"/>')), Limits())


def test_R15_what_is_no_workbook_is_unreadable():
    stream = io.BytesIO()
    with ZipFile(stream, "w") as packed:
        packed.writestr("readme.txt", "x")
    with pytest.raises(UnreadableTable):
        check_archive(stream, Limits())
    with pytest.raises(TableTooLarge):
        check_archive(archive(sheet()), Limits(members=1))
