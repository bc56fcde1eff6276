"""Use cases on programmes and their editions."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from services.review.definitions import service as definitions
from services.review.definitions.schemas import Definition, Texts
from services.review.programmes.errors import (
    DefinitionOfAnotherProgramme,
    EditionPublished,
    OwnedByAnotherRegion,
    OwnerRegionUnknown,
    ShippedDefinitionNotFound,
)
from services.review.programmes.models import Edition, Programme
from services.review.programmes.repository import Editions, Programmes
from services.review.programmes.schemas import (
    CreateProgramme,
    EditionItem,
    EditionOut,
    ProgrammeOut,
    WriteDefinition,
)
from shared.codes.regions import Regions, UnknownRegion
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.http.strictjson import canonical
from shared.time.clock import Clock, instant

CATALOGUE = Path(__file__).parents[1] / "catalogue"
SEES_DRAFTS = (Role.PROGRAMME_OFFICER, Role.SUPERVISOR, Role.AUDITOR)


def read_definition(body: WriteDefinition) -> Definition:
    """The definition in a request, or DefinitionNotValid."""
    if body.text is not None:
        return definitions.read(body.text)
    return definitions.take(body.definition or {})


def shipped() -> dict[str, Path]:
    """The definitions of this release by name."""
    return {path.stem: path for path in sorted(CATALOGUE.glob("*.yaml"))}


def sees_drafts(caller: Caller, programme: Programme) -> bool:
    """Drafts are for those who write or watch over them in the owner region."""
    return caller.acting(SEES_DRAFTS).covers(organisation=None, region=programme.region_path)


def edition_item(edition: Edition) -> EditionItem:
    return EditionItem(
        id=edition.id,
        number=edition.number,
        state=edition.state,
        sha256=edition.sha256.hex(),
        published_at=edition.published_at,
        version=edition.version,
    )


def edition_out(edition: Edition) -> EditionOut:
    return EditionOut(
        **edition_item(edition).model_dump(),
        programme_id=edition.programme_id,
        definition=edition.definition,
    )


@dataclass(frozen=True, slots=True)
class ProgrammeDesk:
    """What a programme officer does before there is a round."""

    programmes: Programmes
    editions: Editions
    trail: Trail
    caller: Caller
    clock: Clock

    async def create(self, body: CreateProgramme) -> UUID:
        """A programme of the caller's own region."""
        return (await self._create(body.code, body.name, body.owner_region)).id

    async def install(self, name: str) -> UUID:
        """A shipped definition as a programme with a published edition; again, only what changed is added."""
        path = shipped().get(name)
        if path is None:
            raise ShippedDefinitionNotFound
        definition = definitions.read(path.read_text("utf-8"))
        programme = await self.programmes.find_by_code(definition.code)
        if programme is None:
            programme = await self._create(definition.code, definition.name, definition.owner_region)
        self._require_own(programme)
        newest = await self.editions.newest(programme.id)
        if newest is None or newest.sha256 != _digest(definition):
            newest = await self._add(programme, definition)
        if newest.state != "published":
            await self._publish(programme, newest)
        return programme.id

    async def upload(self, programme_id: UUID, body: WriteDefinition) -> UUID:
        """The next edition, as a draft."""
        definition = read_definition(body)
        programme = await self.programmes.get(programme_id, lock=True)
        self._require_own(programme)
        _require_same(programme, definition)
        return (await self._add(programme, definition)).id

    async def replace(
        self, programme_id: UUID, number: int, body: WriteDefinition, *, seen: int
    ) -> EditionOut:
        """Another text for a draft."""
        definition = read_definition(body)
        programme, edition = await self._draft(programme_id, number, seen=seen)
        _require_same(programme, definition)
        edition.definition, edition.sha256 = definition.written(), _digest(definition)
        await self._tell(programme, edition, "replace")
        return edition_out(edition)

    async def publish(self, programme_id: UUID, number: int, *, seen: int) -> UUID:
        """From now on the edition is immutable, and rounds may be made from it."""
        programme, edition = await self._draft(programme_id, number, seen=seen)
        await self._publish(programme, edition)
        return edition.id

    async def show(self, programme_id: UUID) -> ProgrammeOut:
        return await self.programmes.show(programme_id)

    async def show_edition(self, edition_id: UUID) -> EditionOut:
        return edition_out(await self.editions.get(edition_id))

    async def _create(self, code: str, name: Texts, owner_region: str) -> Programme:
        try:
            path = Regions.shipped().path(owner_region)
        except UnknownRegion:
            raise OwnerRegionUnknown(errors=[FieldError("region_unknown", pointer="/owner_region")]) from None
        programme = Programme(
            code=code,
            title_zh=name.zh,
            title_en=name.en,
            owner_region=owner_region,
            region_path=path,
            created_at=instant(),
        )
        self._require_own(programme)
        self.programmes.session.add(programme)
        await self.programmes.session.flush()
        await self.trail.append(
            Entry(
                noun="programme",
                object_id=programme.id,
                transition="create",
                event="programme.created",
                audience=Audience.REGION,
                region_path=path,
                payload={"code": code, "owner_region": owner_region},
            )
        )
        return programme

    async def _add(self, programme: Programme, definition: Definition) -> Edition:
        newest = await self.editions.newest(programme.id)
        edition = Edition(
            programme_id=programme.id,
            number=1 if newest is None else newest.number + 1,
            state="draft",
            definition=definition.written(),
            sha256=_digest(definition),
            created_at=instant(),
        )
        self.editions.session.add(edition)
        await self._tell(programme, edition, "draft")
        return edition

    async def _publish(self, programme: Programme, edition: Edition) -> None:
        edition.state, edition.published_at = "published", self.clock.now()
        await self._tell(programme, edition, "publish", event="edition.published", audience=Audience.PUBLIC)

    async def _draft(self, programme_id: UUID, number: int, *, seen: int) -> tuple[Programme, Edition]:
        programme = await self.programmes.get(programme_id)
        self._require_own(programme)
        edition = await self.editions.numbered(programme_id, number, drafts=True, lock=True)
        require_version(edition.version, seen)
        if edition.state == "published":
            raise EditionPublished(number=number)
        return programme, edition

    def _require_own(self, programme: Programme) -> None:
        if not self.caller.covers(organisation=None, region=programme.region_path):
            raise OwnedByAnotherRegion

    async def _tell(
        self,
        programme: Programme,
        edition: Edition,
        transition: str,
        *,
        event: str | None = None,
        audience: Audience = Audience.REGION,
    ) -> None:
        await self.editions.session.flush()
        await self.trail.append(
            Entry(
                noun="edition",
                object_id=edition.id,
                transition=transition,
                event=event,
                audience=audience,
                region_path=programme.region_path,
                payload={
                    "programme_id": str(programme.id),
                    "programme": programme.code,
                    "number": edition.number,
                    "sha256": edition.sha256.hex(),
                },
            )
        )


def _digest(definition: Definition) -> bytes:
    return hashlib.sha256(canonical(definition.written())).digest()


def _require_same(programme: Programme, definition: Definition) -> None:
    pairs = (("code", programme.code), ("owner_region", programme.owner_region))
    faults = [
        FieldError("definition_belongs_elsewhere", pointer=f"/{member}", params={"expected": expected})
        for member, expected in pairs
        if getattr(definition, member) != expected
    ]
    if faults:
        raise DefinitionOfAnotherProgramme(errors=faults)
