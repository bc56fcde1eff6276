"""The board over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.boards.dependencies import Board
from services.metrics.boards.errors import BoardNotFound
from services.metrics.boards.schemas import BoardOut
from services.metrics.policies.schemas import Code
from services.metrics.wordings.dependencies import Wording
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.refused import refusals
from shared.http.telling import Telling

router = APIRouter(tags=["attainment"])


@router.get("/board", responses=refusals(BoardNotFound))
async def show_board(
    caller: Annotated[Caller, anyone()],
    board: Board,
    telling: Telling,
    words: Wording,
    document: Annotated[Code, Query(description="Code of the document.")],
) -> BoardOut:
    """All targets of a document at one look (M07), as the worker judged them last."""
    return words.of(telling.told(await board.show(document)))
