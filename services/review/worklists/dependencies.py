"""Wiring of the routes on work lists."""

from typing import Annotated

from fastapi import Depends, Query

from services.review.rounds.repository import Rounds
from services.review.tasks.rules import TaskKind
from services.review.worklists.repository import Asked, Worklist
from shared.http.lists import Listed
from shared.http.sessions import Read


async def _worklist(session: Read) -> Worklist:
    return Worklist(session, session.info["clock"].today())


async def _rounds(session: Read) -> Rounds:
    return Rounds(session)


async def _asked(
    kind: Annotated[Listed[TaskKind] | None, Query(description="Tasks of these kinds only.")] = None,
    *,
    overdue: Annotated[bool, Query(description="Only what is late.")] = False,
) -> Asked:
    return Asked(kind or (), overdue)


Narrowed = Annotated[Asked, Depends(_asked)]
Own = Annotated[Worklist, Depends(_worklist)]
KnownRounds = Annotated[Rounds, Depends(_rounds)]
