"""Sentences over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.aims.service import shipped_vocabulary
from services.metrics.sentences.errors import SentenceUnreadable
from services.metrics.sentences.schemas import SentenceOut
from services.metrics.sentences.service import LONGEST, read
from shared.auth.guards import anyone
from shared.db.caller import Caller
from shared.http.refused import refusals

router = APIRouter(tags=["targets"])


@router.get("/target-sentences", responses=refusals(SentenceUnreadable))
async def read_sentence(
    caller: Annotated[Caller, anyone()],
    sentence: Annotated[str, Query(min_length=1, max_length=LONGEST, description="One Chinese sentence.")],
) -> SentenceOut:
    """The formal target that a Chinese sentence says; the sentence of every target reads back as itself."""
    return SentenceOut(sentence=sentence, formal=read(sentence, shipped_vocabulary()))
