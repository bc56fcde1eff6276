"""Similar marks over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Response

from services.trademark.similarity.dependencies import Asked, Desk, Sentences
from services.trademark.similarity.errors import NameUnsearchable
from services.trademark.similarity.schemas import FindSimilarMarks, SimilarMarksOut
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(prefix="/similar-marks", tags=["similar-marks"])

Public = Annotated[Caller, anyone()]


@router.get("", responses=refusals(NameUnsearchable))
async def find_similar_marks(
    caller: Public, asked: Asked, desk: Desk, say: Sentences, response: Response
) -> SimilarMarksOut:
    """Marks like a name by characters, sound and order, each with its reasons (T10).

    A class whose marks or goods are not loaded is told as `not_read`; it is never told as free.
    """
    response.headers["Vary"] = "Accept-Language"
    return await desk.find(asked, say)


@router.post("", responses=refusals(NameUnsearchable))
async def search_similar_marks(
    caller: Public, body: FindSimilarMarks, desk: Desk, say: Sentences, response: Response
) -> SimilarMarksOut:
    """The same search with its question in the body; it changes nothing and needs no key."""
    response.headers["Vary"] = "Accept-Language"
    return await desk.find(body, say)
