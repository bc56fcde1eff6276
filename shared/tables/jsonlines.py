"""JSON Lines as the rows of a template: a document a line, flattened into cells by the importing service."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Final

import orjson

from shared.messages.catalogue import DEFAULT_LANGUAGE, Catalogue
from shared.tables.archives import Limits
from shared.tables.errors import TableTooLarge, UnreadableTable
from shared.tables.reading import LIMITS, CellError, Row
from shared.tables.templates import Template

DOCUMENT: Final = "document"
"""Under which a row keeps its line as sent."""
REASONS: Final = "errors"

Flatten = Callable[[str], Mapping[str, Any]]
"""The cells of a line by key of the template; raises ValueError."""


def read_json_lines(
    source: BinaryIO, template: Template, flatten: Flatten, limits: Limits = LIMITS
) -> Iterator[Row]:
    """Row by row; a line that is no document of the wanted shape is a row with a fault."""
    lines = io.TextIOWrapper(source, encoding="utf-8-sig")
    try:
        for number, line in enumerate(lines, 1):
            if number > limits.rows:
                raise TableTooLarge(limit=limits.rows)
            if line.strip():
                yield _row(number, line.strip(), template, flatten)
    except UnicodeDecodeError as error:
        raise UnreadableTable from error


def write_error_lines(
    target: BinaryIO, rows: Iterable[Row], catalogue: Catalogue, language: str = DEFAULT_LANGUAGE
) -> None:
    """The failing documents as sent, each with `errors` beside its members: to correct and send again."""
    for row in rows:
        try:
            document = orjson.loads(row.typed[DOCUMENT])
        except orjson.JSONDecodeError:
            document = {"line": row.typed[DOCUMENT]}
        reasons = [catalogue.render(each.code, language, each.params).detail for each in row.errors]
        document = document if isinstance(document, dict) else {"line": document}
        target.write(orjson.dumps({**document, REASONS: reasons}, option=orjson.OPT_APPEND_NEWLINE))


def _row(number: int, line: str, template: Template, flatten: Flatten) -> Row:
    typed = {DOCUMENT: line}
    try:
        cells = flatten(line)
    except ValueError:
        return Row(number, {}, typed, (CellError("document_unfit"),))
    columns = template.columns
    return Row.read(number, typed, ((column, cells.get(column.key), column.unit) for column in columns))
