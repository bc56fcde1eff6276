"""Columns that hold the members of an enumeration."""

from typing import Any

from sqlalchemy import Dialect, String, TypeDecorator
from typing_extensions import override


class Coded(TypeDecorator[Any]):
    """A column that holds the value of a string enumeration; the database keeps its own CHECK."""

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Any]) -> None:
        super().__init__(40)
        self.kind = kind

    @override
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else self.kind(value)
