"""Use cases on claims. The organisation's row is the lock: claims on one organisation come one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registry.calendars.repository import Calendars
from services.registry.certifications.errors import AlreadyClaimed, ReasonRequired
from services.registry.certifications.models import Claim
from services.registry.certifications.repository import Claims
from services.registry.certifications.schemas import (
    ClaimOrganisation,
    ClaimOut,
    StepClaim,
)
from services.registry.certifications.workflow import OPEN, WORKFLOW, ClaimAction, ClaimState
from services.registry.organisations.errors import OrganisationDissolved
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from services.registry.standing.rules import OrganisationStatus
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.errors import FieldError
from shared.files.record import FileRecord
from shared.http.preconditions import require_version
from shared.time.calendar import Due
from shared.time.clock import instant
from shared.workflow import Outlook

_REASONED = {ClaimAction.REJECT, ClaimAction.AWARD, ClaimAction.DISMISS, ClaimAction.REVOKE}
_PAST = {
    "claim": "made",
    ClaimAction.VERIFY: "verified",
    ClaimAction.REJECT: "rejected",
    ClaimAction.WITHDRAW: "withdrawn",
    ClaimAction.DISPUTE: "disputed",
    ClaimAction.AWARD: "verified",
    ClaimAction.DISMISS: "rejected",
    ClaimAction.RESUME: "resumed",
    ClaimAction.SUPERSEDE: "superseded",
    ClaimAction.REVOKE: "revoked",
}


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What the needs of the table look at."""

    evidence: Sequence[str]
    by_officer_of_the_claim: bool


def roles_on(claim: Claim, caller: Caller) -> frozenset[Role]:
    """The claimant acts as applicant on the own claim, whatever else the person is."""
    own = {Role.APPLICANT} if claim.subject == caller.subject else set()
    return (caller.roles - {Role.APPLICANT}) | own


def view_of(claim: Claim, caller: Caller) -> ClaimView:
    return ClaimView(claim.evidence, by_officer_of_the_claim=claim.subject == caller.subject)


