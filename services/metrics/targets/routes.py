"""Targets over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.metrics.policies.schemas import Code
from services.metrics.targets.dependencies import Desk, Reader
from services.metrics.targets.errors import (
    TargetCodeTaken,
    TargetNotFound,
    TargetOfAnotherRegion,
    TargetUnfit,
)
from services.metrics.targets.schemas import DefineTarget, TargetDetail, TargetOut, WordTarget
from services.metrics.wordings.dependencies import Wording
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/targets", tags=["targets"])

Anyone = Annotated[Caller, anyone()]
Officer = Annotated[Caller, may("metrics:target:write", Role.PROGRAMME_OFFICER, Role.STATISTICIAN)]


@router.get("")
async def list_targets(
    caller: Anyone,
    reader: Reader,
    page: Paging,
    words: Wording,
    *,
    document: Annotated[Code | None, Query(description="The document that sets them.")] = None,
    region: Annotated[str | None, Query(max_length=20, description="Code of the region.")] = None,
) -> Page[TargetOut]:
    """Targets in their newest edition, with sentence, source and reading (M03)."""
    return words.page(await reader.list(page, document=document, region=region))


@router.get("/{target}", responses=refusals(TargetNotFound))
async def show_target(caller: Anyone, target: Code, reader: Reader, words: Wording, tag: Tag) -> TargetDetail:
    """A target with all its editions."""
    shown = await reader.detail((await reader.get(target)).id)
    tag(shown.version, words.view)
    return words.of(shown)


@router.post("", status_code=201, responses=refusals(TargetCodeTaken, TargetOfAnotherRegion, TargetUnfit))
async def define_target(
    caller: Officer, body: DefineTarget, desk: Desk, words: Wording, *, once: Once
) -> TargetDetail:
    """Define a target of a document; its text has to stand in the clause word for word."""
    return words.of(await once(lambda: desk.define(body), show=desk.show))


@router.post(
    "/{target}/editions",
    status_code=201,
    responses=refusals(TargetNotFound, TargetOfAnotherRegion, TargetUnfit, StaleVersion),
)
async def word_target(  # noqa: PLR0913 - the target, its words and wiring
    caller: Officer,
    target: Code,
    body: WordTarget,
    desk: Desk,
    words: Wording,
    *,
    if_match: IfMatch,
    once: Once,
) -> TargetDetail:
    """Write a new edition of a target; the editions before stay as they are."""
    return words.of(await once(lambda: desk.word(target, body, seen=if_match), show=desk.show))
