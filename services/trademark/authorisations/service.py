"""Use cases on the users of indications; the indication's row is the lock for what it allots."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.trademark.authorisations.errors import (
    ApplicantUnfit,
    AuthorisationReasonRequired,
    UserAuthorisationInvalid,
)
from services.trademark.authorisations.models import IndicationUse
from services.trademark.authorisations.repository import Uses
from services.trademark.authorisations.rules import (
    BY_MANAGER,
    Plot,
    UseFacts,
    bearable_kg,
    freed_years,
    plots_outside,
    share_of,
    years_of,
)
from services.trademark.authorisations.schemas import (
    ApplyForUse,
    HeldUse,
    TakeUseStep,
    UseOut,
)
from services.trademark.authorisations.workflow import PUBLISHED, USE, UseAction, UseState
from services.trademark.indications.models import Indication
from services.trademark.indications.repository import Allotments, Indications
from services.trademark.indications.rules import FormStatus, Share
from shared.codes.regions import Regions
from shared.codes.roles import OFFICERS, Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant
from shared.workflow import Outlook

_REASONED = {UseAction.DECLINE, UseAction.SUSPEND, UseAction.WITHDRAW}
PARTICIPLES: Mapping[str, str] = {
    "apply": "applied",
    UseAction.GRANT: "authorised",
    UseAction.DECLINE: "declined",
    UseAction.RETRACT: "retracted",
    UseAction.SUSPEND: "suspended",
    UseAction.RESUME: "resumed",
    UseAction.WITHDRAW: "withdrawn",
    UseAction.EXPIRE: "expired",
}
"""The past participle that names each step in the change feed."""
_IN_THE_TRAIL = ("organisation_name", "manager_id", "plots", "decided_at", "edition")
"""What an application says beside: the register shows it once it is granted."""


@dataclass(frozen=True, slots=True)
class UseDesk:
    """Producers apply; the manager or the authority decides; time ends."""

    uses: Uses
    indications: Indications
    allotments: Allotments
    trail: Trail

    async def apply(self, indication_id: UUID, body: ApplyForUse) -> UUID:
        """A producer asks for a period, plots and a yearly quota."""
        indication = await self.indications.get(indication_id)
        plots = [Plot(plot.region_code, plot.hectares) for plot in body.plots]
        _check(body, plots, indication)
        path = Regions.shipped().current_path(plots[0].region_code)
        if not self.uses.caller.covers(organisation=body.organisation_id, region=path):
            raise ApplicantUnfit
        use = IndicationUse(
            **body.model_dump(exclude={"plots"}),
            id=new_id(),
            indication_id=indication.id,
            manager_id=indication.manager_id,
            region_path=path,
            plots=[plot.model_dump(mode="json", exclude_none=True) for plot in body.plots],
            hectares=share_of(body.quota_kg, plots).hectares,
            state=UseState.APPLIED,
            edition=USE.edition,
            created_at=instant(),
        )
        await self.uses.add(use)
        await self._tell(use, indication, "apply", None)
        return use.id

    async def step(self, use_id: UUID, body: TakeUseStep, *, seen: int) -> UUID:
        """Grant, decline, suspend, resume or withdraw; the producer retracts."""
        use = await self.uses.get(use_id, lock=True)
        require_version(use.version, seen)
        action = UseAction(body.action)
        if action in _REASONED and body.reason is None:
            raise AuthorisationReasonRequired(errors=[FieldError("reason_required", pointer="/reason")])
        await self._move(use, action, roles_on(use, self.uses.caller), reason=body.reason)
        return use.id

    async def expire(self, use_id: UUID) -> None:
        """End an authorisation whose last day has passed; the clock's step."""
        use = await self.uses.get(use_id, lock=True)
        await self._move(use, UseAction.EXPIRE, frozenset({Role.CLOCK}), reason=None)

    async def show(self, use_id: UUID) -> UseOut:
        return UseOut.model_validate(await self.uses.get(use_id))

    async def outlook(self, use_id: UUID) -> Outlook[UseState, UseAction]:
        """The steps of the caller's roles on an authorisation."""
        use = await self.uses.get(use_id)
        indication = await self.indications.get(use.indication_id)
        facts = await self._facts(use, indication)
        return USE.outlook(use.state, roles_on(use, self.uses.caller), facts)

    async def _move(
        self, use: IndicationUse, action: UseAction, roles: Collection[Role], *, reason: str | None
    ) -> None:
        indication = await self.indications.get(use.indication_id, lock=True)
        row = USE.step(use.state, action, roles, await self._facts(use, indication))
        await self._allot(use, indication, action)
        before, use.state = use.state, row.target
        use.decided_by, use.decided_at, use.reason = self.uses.caller.subject, instant(), reason
        await self.uses.session.flush()
        await self._tell(use, indication, action, before)

    async def _allot(self, use: IndicationUse, indication: Indication, action: UseAction) -> None:
        share = Share(use.quota_kg, use.hectares)
        if action is UseAction.GRANT:
            await self.allotments.take(indication, years_of(use.valid_from, use.valid_to), share)
        if action is UseAction.WITHDRAW:
            freed = freed_years(use.valid_from, use.valid_to, self.indications.today)
            await self.allotments.give_back(indication.id, freed, share)

    async def _facts(self, use: IndicationUse, indication: Indication) -> UseFacts:
        forms = await self.indications.forms(indication.id)
        caller = self.uses.caller
        return UseFacts(
            today=self.indications.today,
            valid_to=use.valid_to,
            route=use.route,
            registered={form.kind for form in forms if form.status is FormStatus.REGISTERED},
            places_inside=not plots_outside(plots_of(use), indication.area),
            own=use.organisation_id in caller.acting({Role.AREA_MANAGER}).organisations,
        )

    async def _tell(
        self, use: IndicationUse, indication: Indication, transition: str, before: UseState | None
    ) -> None:
        public = use.state in PUBLISHED
        await self.trail.append(
            Entry(
                noun=USE.noun,
                object_id=use.id,
                transition=transition,
                state_from=before,
                state_to=use.state,
                event=f"producer.{PARTICIPLES[transition]}",
                audience=Audience.PUBLIC if public else Audience.REGION,
                organisation_id=use.organisation_id,
                region_path=use.region_path,
                reason=use.reason,
                payload={
                    "indication_id": use.indication_id,
                    "organisation_id": use.organisation_id,
                    "region_path": use.region_path,
                    "product_class": indication.product_class,
                    "route": use.route,
                    "state": use.state,
                    "valid": use.state is UseState.GRANTED,
                    "quota_kg": use.quota_kg,
                    "hectares": use.hectares,
                    "valid_from": use.valid_from,
                    "valid_to": use.valid_to,
                    "version": use.version,
                },
                record={name: getattr(use, name) for name in _IN_THE_TRAIL},
            )
        )


