"""Wiring of the routes on similar marks."""

from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import Field

from services.trademark.goods_tables.repository import GoodsTables
from services.trademark.similarity.repository import Similarity
from services.trademark.similarity.schemas import FindSimilarMarks, GroupCode, NiceClass
from services.trademark.similarity.service import Say, SimilarityDesk
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.http.language import CallersLanguage
from shared.http.lists import Listed
from shared.http.models import Line
from shared.http.sessions import Open
from shared.messages.catalogue import Catalogue
from shared.time.clock import Clock


async def _desk(session: Open) -> SimilarityDesk:
    return SimilarityDesk(Similarity(session), GoodsTables(session))


async def _say(request: Request, language: CallersLanguage) -> Say:
    catalogue: Catalogue = request.app.state.catalogue
    return lambda reason: catalogue.render(reason.code, language, reason.params).detail


async def _asked(
    *,
    name: Annotated[Line, Query(max_length=100, description="The name.")],
    classes: Annotated[
        Annotated[Listed[NiceClass], Field(max_length=45)] | None,
        Query(description="Nice classes; none: all."),
    ] = None,
    groups: Annotated[Listed[GroupCode] | None, Query(description="Similar groups of the goods.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="How many hits at most.")] = 20,
) -> FindSimilarMarks:
    return FindSimilarMarks(name=name, classes=classes or [], groups=groups or [], limit=limit)


async def count_common_grams(database: Database, _clock: Clock) -> int:
    """Keep the counts by which a search chooses its rarest grams."""
    async with database.write(SYSTEM) as session:
        return await Similarity(session).count_common()


Desk = Annotated[SimilarityDesk, Depends(_desk)]
Asked = Annotated[FindSimilarMarks, Depends(_asked)]
Sentences = Annotated[Say, Depends(_say)]
