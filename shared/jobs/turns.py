"""What time brings about, one thing a transaction: a thing that fails stops no other."""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import structlog

from shared.db.caller import SYSTEM
from shared.db.work import Database, Session

Find = Callable[[Session], Awaitable[Sequence[UUID]]]
Act = Callable[[Session, UUID], Awaitable[bool]]
"""Does the one thing if it is still due; says whether it changed anything."""

log = structlog.get_logger(__name__)


async def one_by_one(database: Database, find: Find, act: Act) -> int:
    """Do each thing in a transaction of its own; what fails is logged and tried again at the next look."""
    async with database.read(SYSTEM) as session:
        due = await find(session)
    changed = 0
    for each in due:
        try:
            async with database.write(SYSTEM) as session:
                changed += await act(session, each)
        except Exception:
            # Whatever is wrong with this one, the others are due as well.
            log.exception("time_could_not_act", act=act.__qualname__, id=str(each))
    return changed
