"""How far a caller sees, as a condition of a query; row-level security says the same beneath it."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, false, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from shared.db.caller import EVERYWHERE, Caller


def within(
    caller: Caller, *, organisation: InstrumentedAttribute[Any], region: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Rows of the caller's organisations and regions."""
    return _within(caller.organisations, caller.regions, organisation, region)


@lru_cache(maxsize=500)
def _within(
    organisations: tuple[UUID, ...],
    regions: tuple[str, ...],
    organisation: InstrumentedAttribute[Any],
    region: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """Made once for a reach: callers come again with every request, and expressions never change."""
    if EVERYWHERE in regions:
        return true()
    prefixes = [region.startswith(prefix, autoescape=True) for prefix in regions]
    return or_(false(), organisation.in_(organisations), *prefixes)


def covered(*, organisation: ColumnElement[Any], region: ColumnElement[Any]) -> ColumnElement[bool]:
    """The same for a statement that is made once and found by its key; `reach_of` goes with each call."""
    return or_(
        organisation == any_(bindparam("organisations", type_=ARRAY(Uuid))),
        region.op("^@")(any_(bindparam("regions", type_=ARRAY(Text)))),
    )


def reach_of(caller: Caller) -> dict[str, Any]:
    """What `covered` is to be told of a caller."""
    return {"organisations": caller.organisations, "regions": caller.regions}
