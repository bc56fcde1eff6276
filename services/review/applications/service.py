"""How an application moves: the one place through which every noun of review changes its state."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.rules import CaseFacts
from services.review.applications.workflow import APPLICATION, Action, State
from shared.codes.roles import Role
from shared.db.history import Audience, Entry, Trail


@dataclass(frozen=True, slots=True)
class Step:
    """One intended step and what is to be remembered with it."""

    action: Action
    roles: Collection[Role]
    facts: CaseFacts
    reason: str | None = None
    on_behalf_of: UUID | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Casework:
    """Moves applications by their table; state, history and event change in one transaction."""

    trail: Trail

    async def advance(self, application: Application, step: Step) -> None:
        """Take a step on a row that the caller of this method holds locked; refusals name what is open."""
        source = State(application.state)
        row = APPLICATION.step(source, step.action, step.roles, step.facts)
        application.state = row.target.value
        await self.trail.append(
            Entry(
                noun=APPLICATION.noun,
                object_id=application.id,
                transition=step.action.value,
                state_from=source.value,
                state_to=row.target.value,
                event=f"application.{EVENTS[step.action]}",
                audience=Audience.REGION,
                organisation_id=application.organisation_id,
                region_path=application.region_path,
                on_behalf_of=step.on_behalf_of,
                reason=step.reason,
                payload={
                    "number": application.number,
                    "round_id": str(application.round_id),
                    "state": row.target.value,
                    "sequence": application.sequence,
                    **step.payload,
                },
            )
        )


EVENTS: Mapping[Action, str] = {
    Action.SUBMIT: "submitted",
    Action.WITHDRAW: "withdrawn",
    Action.REQUEST_CORRECTION: "returned",
    Action.RESUBMIT: "resubmitted",
    Action.RECOMMEND: "recommended",
    Action.DECLINE: "declined",
    Action.ACCEPT: "accepted",
    Action.REFUSE: "refused",
    Action.START_REVIEW: "review_started",
    Action.RANK: "ranked",
    Action.ENTER_NOTICE: "noticed",
    Action.PLACE_IN_RESERVE: "reserved",
    Action.DROP: "dropped",
    Action.PROMOTE: "promoted",
    Action.RECOGNISE: "recognised",
    Action.REJECT: "rejected",
    Action.LAPSE: "lapsed",
}
"""The past participle that names each step in the change feed."""
