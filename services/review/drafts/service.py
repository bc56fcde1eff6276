"""Use cases of an application that is being filled in: create, fill in, attach, remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.review.applications.models import Application, Material
from services.review.applications.repository import Applications
from services.review.applications.rules import CaseFacts, organisation_is_certified, round_takes_applications
from services.review.applications.service import CaseReader
from services.review.applications.workflow import APPLICATION, State
from services.review.clients.registry import OrganisationFacts
from services.review.definitions.schemas import Definition
from services.review.drafts.errors import (
    AlreadyApplied,
    ApplicantNotAdmitted,
    ApplyingNotPossible,
    FieldsNotOpen,
    FormUnfit,
    MaterialNotAdmitted,
    NotBeingEdited,
)
from services.review.drafts.repository import Drafts
from services.review.drafts.rules import authority, elsewhere, not_admitted, number, unfit_material
from services.review.drafts.schemas import AttachMaterial, CreateApplication, FillForm
from services.review.forms.rules import UNFINISHED, changed, form_faults, merged, outside
from services.review.rounds.models import Round
from services.review.rounds.repository import Rounds
from services.review.rounds.workflow import RoundState
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.files.record import FileRecord
from shared.http.preconditions import require_version
from shared.time.clock import instant

EDITABLE = frozenset({State.DRAFT, State.RETURNED_FOR_CORRECTION})


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """What applicants do before they submit, and again while a correction is open."""

    applications: Applications
    drafts: Drafts
    rounds: Rounds
    reader: CaseReader
    files: FileRecord
    trail: Trail

    async def create(self, body: CreateApplication, facts: OrganisationFacts) -> UUID:
        """A draft of a certified organisation, one a round; the unique index decides between two at once."""
        opened = await self.rounds.get(body.round_id)
        definition = await self.applications.definition(opened.edition_id)
        category = body.category or only(definition) or facts.organisation.category
        await self._admit(opened, definition, facts, category=category)
        _require_fit(definition, body.form)
        serial = await self.applications.next_serial(opened.id)
        code = await self.drafts.programme_code(opened.programme_id)
        made = Application(
            id=new_id(),
            number=number(code, opened.code, serial),
            round_id=opened.id,
            edition_id=opened.edition_id,
            workflow_edition=APPLICATION.edition,
            state=State.DRAFT.value,
            form=body.form,
            sequence=0,
            open_objections=0,
            created_by=self.applications.caller.subject,
            created_at=instant(),
            changed_at=self.applications.clock.now(),
            **_belonging(definition, facts, category=str(category), owner=opened.region_path),
        )
        self.applications.add(made)
        await self.applications.flush()
        await self._tell(made, "create", {"number": made.number}, event="application.created", opening=True)
        return made.id

    async def fill_in(self, application_id: UUID, body: FillForm, *, seen: int) -> UUID:
        """Merge a change into the form; a draft may stay unfinished but never holds what cannot be right."""
        found = await self._editable(application_id, seen)
        after = merged(found.form, body.form)
        pointers = changed(found.form, after)
        self._require_open(found, pointers)
        _require_fit(await self.applications.definition(found.edition_id), after)
        found.form = after
        await self._touch(found, "fill_in", {"changed": pointers})
        return found.id

    async def attach(self, application_id: UUID, body: AttachMaterial, *, seen: int) -> UUID:
        """An uploaded file becomes a material."""
        found = await self._editable(application_id, seen)
        self._require_open(found, [f"/materials/{body.key}"])
        file = await self.files.attach(
            body.file_id, organisation_id=found.organisation_id, region_path=found.region_path
        )
        definition = await self.applications.definition(found.edition_id)
        admitted = {each.key: [form.value for form in each.formats] for each in definition.materials}
        if faults := unfit_material(body.key, file.media_type, admitted=admitted):
            raise MaterialNotAdmitted(errors=faults)
        material = Material(
            id=new_id(),
            organisation_id=found.organisation_id,
            region_path=found.region_path,
            application_id=found.id,
            key=body.key,
            file_id=file.id,
            file_name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            attached_by=self.applications.caller.subject,
            created_at=instant(),
        )
        self.applications.add(material)
        await self._touch(found, "attach", {"key": body.key, "sha256": material.sha256})
        return found.id

    async def remove(self, application_id: UUID, material_id: UUID, *, seen: int) -> UUID:
        """A material is taken off; dossiers already frozen keep it."""
        found = await self._editable(application_id, seen)
        material = await self.drafts.material(found.id, material_id)
        self._require_open(found, [f"/materials/{material.key}"])
        material.removed_at = self.applications.clock.now()
        await self._touch(found, "remove", {"key": material.key, "sha256": material.sha256})
        return found.id

    async def _admit(
        self, opened: Round, definition: Definition, facts: OrganisationFacts, *, category: str | None
    ) -> None:
        days = await self.rounds.days(opened.id)
        case = CaseFacts(
            today=self.applications.clock.today(),
            applications_close_on=days.get("application"),
            round_open=opened.state == RoundState.OPEN,
            certified=facts.certified or not definition.applicants.certified_only,
        )
        blockers = [need(case) for need in (round_takes_applications, organisation_is_certified)]
        if found := [each.as_member() for each in blockers if each is not None]:
            raise ApplyingNotPossible(blocked={"blockers": {"create": found}})
        kinds = [each.value for each in definition.applicants.kinds]
        categories = [each.code for each in definition.applicants.categories]
        kind = facts.organisation.kind
        faults = not_admitted(kind, category, kinds=kinds, categories=categories)
        faults += elsewhere(facts.organisation.region_path, owner=opened.region_path)
        if faults:
            raise ApplicantNotAdmitted(errors=faults)
        if await self.drafts.has_applied(opened.id, facts.id):
            raise AlreadyApplied

    async def _editable(self, application_id: UUID, seen: int) -> Application:
        found = await self.applications.get(application_id, lock=True)
        require_version(found.version, seen)
        if found.state not in EDITABLE:
            raise NotBeingEdited(state=found.state)
        return found

    @staticmethod
    def _require_open(found: Application, pointers: list[str]) -> None:
        if faults := outside(pointers, found.open_fields):
            raise FieldsNotOpen(errors=faults)

    async def _touch(self, found: Application, transition: str, payload: Mapping[str, Any]) -> None:
        found.changed_at = self.applications.clock.now()
        await self.applications.flush()
        await self._tell(found, transition, payload)

    async def _tell(
        self,
        found: Application,
        transition: str,
        payload: Mapping[str, Any],
        *,
        event: str | None = None,
        opening: bool = False,
    ) -> None:
        await self.trail.append(
            Entry(
                noun=APPLICATION.noun,
                object_id=found.id,
                transition=transition,
                state_to=found.state if opening else None,
                event=event,
                audience=Audience.ORGANISATION,
                organisation_id=found.organisation_id,
                region_path=found.region_path,
                payload={
                    "round_id": found.round_id,
                    "organisation_id": found.organisation_id,
                    "category": found.category,
                    "region_path": found.region_path,
                    **payload,
                },
            )
        )


def _belonging(
    definition: Definition, facts: OrganisationFacts, *, category: str, owner: str
) -> dict[str, Any]:
    """Who applies, from where, under what, and who recommends it."""
    identity = facts.organisation
    return {
        "organisation_id": facts.id,
        "organisation_name": identity.name,
        "category": category,
        "region_code": identity.region_code,
        "region_path": identity.region_path,
        "recommended_by": authority(definition.recommender(category), identity.region_path, owner=owner),
    }


def only(definition: Definition) -> str | None:
    """The category of a programme that has no more than one."""
    codes = [each.code for each in definition.applicants.categories]
    return codes[0] if len(codes) == 1 else None


def _require_fit(definition: Definition, form: Mapping[str, Any]) -> None:
    """Refuse what no further filling in would put right."""
    faults = form_faults(definition.form.schema_, form)
    if unfit := [fault for fault in faults if fault.code not in UNFINISHED]:
        raise FormUnfit(errors=unfit)
