"""Every query on panellists and conflicts of interest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.workflow import State
from services.review.panels.errors import ConflictNotFound, PanellistNotFound
from services.review.panels.models import Interest, Panellist
from services.review.panels.schemas import ConflictOut, PanellistOut
from shared.db.tables import house_table

JUDGED = (
    State.SUBMITTED,
    State.RETURNED_FOR_CORRECTION,
    State.RECOMMENDED,
    State.ACCEPTED,
    State.UNDER_REVIEW,
    State.RANKED,
)
"""Applications whose experts matter, now or soon."""

PANELLIST = tuple(getattr(Panellist, name) for name in PanellistOut.model_fields)
CONFLICT = tuple(getattr(Interest, name) for name in ConflictOut.model_fields)


@dataclass(frozen=True, slots=True)
class Panellists:
    """The experts who sit on the panels of rounds."""

    session: AsyncSession

    async def get(self, panellist_id: UUID, *, lock: bool = False) -> Panellist:
        """One panellist, or PanellistNotFound."""
        found = await self.session.get(Panellist, panellist_id, with_for_update=lock)
        if found is None:
            raise PanellistNotFound
        return found

    async def of(self, round_id: UUID, *, subject: str | None = None) -> Sequence[Panellist]:
        """The panel of a round, or the one seat of a person on it; the order never changes."""
        asked = select(Panellist).where(Panellist.round_id == round_id).order_by(Panellist.expert_id)
        if subject is not None:
            asked = asked.where(Panellist.subject == subject)
        return (await self.session.scalars(asked)).all()

    async def keep(self, seats: Sequence[Mapping[str, Any]]) -> None:
        """Seat experts; who sits already gets the newer facts."""
        new = insert(Panellist).values([{**seat, "version": 1} for seat in seats])
        renewed = (
            "name",
            "employer_id",
            "employer_name",
            "fields",
            "relations",
            "expert_version",
            "maximum_load",
        )
        await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[Panellist.round_id, Panellist.expert_id],
                set_={
                    **{name: getattr(new.excluded, name) for name in renewed},
                    "version": Panellist.version + 1,
                },
            )
        )

    def listing(self, round_id: UUID) -> Select[Any]:
        """The panel as a list shows it, without order."""
        return select(*PANELLIST).where(Panellist.round_id == round_id)


@dataclass(frozen=True, slots=True)
class Interests:
    """Conflicts of interest, and the facts from which they are computed."""

    session: AsyncSession

    async def get(self, conflict_id: UUID, *, lock: bool = False) -> Interest:
        """One conflict, or ConflictNotFound."""
        found = await self.session.get(Interest, conflict_id, with_for_update=lock)
        if found is None:
            raise ConflictNotFound
        return found

    async def standing(self, round_id: UUID) -> Collection[tuple[UUID, UUID]]:
        """Pairs of panellist and application between whom a conflict stands."""
        rows = await self.session.execute(
            select(Interest.panellist_id, Interest.application_id)
            .where(Interest.round_id == round_id, Interest.withdrawn_at.is_(None))
            .distinct()
        )
        return {(row.panellist_id, row.application_id) for row in rows}

    async def between(self, panellist_id: UUID, application_id: UUID) -> Sequence[Interest]:
        """The conflicts that stand between one panellist and one application."""
        return (
            await self.session.scalars(
                select(Interest).where(
                    Interest.panellist_id == panellist_id,
                    Interest.application_id == application_id,
                    Interest.withdrawn_at.is_(None),
                )
            )
        ).all()

    async def keep(self, found: Sequence[Mapping[str, Any]]) -> int:
        """Note conflicts that are not known yet; says how many are new."""
        if not found:
            return 0
        kept = await self.session.execute(
            insert(Interest)
            .values([{**each, "version": 1} for each in found])
            .on_conflict_do_nothing()
            .returning(Interest.id)
        )
        return len(kept.all())

    async def note(self, found: Mapping[str, Any]) -> UUID:
        """Note one conflict; one that was taken back stands again, and pinned stays pinned."""
        new = insert(Interest).values({**found, "version": 1})
        noted = await self.session.execute(
            new.on_conflict_do_update(
                index_elements=[
                    Interest.panellist_id,
                    Interest.application_id,
                    Interest.kind,
                    Interest.source,
                ],
                set_={
                    "reason": new.excluded.reason,
                    "pinned": Interest.pinned | new.excluded.pinned,
                    "withdrawn_at": None,
                    "version": Interest.version + 1,
                },
            ).returning(Interest.id)
        )
        return noted.scalar_one()

    async def count(self, round_id: UUID) -> int:
        """How many conflicts stand in a round."""
        return len(await self.standing(round_id))

    async def cases(self, round_id: UUID) -> Sequence[Row[UUID, UUID, str]]:
        """Applications that are or will be judged, in the order of their numbers."""
        rows = await self.session.execute(
            select(Application.id, Application.organisation_id, Application.created_by)
            .where(Application.round_id == round_id, Application.state.in_(JUDGED))
            .order_by(Application.number)
        )
        return rows.all()

    async def recommenders(self, round_id: UUID) -> Mapping[UUID, set[str]]:
        """Who has taken a recommending step in each case of a round, from the trail."""
        history = house_table("review", "history")
        rows = await self.session.execute(
            select(history.c.object_id, history.c.actor)
            .join(Application, Application.id == history.c.object_id)
            .where(
                Application.round_id == round_id,
                history.c.noun == "application",
                history.c.transition.in_(("recommend", "decline", "request_correction")),
            )
            .distinct()
        )
        handled: dict[UUID, set[str]] = {}
        for row in rows:
            handled.setdefault(row.object_id, set()).add(row.actor)
        return handled

    def listing(
        self, round_id: UUID, *, application_id: UUID | None, panellist_id: UUID | None
    ) -> Select[Any]:
        """Conflicts as a list shows them, without order."""
        asked = select(*CONFLICT).where(Interest.round_id == round_id)
        if application_id is not None:
            asked = asked.where(Interest.application_id == application_id)
        return asked if panellist_id is None else asked.where(Interest.panellist_id == panellist_id)

    async def seats(self, round_id: UUID) -> tuple[int, int]:
        """How many sit on the panel, and how many of them are available."""
        row = (
            await self.session.execute(
                select(func.count(), func.count().filter(Panellist.available)).where(
                    Panellist.round_id == round_id
                )
            )
        ).one()
        return row[0], row[1]
