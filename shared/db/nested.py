"""What hangs on a row, in one of its columns: a thing and all that belongs to it are one statement."""

from typing import Any

from sqlalchemy import JSON, FromClause, ScalarSelect, Select, func, select


def nested(statement: Select[Any], within: FromClause) -> ScalarSelect[Any]:
    """The rows of a select as a list of JSON objects, for a column of a select over `within`.

    Identifiers, days and instants come as text, as answers take them; the policies of the tables inside hold
    as they do anywhere.
    """
    rows = statement.correlate(within).subquery()
    every = func.json_agg(rows.table_valued(), type_=JSON)
    return select(func.coalesce(every, func.json_build_array(), type_=JSON)).scalar_subquery()