@dataclass(frozen=True, slots=True)
class CertificationDesk:
    """Claims are made by people, decided by the city's officer, disputed by each other."""

    claims: Claims
    organisations: Organisations
    calendars: Calendars
    trail: Trail
    working_days: int

    async def claim(self, body: ClaimOrganisation) -> UUID:
        """Make a claim; a second person's claim turns all open ones into a dispute."""
        caller = self.claims.caller
        today = self.organisations.today
        calendar = await self.calendars.working_calendar()
        due = calendar.add_working_days(today, self.working_days)
        async with as_house(self.claims.session):
            organisation = await self.organisations.get(body.organisation_id, lock=True)
        if organisation.status is OrganisationStatus.DISSOLVED:
            raise OrganisationDissolved
        claim = self._made(body, organisation, due=due)
        async with as_house(self.claims.session):
            rivals = await self.claims.rivals(claim)
        if any(rival.subject == caller.subject for rival in rivals):
            raise AlreadyClaimed
        self.claims.add(claim)
        await self.claims.session.flush()
        await self._attach(claim, body)
        await self._tell(claim, "claim", before=None)
        async with as_house(self.claims.session):
            await self._dispute([claim, *rivals] if rivals else [])
            await self.organisations.touch(organisation.id, open_claims=organisation.open_claims + 1)
        return claim.id

    async def _attach(self, claim: Claim, body: ClaimOrganisation) -> None:
        """The evidence becomes the organisation's: its officers may read it from now on."""
        files = FileRecord(self.claims.session)
        for each in body.evidence:
            await files.attach(each, organisation_id=claim.organisation_id, region_path=claim.region_path)

    def _made(self, body: ClaimOrganisation, organisation: Organisation, *, due: Due) -> Claim:
        return Claim(
            id=new_id(),
            organisation_id=organisation.id,
            region_path=organisation.region_path,
            subject=self.claims.caller.subject,
            statement=body.statement,
            evidence=[str(file) for file in body.evidence],
            state=ClaimState.CLAIMED,
            due_on=due.day,
            due_provisional=due.provisional,
            edition=WORKFLOW.edition,
            created_at=instant(),
        )

    async def step(self, claim_id: UUID, body: StepClaim, *, seen: int) -> UUID:
        """Take one step of the table."""
        claim = await self.claims.get(claim_id)
        async with as_house(self.claims.session):
            await self.organisations.get(claim.organisation_id, lock=True)
        claim = await self.claims.get(claim_id, lock=True)
        require_version(claim.version, seen)
        action, caller = ClaimAction(body.action), self.claims.caller
        WORKFLOW.step(claim.state, action, roles_on(claim, caller), view_of(claim, caller))
        if action in _REASONED and body.reason is None:
            raise ReasonRequired(errors=[FieldError("reason_required", pointer="/reason")])
        async with as_house(self.claims.session):
            rivals = await self.claims.rivals(claim)
            if action is ClaimAction.AWARD:
                for rival in rivals:
                    await self._move(rival, ClaimAction.SUPERSEDE)
        await self._move(claim, action, reason=body.reason)
        async with as_house(self.claims.session):
            if action is not ClaimAction.AWARD:
                await self._settle(rivals)
            await self._note(claim)
        return claim.id

    async def show(self, claim_id: UUID) -> ClaimOut:
        return ClaimOut.model_validate(await self.claims.get(claim_id))

    async def _dispute(self, claims: Sequence[Claim]) -> None:
        for claim in claims:
            if claim.state is ClaimState.CLAIMED:
                await self._move(claim, ClaimAction.DISPUTE)

    async def _settle(self, rivals: Sequence[Claim]) -> None:
        """A dispute with one side left is none: the claim waits for an ordinary decision again."""
        if len(rivals) == 1 and rivals[0].state is ClaimState.DISPUTED:
            await self._move(rivals[0], ClaimAction.RESUME)

    async def _move(self, claim: Claim, action: ClaimAction, *, reason: str | None = None) -> None:
        caller = self.claims.caller
        row = WORKFLOW.step(claim.state, action, roles_on(claim, caller), view_of(claim, caller))
        before, claim.state = claim.state, row.target
        if row.target not in OPEN:
            claim.decided_by, claim.decided_at, claim.reason = caller.subject, instant(), reason
        await self.claims.session.flush()
        await self._tell(claim, action, before=before, reason=reason)

    async def _note(self, claim: Claim) -> None:
        """The organisation carries how many claims wait, and since when it is certified."""
        rivals = [*await self.claims.rivals(claim), claim]
        organisation = await self.organisations.get(claim.organisation_id)
        verified = any(each.state is ClaimState.VERIFIED for each in rivals)
        was_certified = organisation.certified_at is not None
        certified_at = (organisation.certified_at or instant()) if verified else None
        await self.organisations.touch(
            organisation.id,
            open_claims=sum(each.state in OPEN for each in rivals),
            certified_at=certified_at,
        )
        if was_certified != verified:
            await self._tell_certified(claim, certified_at)

    async def _tell(
        self, claim: Claim, transition: str, *, before: ClaimState | None, reason: str | None = None
    ) -> None:
        await self.trail.append(
            Entry(
                noun="claim",
                object_id=claim.id,
                transition=transition,
                state_from=before,
                state_to=claim.state,
                event=f"claim.{_PAST[transition]}",
                audience=Audience.INTERNAL,
                organisation_id=claim.organisation_id,
                region_path=claim.region_path,
                reason=reason,
                payload={
                    "organisation_id": claim.organisation_id,
                    "subject": claim.subject,
                    "state": claim.state,
                    "evidence": claim.evidence,
                    "due_on": claim.due_on,
                    "due_provisional": claim.due_provisional,
                    "decided_at": claim.decided_at,
                    "edition": claim.edition,
                    "version": claim.version,
                },
                record={"statement": claim.statement},
            )
        )

    async def _tell_certified(self, claim: Claim, certified_at: datetime | None) -> None:
        name = "decertified" if certified_at is None else "certified"
        await self.trail.append(
            Entry(
                noun="organisation",
                object_id=claim.organisation_id,
                transition=name,
                event=f"organisation.{name}",
                audience=Audience.REGION,
                organisation_id=claim.organisation_id,
                region_path=claim.region_path,
                payload={
                    "certified": certified_at is not None,
                    "certified_at": certified_at,
                    "claim_id": claim.id,
                },
            )
        )


async def outlook(claims: Claims, claim_id: UUID) -> Outlook[ClaimState, ClaimAction]:
    """The steps of the caller's roles on a claim."""
    claim = await claims.get(claim_id)
    caller = claims.caller
    return WORKFLOW.outlook(claim.state, roles_on(claim, caller), view_of(claim, caller))
