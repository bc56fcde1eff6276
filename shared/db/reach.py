"""How far a caller sees, as a condition of a query; row-level security says the same beneath it."""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from shared.db.caller import EVERYWHERE, Caller


def within(
    caller: Caller, *, organisation: InstrumentedAttribute[Any], region: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Rows of the caller's organisations and regions."""
    if EVERYWHERE in caller.regions:
        return true()
    prefixes = [region.startswith(prefix, autoescape=True) for prefix in caller.regions]
    return or_(false(), organisation.in_(caller.organisations), *prefixes)
