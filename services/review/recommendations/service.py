"""Recommending candidates within a quota: whole, ranked, and never one more than there are places."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.review.applications.errors import NotYourCandidate
from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.applications.rules import is_mandated
from services.review.applications.schemas import WithReason
from services.review.applications.service import (
    CaseReader,
    Casework,
    Step,
    mandate,
    require_mandate,
)
from services.review.applications.workflow import APPLICATION, Action
from services.review.recommendations.errors import CandidatesRepeat, OrderNotWhole
from services.review.recommendations.models import Recommendation
from services.review.recommendations.repository import Recommendations
from services.review.recommendations.schemas import (
    Candidate,
    Recommend,
    RecommendedOut,
    RecommendMany,
    Reorder,
)
from services.review.rounds.repository import Quotas
from shared.db.history import Audience, Entry
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.files.record import FileRecord
from shared.http.preconditions import require_version
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class RecommendationDesk:
    """What the recommending city or division does with its candidates (V06)."""

    applications: Applications
    recommendations: Recommendations
    quotas: Quotas
    reader: CaseReader
    files: FileRecord
    casework: Casework

    async def recommend(self, application_id: UUID, body: Recommend, *, seen: int) -> UUID:
        """One candidate takes a place of its authority's quota."""
        found = await self.applications.get(application_id, lock=True)
        await self._place(found, body, seen=seen)
        return found.id

    async def recommend_many(self, round_id: UUID, body: RecommendMany) -> UUID:
        """A list of candidates, whole or not at all."""
        wanted = {item.application_id: item for item in body.items}
        if faults := _repeated(body.items):
            raise CandidatesRepeat(errors=faults)
        found = await self.applications.lock_all(wanted)
        strangers = [each.id for each in found.values() if each.round_id != round_id]
        if strangers:
            raise CandidatesRepeat(errors=[_at(body.items, each) for each in strangers])
        for application_id, item in wanted.items():
            await self._place(found[application_id], item, seen=item.version)
        return round_id

    async def shown(self, round_id: UUID, application_ids: Collection[UUID]) -> RecommendedOut:
        """These candidates as they now stand."""
        return RecommendedOut(items=await self.recommendations.some(round_id, application_ids))

    async def decline(self, application_id: UUID, body: WithReason, *, seen: int) -> UUID:
        """The authority does not recommend; the reason stays in the trail."""
        found = await self.applications.get(application_id, lock=True)
        require_mandate(found, self.applications.caller)
        require_version(found.version, seen)
        facts = await self.reader.facts(found)
        await self.casework.advance(
            found, Step(Action.DECLINE, self.applications.caller.roles, facts, reason=body.reason)
        )
        await self.applications.flush()
        return found.id

    async def reorder(self, round_id: UUID, body: Reorder) -> UUID:
        """Rank all candidates of an authority anew, as one act."""
        cities, divisions = mandate(self.applications.caller)
        if not is_mandated(body.authority, cities=cities, divisions=divisions):
            raise NotYourCandidate
        locked = await self.applications.lock_all(body.application_ids)
        ranks = await self.recommendations.of_authority(round_id, body.authority)
        if sorted(ranks) != sorted(body.application_ids):
            raise OrderNotWhole(errors=[FieldError("order_not_whole", pointer="/application_ids")])
        chosen = {each: place for place, each in enumerate(body.application_ids, start=1)}
        await self.recommendations.rank(round_id, body.authority, chosen)
        for application_id, rank in chosen.items():
            if ranks[application_id] != rank:
                await self._tell(locked[application_id], {"rank": rank, "before": ranks[application_id]})
        return round_id

    async def _place(self, found: Application, body: Recommend, *, seen: int) -> None:
        require_mandate(found, self.applications.caller)
        require_version(found.version, seen)
        facts = await self.reader.facts(found)
        payload = {"authority": found.recommended_by, "rank": body.rank}
        step = Step(Action.RECOMMEND, self.applications.caller.roles, facts, payload=payload)
        await self.casework.advance(found, step)
        await self.quotas.take(found.round_id, "recommended", found.recommended_by)
        if body.opinion_file_id is not None:
            await self.files.attach(
                body.opinion_file_id, organisation_id=found.organisation_id, region_path=found.region_path
            )
        made = Recommendation(
            id=new_id(),
            organisation_id=found.organisation_id,
            region_path=found.region_path,
            application_id=found.id,
            round_id=found.round_id,
            authority=found.recommended_by,
            rank=body.rank,
            sequence=found.sequence,
            opinion=body.opinion,
            opinion_file_id=body.opinion_file_id,
            recommended_by=self.applications.caller.subject,
            created_at=instant(),
        )
        self.recommendations.add(made)
        await self.recommendations.flush()

    async def _tell(self, found: Application, payload: dict[str, Any]) -> None:
        await self.casework.trail.append(
            Entry(
                noun=APPLICATION.noun,
                object_id=found.id,
                transition="rerank",
                audience=Audience.REGION,
                organisation_id=found.organisation_id,
                region_path=found.region_path,
                payload=payload,
            )
        )


def _repeated(items: Sequence[Candidate]) -> list[FieldError]:
    """Places in a list whose application came before."""
    seen: Counter[UUID] = Counter()
    faults = []
    for place, item in enumerate(items):
        seen[item.application_id] += 1
        if seen[item.application_id] > 1:
            faults.append(FieldError("candidate_unfit", pointer=f"/items/{place}/application_id"))
    return faults


def _at(items: Sequence[Candidate], application_id: UUID) -> FieldError:
    place = next(place for place, item in enumerate(items) if item.application_id == application_id)
    return FieldError("candidate_unfit", pointer=f"/items/{place}/application_id")
