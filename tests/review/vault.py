"""What a hall lays in the database and reads there itself, past the routes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.review.applications.models import Application
from services.review.rounds.dependencies import desk_of
from services.review.rounds.models import Quota, Round
from services.review.rounds.repository import Rounds
from services.review.rounds.schemas import PlanRound
from services.review.rounds.workflow import RoundAction
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Binding, Caller, CallerKind
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.db.work import Database
from shared.time.clock import instant

PROVINCE, JINING, YANTAI = "37.", "37.3708.", "37.3706."


@dataclass
class Vault:
    """The rows of one round of review."""

    database: Database
    round_id: UUID

    async def ranked(
        self, count: int = 1, *, state: str = "ranked", organisation: UUID | None = None, **given: Any
    ) -> list[Application]:
        """Applications of Jining that have come as far as the ranking."""
        async with self.database.write(SYSTEM) as session:
            held = await Rounds(session).get(given.pop("round_id", self.round_id))
            made = [self._application(held, state, organisation or new_id(), given) for _ in range(count)]
            session.add_all(made)
        return made

    async def another_round(self, programme_id: UUID, code: str) -> Round:
        """A further open round of the programme."""
        async with self.database.write(SYSTEM) as session:
            desk = desk_of(session)
            body = PlanRound(programme_id=programme_id, code=code, opens_on=self.database.clock.today())
            planned = await desk.rounds.get(await desk.plan(body), lock=True)
            await desk.advance(planned, RoundAction.OPEN, {Role.CLOCK})
        return planned

    @staticmethod
    def _application(held: Any, state: str, organisation: UUID, given: Mapping[str, Any]) -> Application:
        identity = new_id()
        laid = {
            "region_path": f"{JINING}370828.",
            "region_code": "370828",
            "recommended_by": JINING,
            "eligible": True,
            **given,
        }
        return Application(
            id=identity,
            number=f"T-{identity.hex[-12:]}",
            organisation_id=organisation,
            round_id=held.id,
            edition_id=held.edition_id,
            workflow_edition=1,
            organisation_name=f"金乡县大蒜产业有限公司{identity.hex[-4:]}",
            category="regional_origin_agriculture",
            state=state,
            form={},
            sequence=1,
            open_objections=0,
            created_by="tests",
            created_at=instant(),
            **laid,
        )

    async def put_receipt_away(self) -> None:
        """Where tests roll back, a receipt shown in one call would stay on the table for the next."""
        async with self.database.write(SYSTEM) as session:
            await session.execute(select(func.set_config("lupin.receipt", "", True)))

    async def cap(self, dimension: str, cap: int) -> None:
        """Set the cap of a counter of the round."""
        async with self.database.write(SYSTEM) as session:
            quota = await session.get_one(Quota, (self.round_id, dimension, "all"))
            quota.cap = cap

    async def taken(self, dimension: str = "selected") -> int:
        async with self.database.read(SYSTEM) as session:
            return (await session.get_one(Quota, (self.round_id, dimension, "all"))).taken

    async def case(self, application_id: UUID | str) -> Application:
        """The application as it is in the database now."""
        async with self.database.read(SYSTEM) as session:
            return await session.get_one(Application, UUID(str(application_id)))

    async def turn_ineligible(self, case: Application) -> None:
        """What a later eligibility run may find."""
        async with self.database.write(SYSTEM) as session:
            (await session.get_one(Application, case.id)).eligible = False

    async def took_part(self, case: Application, transition: str, subject: str, *, noun: str) -> None:
        """Somebody recommended or scored the case: what their steps leave in the trail."""
        about = case.id if noun == "application" else new_id()
        entry = Entry(
            noun=noun,
            object_id=about,
            transition=transition,
            region_path=case.region_path,
            payload={"application_id": str(case.id)},
        )
        caller = Caller(CallerKind.PERSON, subject, bindings=(Binding(Role.EXPERT),))
        async with self.database.write(caller) as session:
            await Trail(session).append(entry)

    async def trail(self, noun: str, thing: UUID | str) -> list[Any]:
        async with self.database.read(SYSTEM) as session:
            return list(await Trail(session).of(noun, UUID(str(thing))))