async def authorisations_of(
    uses: Uses, organisation_ids: Collection[UUID], on: date
) -> Mapping[UUID, Sequence[HeldUse]]:
    """What several organisations are authorised to use on a day: granted, neither suspended nor over."""
    return await uses.held(organisation_ids, on)


def roles_on(use: IndicationUse, caller: Caller) -> frozenset[Role]:
    """The roles in which the caller reaches this: as user, as manager, as officer of the place."""
    reaching: set[Role] = set()
    for role in caller.roles:
        acting = caller.acting({role})
        if role is Role.AREA_MANAGER:
            reached = use.route in BY_MANAGER and use.manager_id in acting.organisations
        elif role is Role.APPLICANT:
            reached = use.organisation_id in acting.organisations
        else:
            reached = role in OFFICERS and acting.covers(organisation=None, region=use.region_path)
        if reached:
            reaching.add(role)
    return frozenset(reaching)


def plots_of(use: IndicationUse) -> list[Plot]:
    """The plots as they are judged."""
    return [Plot(plot["region_code"], plot["hectares"]) for plot in use.plots]


def _check(body: ApplyForUse, plots: Sequence[Plot], indication: Indication) -> None:
    """Period, plots within the area, and a quota that they can bear."""
    if body.valid_to < body.valid_from:
        raise UserAuthorisationInvalid(errors=[FieldError("period_empty", pointer="/valid_to")])
    regions = Regions.shipped()
    unknown = [place for place, plot in enumerate(plots) if plot.region_code not in regions]
    if outside := unknown or plots_outside(plots, indication.area):
        code = "region_unknown" if unknown else "plot_outside_area"
        faults = [FieldError(code, pointer=f"/plots/{place}/region_code") for place in outside]
        raise UserAuthorisationInvalid(errors=faults)
    share = share_of(body.quota_kg, plots)
    most = bearable_kg(share.hectares, indication.yield_kg_per_hectare)
    if most is not None and share.kg > most:
        fault = FieldError("quota_not_borne", pointer="/quota_kg", params={"most": most})
        raise UserAuthorisationInvalid(errors=[fault])
