"""Every query on recommendations."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.review.applications.models import Application
from services.review.applications.repository import visible
from services.review.recommendations.models import Recommendation
from services.review.recommendations.schemas import RecommendationOut
from shared.db.caller import Caller
from shared.http.lists import Keyset, Page, PageQuery

ORDER = Keyset(
    sorts={"rank": Recommendation.rank.expression, "authority": Recommendation.authority.expression},
    tie=Recommendation.id.expression,
    default="authority,rank",
)
OF_APPLICATION = {"number", "organisation_name", "state"}
ITEM = tuple(
    getattr(Application if name in OF_APPLICATION else Recommendation, name)
    for name in RecommendationOut.model_fields
)
BEYOND = 1_000_000
"""Added while ranks are exchanged, so that no two are ever the same in between."""


@dataclass(frozen=True, slots=True)
class Recommendations:
    """The recommendations in force that the session's caller may know of."""

    session: AsyncSession

    @property
    def caller(self) -> Caller:
        caller: Caller = self.session.info["caller"]
        return caller

    def add(self, made: Recommendation) -> None:
        self.session.add(made)

    async def flush(self) -> None:
        await self.session.flush()

    async def find(self, application_id: UUID) -> Recommendation | None:
        """The recommendation of an application that is in force."""
        asked = select(Recommendation).where(
            Recommendation.application_id == application_id, Recommendation.released_at.is_(None)
        )
        return (await self.session.execute(asked)).scalar_one_or_none()

    async def show(self, application_id: UUID) -> RecommendationOut:
        """One recommendation with its application."""
        asked = self._joined().where(Recommendation.application_id == application_id)
        return RecommendationOut.model_validate((await self.session.execute(asked)).one())

    async def list(self, page: PageQuery, round_id: UUID, authority: str | None) -> Page[RecommendationOut]:
        """A page of a round's candidates by authority and rank."""
        asked = self._joined().where(Recommendation.round_id == round_id)
        if authority is not None:
            asked = asked.where(Recommendation.authority == authority)
        return await page.of(self.session, asked, ORDER, RecommendationOut.model_validate)

    async def some(self, round_id: UUID, application_ids: Collection[UUID]) -> Sequence[RecommendationOut]:
        """The recommendations of these applications, in order."""
        asked = self._joined().where(
            Recommendation.round_id == round_id, Recommendation.application_id.in_(application_ids)
        )
        ordered = asked.order_by(Recommendation.authority, Recommendation.rank)
        return [RecommendationOut.model_validate(row) for row in await self.session.execute(ordered)]

    async def of_authority(self, round_id: UUID, authority: str) -> dict[UUID, int]:
        """Rank by application of one authority's candidates; their rows stay locked."""
        asked = (
            select(Recommendation.application_id, Recommendation.rank)
            .where(
                Recommendation.round_id == round_id,
                Recommendation.authority == authority,
                Recommendation.released_at.is_(None),
            )
            .order_by(Recommendation.id)
            .with_for_update()
        )
        return {row.application_id: row.rank for row in await self.session.execute(asked)}

    async def rank(self, round_id: UUID, authority: str, ranks: Mapping[UUID, int]) -> None:
        """Give all candidates of an authority their new ranks."""
        mine = update(Recommendation).where(
            Recommendation.round_id == round_id,
            Recommendation.authority == authority,
            Recommendation.released_at.is_(None),
        )
        version = Recommendation.version + 1
        await self.session.execute(mine.values(rank=Recommendation.rank + BEYOND))
        chosen = case(dict(ranks), value=Recommendation.application_id)
        await self.session.execute(mine.values(rank=chosen, version=version))

    def _joined(self) -> Select[Any]:
        return (
            select(*ITEM)
            .join(Application, Application.id == Recommendation.application_id)
            .where(Recommendation.released_at.is_(None), visible(self.caller))
        )
