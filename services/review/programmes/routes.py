"""Programmes and their editions over HTTP; what is published is anybody's to read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from services.review.definitions.errors import DefinitionNotValid
from services.review.programmes.dependencies import Desk, Kept, KeptEditions
from services.review.programmes.errors import (
    DefinitionOfAnotherProgramme,
    EditionNotFound,
    EditionPublished,
    OwnedByAnotherRegion,
    OwnerRegionUnknown,
    ProgrammeCodeTaken,
    ProgrammeNotFound,
    ShippedDefinitionNotFound,
)
from services.review.programmes.rules import differences
from services.review.programmes.schemas import (
    CheckOut,
    CreateProgramme,
    DifferenceOut,
    DifferencesOut,
    EditionOut,
    EditionsOut,
    FaultOut,
    FormOut,
    InstallProgramme,
    ProgrammeOut,
    ShippedOut,
    WriteDefinition,
)
from services.review.programmes.service import (
    edition_item,
    edition_out,
    read_definition,
    sees_drafts,
    shipped,
)
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.idempotency import Once
from shared.http.language import CallersLanguage
from shared.http.lists import Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.strictjson import pointer
from shared.messages.catalogue import Catalogue

router = APIRouter(tags=["programmes"])

Anyone = Annotated[Caller, anyone()]
Officer = Annotated[Caller, may("review:programme:write", Role.PROGRAMME_OFFICER)]
Number = Annotated[int, Path(ge=1, le=10_000, description="Number of the edition.")]


@router.get("/programmes")
async def list_programmes(caller: Anyone, programmes: Kept, page: Paging) -> Page[ProgrammeOut]:
    """All programmes, by code."""
    return await programmes.list(page)


@router.post(
    "/programmes",
    status_code=201,
    responses=refusals(ProgrammeCodeTaken, OwnedByAnotherRegion, OwnerRegionUnknown),
)
async def create_programme(
    caller: Officer, response: Response, body: CreateProgramme, desk: Desk, once: Once
) -> ProgrammeOut:
    """Create a programme of the own region (V01)."""
    made = await once(lambda: desk.create(body), show=desk.show)
    response.headers["Location"] = f"/review/v1/programmes/{made.id}"
    return made


@router.get("/shipped-definitions")
async def list_shipped_definitions(caller: Anyone) -> ShippedOut:
    """Definitions that come with this release, ready to be installed (V02)."""
    return ShippedOut(items=list(shipped()))


@router.post(
    "/programmes/from-catalogue", responses=refusals(ShippedDefinitionNotFound, OwnedByAnotherRegion)
)
async def install_programme(caller: Officer, body: InstallProgramme, desk: Desk, once: Once) -> ProgrammeOut:
    """Install a shipped definition as a programme with a published edition; a second time changes nothing."""
    return await once(lambda: desk.install(body.name), show=desk.show)


@router.get("/programmes/{programme_id}", responses=refusals(ProgrammeNotFound))
async def show_programme(caller: Anyone, programme_id: UUID, programmes: Kept, tag: Tag) -> ProgrammeOut:
    """One programme."""
    shown = await programmes.show(programme_id)
    tag(shown.version, str(shown.published_edition or ""))
    return shown


@router.post("/definition-checks")
async def check_definition(
    caller: Officer, request: Request, response: Response, body: WriteDefinition, language: CallersLanguage
) -> CheckOut:
    """Try a definition without storing it: every fault with its place, its line and what to do about it."""
    response.headers["Vary"] = "Accept-Language"
    try:
        read_definition(body)
    except DefinitionNotValid as refused:
        return CheckOut(valid=False, faults=_told(refused, request.app.state.catalogue, language))
    return CheckOut(valid=True, faults=[])


@router.get("/programmes/{programme_id}/editions", responses=refusals(ProgrammeNotFound))
async def list_editions(
    caller: Anyone, programme_id: UUID, programmes: Kept, editions: KeptEditions
) -> EditionsOut:
    """The editions of a programme, newest first; drafts for those who may see them."""
    programme = await programmes.get(programme_id)
    found = await editions.of(programme_id, drafts=sees_drafts(caller, programme))
    return EditionsOut(items=[edition_item(edition) for edition in found])


@router.post(
    "/programmes/{programme_id}/editions",
    status_code=201,
    responses=refusals(
        ProgrammeNotFound, OwnedByAnotherRegion, DefinitionNotValid, DefinitionOfAnotherProgramme
    ),
)
async def upload_edition(
    caller: Officer, response: Response, programme_id: UUID, body: WriteDefinition, desk: Desk, *, once: Once
) -> EditionOut:
    """Upload the next edition as a draft; it is checked as a whole before it is stored."""
    made = await once(lambda: desk.upload(programme_id, body), show=desk.show_edition)
    response.headers["Location"] = f"/review/v1/programmes/{programme_id}/editions/{made.number}"
    return made


@router.get(
    "/programmes/{programme_id}/editions/{number}", responses=refusals(ProgrammeNotFound, EditionNotFound)
)
async def show_edition(
    caller: Anyone, programme_id: UUID, number: Number, programmes: Kept, editions: KeptEditions, *, tag: Tag
) -> EditionOut:
    """One edition with its whole definition."""
    programme = await programmes.get(programme_id)
    edition = await editions.numbered(programme_id, number, drafts=sees_drafts(caller, programme))
    tag(edition.version)
    return edition_out(edition)


@router.put(
    "/programmes/{programme_id}/editions/{number}",
    responses=refusals(
        ProgrammeNotFound,
        EditionNotFound,
        OwnedByAnotherRegion,
        EditionPublished,
        DefinitionNotValid,
        DefinitionOfAnotherProgramme,
        StaleVersion,
    ),
)
async def replace_edition(
    caller: Officer,
    programme_id: UUID,
    number: Number,
    body: WriteDefinition,
    desk: Desk,
    *,
    if_match: IfMatch,
) -> EditionOut:
    """Put another definition into a draft."""
    return await desk.replace(programme_id, number, body, seen=if_match)


@router.post(
    "/programmes/{programme_id}/editions/{number}/publication",
    responses=refusals(
        ProgrammeNotFound, EditionNotFound, OwnedByAnotherRegion, EditionPublished, StaleVersion
    ),
)
async def publish_edition(
    caller: Officer, programme_id: UUID, number: Number, desk: Desk, if_match: IfMatch, *, once: Once
) -> EditionOut:
    """Publish a draft: immutable from now on, and open to rounds."""
    return await once(lambda: desk.publish(programme_id, number, seen=if_match), show=desk.show_edition)


@router.get(
    "/programmes/{programme_id}/editions/{number}/form",
    responses=refusals(ProgrammeNotFound, EditionNotFound),
)
async def show_edition_form(
    caller: Anyone, programme_id: UUID, number: Number, programmes: Kept, editions: KeptEditions, *, tag: Tag
) -> FormOut:
    """The form's JSON Schema, hints for drawing it, the materials and the categories."""
    programme = await programmes.get(programme_id)
    edition = await editions.numbered(programme_id, number, drafts=sees_drafts(caller, programme))
    tag(edition.version, "form")
    held = edition.definition
    return FormOut.model_validate(
        {**held["form"], "materials": held["materials"], "categories": held["applicants"]["categories"]}
    )


@router.get(
    "/programmes/{programme_id}/editions/{number}/differences",
    responses=refusals(ProgrammeNotFound, EditionNotFound),
)
async def compare_editions(
    caller: Anyone,
    programme_id: UUID,
    number: Number,
    programmes: Kept,
    editions: KeptEditions,
    *,
    since: Annotated[int, Query(ge=1, le=10_000, description="Number of the edition to compare with.")],
) -> DifferencesOut:
    """What changed from an earlier edition to this one, place by place."""
    drafts = sees_drafts(caller, await programmes.get(programme_id))
    before = await editions.numbered(programme_id, since, drafts=drafts)
    after = await editions.numbered(programme_id, number, drafts=drafts)
    return DifferencesOut(
        items=[
            DifferenceOut(
                pointer=pointer(found.path), kind=found.kind, before=found.before, after=found.after
            )
            for found in differences(before.definition, after.definition)
        ]
    )


def _told(refused: DefinitionNotValid, catalogue: Catalogue, language: str) -> list[FaultOut]:
    return [
        FaultOut(
            code=error.code,
            detail=catalogue.render(error.code, language, error.params).detail,
            pointer=error.pointer,
            line=error.params.get("document_line"),
        )
        for error in refused.errors
    ]
