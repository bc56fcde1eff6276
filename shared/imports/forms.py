"""A list in the format in which it was sent, and its refused rows in the same."""

import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from shared.messages.catalogue import Catalogue
from shared.tables.jsonlines import Flatten, read_json_lines, write_error_lines
from shared.tables.reading import Row, read_table
from shared.tables.templates import Template
from shared.tables.writing import write_error_csv, write_error_workbook, write_template

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
JSON_LINES: Final = "application/jsonl"
ENDINGS: Final = {XLSX: ".xlsx", CSV: ".csv", JSON_LINES: ".jsonl"}


def empty_template(template: Template) -> bytes:
    """The table to fill in, with choices and the required headers marked."""
    target = io.BytesIO()
    write_template(target, template)
    return target.getvalue()


def read_rows(copy: BinaryIO, media_type: str, template: Template, flatten: Flatten | None) -> Iterator[Row]:
    """Row by row, whatever the format."""
    if media_type == JSON_LINES and flatten is not None:
        return read_json_lines(copy, template, flatten)
    return iter(read_table(copy, template))


def errors_as_sent(
    refused: Sequence[Row], media_type: str, template: Template, catalogue: Catalogue
) -> bytes:
    """The refused rows with their reasons, to be corrected and sent again."""
    target = io.BytesIO()
    if media_type == JSON_LINES:
        write_error_lines(target, refused, catalogue)
    elif media_type == CSV:
        write_error_csv(target, template, refused, catalogue)
    else:
        write_error_workbook(target, template, refused, catalogue)
    return target.getvalue()
