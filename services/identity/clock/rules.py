"""How far the clock moves: pure."""

import math
from datetime import datetime, timedelta

from services.identity.clock.errors import ClockOnlyForward, ClockTooFar

FARTHEST = timedelta(days=36_525)


def advanced(offset: timedelta, *, until: datetime | None, seconds: int | None, now: datetime) -> timedelta:
    """The new offset, in whole seconds; later than the old one or refused."""
    if until is not None:
        wanted = timedelta(seconds=math.ceil((until - now).total_seconds()))
    else:
        wanted = offset + timedelta(seconds=seconds or 0)
    if wanted <= offset:
        raise ClockOnlyForward
    if wanted > FARTHEST:
        raise ClockTooFar
    return wanted
