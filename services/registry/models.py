"""The rows of registry: each noun's models.py hangs its own on this base."""

from typing import Any

from sqlalchemy import ColumnElement, Dialect, String, TypeDecorator, false, or_, true
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute
from typing_extensions import override

from shared.db.caller import EVERYWHERE, Caller
from shared.db.tables import metadata_for


class Base(DeclarativeBase):
    metadata = metadata_for("registry")


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


def within(
    caller: Caller, *, organisation: InstrumentedAttribute[Any], region: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Rows of the caller's organisations and regions: what row-level security repeats beneath."""
    if EVERYWHERE in caller.regions:
        return true()
    prefixes = [region.startswith(prefix, autoescape=True) for prefix in caller.regions]
    return or_(false(), organisation.in_(caller.organisations), *prefixes)
