"""Submitting: the dossier is frozen; asking for a correction: named members are opened again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.review.applications.models import Application, Material
from services.review.applications.repository import Applications
from services.review.applications.service import CaseReader, Casework, Step, require_mandate
from services.review.applications.workflow import Action, State
from services.review.clients.evidence import Evidence
from services.review.dossiers.errors import CorrectionOpen, CorrectionPointsUnknown
from services.review.dossiers.models import Correction, Dossier
from services.review.dossiers.repository import Dossiers
from services.review.dossiers.rules import differences, dossier_hash, unknown_points
from services.review.dossiers.schemas import (
    ChangeOut,
    CorrectionOut,
    DossierItem,
    DossierOut,
    RequestCorrection,
)
from services.review.eligibility.rules import Purpose
from services.review.eligibility.service import EligibilityDesk
from shared.db.ids import new_id
from shared.events.calendars import Calendars
from shared.http.preconditions import require_version
from shared.time.clock import instant

CORRECTION_DAYS: Final = 5
"""Working days for a correction where the edition sets none (ours)."""


@dataclass(frozen=True, slots=True)
class DossierDesk:
    """Freezes what is submitted, and asks for what has to be put right."""

    applications: Applications
    dossiers: Dossiers
    reader: CaseReader
    eligibility: EligibilityDesk
    calendars: Calendars
    casework: Casework

    async def submit(self, application_id: UUID, facts: Evidence, *, seen: int) -> UUID:
        """Freeze form, materials and facts as the next dossier, and take the step."""
        found = await self.applications.get(application_id, lock=True)
        require_version(found.version, seen)
        definition = await self.applications.definition(found.edition_id)
        case = await self.reader.facts(found, certified=facts.certified)
        returned = found.state == State.RETURNED_FOR_CORRECTION
        action = Action.RESUBMIT if returned else Action.SUBMIT
        frozen = await self._freeze(found, facts)
        payload = {"dossier_sha256": frozen.hash.hex(), "facts_version": facts.version}
        await self.casework.advance(
            found, Step(action, self.applications.caller.roles, case, payload=payload)
        )
        await self.eligibility.run(found, definition, facts, purpose=Purpose.SUBMISSION)
        if returned:
            await self._answer(found)
        await self.applications.flush()
        return frozen.id

    async def request_correction(self, application_id: UUID, body: RequestCorrection, *, seen: int) -> UUID:
        """Return the application; only the named members are open until the due day."""
        found = await self.applications.get(application_id, lock=True)
        require_mandate(found, self.applications.caller)
        require_version(found.version, seen)
        definition = await self.applications.definition(found.edition_id)
        pointers = [point.pointer for point in body.points]
        members = definition.form.schema_.get("properties", {})
        materials = [each.key for each in definition.materials]
        if faults := unknown_points(pointers, members=members, materials=materials):
            raise CorrectionPointsUnknown(errors=faults)
        if await self.dossiers.open_correction(found.id) is not None:
            raise CorrectionOpen
        stage = definition.stage("correction")
        made = await self._correction(found, body, days=stage.working_days if stage else CORRECTION_DAYS)
        facts = await self.reader.facts(found)
        payload = {"points": pointers, "due_on": made.due_on}
        step = Step(
            Action.REQUEST_CORRECTION, self.applications.caller.roles, facts, body.comment, None, payload
        )
        await self.casework.advance(found, step)
        found.open_fields, found.correction_due_on = pointers, made.due_on
        await self.applications.flush()
        return made.id

    async def _freeze(self, found: Application, facts: Evidence) -> Dossier:
        last = await self.dossiers.find(found.id, found.sequence)
        found.sequence += 1
        found.submitted_at = found.submitted_at or self.applications.clock.now()
        attached = await self.applications.materials(found.id)
        made = Dossier(
            id=new_id(),
            organisation_id=found.organisation_id,
            region_path=found.region_path,
            application_id=found.id,
            sequence=found.sequence,
            form=found.form,
            materials=[_kept(each) for each in attached],
            facts=facts.frozen(),
            facts_version=facts.version,
            facts_at=facts.as_of,
            submitted_by=self.applications.caller.subject,
            submitted_at=self.applications.clock.now(),
            previous_hash=last.hash if last is not None else None,
            created_at=instant(),
        )
        made.hash = dossier_hash(made.previous_hash, vars(made))
        self.dossiers.add(made)
        return made

    async def _correction(self, found: Application, body: RequestCorrection, *, days: int) -> Correction:
        calendar = await self.calendars.working()
        due = calendar.add_working_days(self.applications.clock.today(), days)
        made = Correction(
            id=new_id(),
            organisation_id=found.organisation_id,
            region_path=found.region_path,
            application_id=found.id,
            sequence=found.sequence,
            points=[point.model_dump() for point in body.points],
            comment=body.comment,
            due_on=due.day,
            provisional=due.provisional,
            requested_by=self.applications.caller.subject,
            created_at=instant(),
        )
        self.dossiers.add(made)
        return made

    async def _answer(self, found: Application) -> None:
        """The correction is answered by the dossier just frozen; nothing stays open."""
        found.open_fields = found.correction_due_on = None
        if (asked := await self.dossiers.open_correction(found.id)) is not None:
            asked.closed_at, asked.answered_by = self.applications.clock.now(), found.sequence


def _kept(material: Material) -> dict[str, Any]:
    kept = {"key": material.key, "file_id": str(material.file_id), "file_name": material.file_name}
    return {**kept, "media_type": material.media_type, "size": material.size, "sha256": material.sha256}


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Shows dossiers with what changed, and corrections."""

    applications: Applications
    dossiers: Dossiers

    async def show(self, application_id: UUID, sequence: int) -> DossierOut:
        """One dossier of an application."""
        await self.applications.get(application_id)
        return await self._shown(await self.dossiers.get(application_id, sequence))

    async def submitted(self, dossier_id: UUID) -> DossierOut:
        """A dossier by its own identifier: what a submission answers with."""
        return await self._shown(await self.dossiers.by_id(dossier_id))

    async def list(self, application_id: UUID) -> Sequence[DossierItem]:
        """All dossiers, oldest first."""
        await self.applications.get(application_id)
        return [_item(each) for each in await self.dossiers.of(application_id)]

    async def correction(self, correction_id: UUID) -> CorrectionOut:
        return CorrectionOut.model_validate(await self.dossiers.correction(correction_id))

    async def corrections(self, application_id: UUID) -> Sequence[CorrectionOut]:
        """All corrections, oldest first."""
        await self.applications.get(application_id)
        return [
            CorrectionOut.model_validate(each) for each in await self.dossiers.corrections(application_id)
        ]

    async def _shown(self, dossier: Dossier) -> DossierOut:
        before = await self.dossiers.find(dossier.application_id, dossier.sequence - 1)
        differing = differences(vars(before), vars(dossier)) if before is not None else ()
        return DossierOut(
            **_item(dossier).model_dump(),
            form=dossier.form,
            materials=dossier.materials,
            facts=dossier.facts,
            facts_version=dossier.facts_version,
            facts_at=dossier.facts_at,
            changes=[ChangeOut(pointer=at, before=old, after=new) for at, old, new in differing],
        )


def _item(dossier: Dossier) -> DossierItem:
    return DossierItem(
        id=dossier.id,
        application_id=dossier.application_id,
        sequence=dossier.sequence,
        submitted_at=dossier.submitted_at,
        hash=dossier.hash.hex(),
    )
