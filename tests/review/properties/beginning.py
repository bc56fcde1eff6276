"""From the draft to the ranking: what experts and officers can try joins what applicants do."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from deploy.verify_archive import history_faults
from services.review.acceptances.dependencies import _desk as acceptance_desk
from services.review.acceptances.service import Batch
from services.review.aggregates.dependencies import score_run_desk
from services.review.aggregates.models import ScoreRun
from services.review.applications.models import Application
from services.review.applications.workflow import State
from services.review.assignments.dependencies import assignment_desk, lapse_overdue
from services.review.assignments.models import Assignment
from services.review.assignments.schemas import TakeAssignmentStep
from services.review.assignments.workflow import LIVE
from services.review.assignments.workflow import State as SeatState
from services.review.draws.dependencies import draw_desk
from services.review.matching.dependencies import draw_experts
from services.review.panels.dependencies import panel_desk
from services.review.panels.models import Interest, Panellist
from services.review.panels.schemas import NoteConflict
from services.review.rankings.dependencies import ranking_desk
from services.review.rankings.models import Ranking
from services.review.rankings.schemas import ComputeRanking
from services.review.rankings.workflow import Action as RankingAction
from services.review.rankings.workflow import State as RankingState
from services.review.recommendations.models import Recommendation
from services.review.rounds.repository import Rounds
from services.review.scores.dependencies import score_desk
from services.review.scores.models import Score
from services.review.scores.schemas import HandInScores
from shared.db.caller import SYSTEM
from tests.review.judging import CRITERIA, an_expert, begun, lay_panel
from tests.review.properties.applying import EDITED, Applying
from tests.review.properties.replay import chains_since
from tests.review.properties.story import OFFICER
from tests.review.properties.tour import TOUR
from tests.walks import NothingToDo

EXPERTS = 10
SEATS = 2
"""Experts of an application, in the definition of these walks."""


@dataclass(kw_only=True)
class Beginning(Applying):
    """An expert who advises the first of the pool is on the panel."""

    MODELS = (Application, Recommendation, Panellist, Interest, Assignment, Score, ScoreRun, Ranking)
    heads: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """Place and hash of the newest entry of each chain that was read."""
    newest: UUID = field(default_factory=lambda: UUID(int=0))
    judging: bool = False
    """Most moves of this walk are those of the panel."""

    async def begin(self, *, moves: int) -> None:
        """A panel is called, and so many moves of the way that touches everything are made."""
        self.know_everybody()
        self.judging = moves > 0
        advised = {"kind": "adviser", "organisation_id": str(self.pool[0]), "from_on": "2010-01-01"}
        async with self.as_(SYSTEM) as session:
            held = await Rounds(session).get(self.round_id)
        await lay_panel(self.database, held, EXPERTS, relations={1: [advised]})
        await self.assert_all_is_in_order()
        for name, *numbers in TOUR[:moves]:
            assert await self.attempt(name, *numbers), (name, numbers)
            await self.assert_all_is_in_order()

    async def assert_all_is_in_order(self) -> None:
        """Look again: quotas, ranks, seats and chains, whatever was tried last."""
        await self.look()
        self.assert_places_are_kept()
        self.assert_nobody_judges_in_conflict()
        await self.assert_the_chains_go_on()

    def sensible(self) -> list[str]:
        """Moves that find something to be made on, those that lead on more often."""
        applying, judging = _named(self.of_applicants()), _named(self.of_the_panel())
        return [*applying, *judging * 4] if self.judging else [*applying * 2, *judging]

    def of_applicants(self) -> dict[str, Any]:
        """Moves and what they can be made on."""
        return {
            "draft": len(self.among(Application)) < len(self.pool),
            "fill_in submit": self.among(Application, *EDITED),
            "attach attach remove": self.among(Application, State.DRAFT),
            "request_correction recommend recommend_many decline": self.among(Application, State.SUBMITTED),
            "reorder correct_quota": self.in_force(),
            "accept": self.among(Application, State.RECOMMENDED),
            "time_passes withdraw": True,
        }

    def of_the_panel(self) -> dict[str, Any]:
        """Moves and what they can be made on."""
        review, cleared = self.among(Application, State.UNDER_REVIEW), self.among(Assignment, "cleared")
        return {
            "draw": self.lacking(),
            "declare_clear " * 4 + "declare_conflict": self.among(Assignment, SeatState.ASSIGNED),
            "recuse note_conflict": self.done.count("recuse") < 2 and self.among(Assignment, *LIVE),
            "withdraw_conflict": self.among(Interest) and "withdraw_conflict" not in self.done,
            "start_review start_review": self.among(Application, State.ACCEPTED) and not self.lacking(),
            "hand_in " * 5: review and cleared,
            "hand_in": review and self.among(Assignment, SeatState.SCORED),
            "bring_together " * 3: review and not self.lacking() and not cleared,
            "compute_ranking " * 2: review and self.among(ScoreRun),
            "step_ranking " * 5: self.among(Ranking, RankingState.COMPUTED),
        }

    def lacking(self) -> list[Any]:
        """Accepted applications, and those under review, with a seat to fill."""
        taken = Counter(each.application_id for each in self.among(Assignment, *LIVE))
        judged = self.among(Application, State.ACCEPTED, State.UNDER_REVIEW)
        return [each for each in judged if taken[each.id] < SEATS]

    async def accept(self, how: int) -> None:
        """All candidates, or one of them."""
        cases = self.among(Application, State.RECOMMENDED)
        if not cases:
            raise NothingToDo
        chosen = {each.id: each.organisation_id for each in (cases if how % 2 else [cases[how % len(cases)]])}
        batch = Batch(self.round_id, chosen, await self.evidence(*chosen.values()))
        async with self.as_(OFFICER) as session:
            await (await acceptance_desk(session)).accept(batch)

    async def draw(self, seed: int) -> None:
        async with self.as_(OFFICER) as session:
            order = await draw_desk(session).order(self.round_id, f"seed {seed}")
        await draw_experts(await begun(self.database, order))

    async def declare_clear(self, number: int) -> None:
        await self._declare(self.one(number, Assignment, SeatState.ASSIGNED), action="declare_clear")

    async def declare_conflict(self, number: int) -> None:
        conflict = {"action": "declare_conflict", "kind": "kin", "reason": "与负责人系亲属。"}
        await self._declare(self.one(number, Assignment, *LIVE), **conflict)

    async def recuse(self, number: int) -> None:
        held = self.one(number, Assignment, *LIVE)
        told = {"action": "recuse", "kind": "other", "reason": "群众反映。"}
        async with self.as_(OFFICER) as session:
            wanted = TakeAssignmentStep.model_validate(told)
            await assignment_desk(session).step(held.id, wanted, seen=held.version)

    async def note_conflict(self, number: int, other: int) -> None:
        """Between any panellist and any case, seated together or not."""
        panellist, case = self.one(number, Panellist), self.one(other, Application)
        pair = {"panellist_id": panellist.id, "application_id": case.id}
        async with self.as_(OFFICER) as session:
            wanted = NoteConflict.model_validate({**pair, "kind": "kin", "reason": "群众反映。"})
            await assignment_desk(session).note(wanted)

    async def withdraw_conflict(self, number: int) -> None:
        """Refused where the facts or an officer say so."""
        found = self.one(number, Interest)
        async with self.as_(OFFICER) as session:
            await panel_desk(session).withdraw(found.id, seen=found.version)

    async def start_review(self) -> None:
        async with self.as_(OFFICER) as session:
            await assignment_desk(session).start_review(self.round_id)

    async def hand_in(self, number: int, points: int, how: int) -> None:
        """A sheet or its correction; once in a while by one who may not."""
        states = () if how == 0 else (SeatState.CLEARED, SeatState.CLEARED, SeatState.SCORED)[: 1 + how % 3]
        held = self.one(number, Assignment, *states)
        marks = [{"criterion": each, "points": str(60 + points), "reason": "材料充分。"} for each in CRITERIA]
        again = {"correction": "误读数据。"} if held.state == SeatState.SCORED else {}
        async with self.as_(an_expert(held.subject)) as session:
            wanted = HandInScores.model_validate({"marks": marks, **again})
            await score_desk(session).hand_in(held.id, wanted, seen=held.version)
        assert held.state in {SeatState.CLEARED, SeatState.SCORED}
        assert (held.panellist_id, held.application_id) not in self.conflicted()

    async def bring_together(self) -> None:
        async with self.as_(OFFICER) as session:
            await score_run_desk(session).run(self.round_id)

    async def compute_ranking(self) -> None:
        """Of the newest run."""
        run = self.one(-1, ScoreRun)
        async with self.as_(OFFICER) as session:
            await ranking_desk(session).compute(ComputeRanking(score_run_id=run.id))

    async def step_ranking(self, number: int, how: int) -> None:
        """Mostly applied."""
        found = self.one(number, Ranking, RankingState.COMPUTED)
        action = RankingAction.DISCARD if how == 0 else RankingAction.APPLY
        async with self.as_(OFFICER) as session:
            await ranking_desk(session).step(found.id, action, seen=found.version)

    async def time_passes(self, days: int) -> None:
        await super().time_passes(days)
        await lapse_overdue(self.database, self.database.clock)

    def conflicted(self) -> set[tuple[UUID, UUID]]:
        """Pairs of panellist and case between whom a conflict stands."""
        standing = [each for each in self.among(Interest) if each.withdrawn_at is None]
        return {(each.panellist_id, each.application_id) for each in standing}

    def assert_nobody_judges_in_conflict(self) -> None:
        """Who sits, declares or scores has no conflict on record; no case has a seat too many."""
        live = [(each.panellist_id, each.application_id) for each in self.among(Assignment, *LIVE)]
        assert self.conflicted().isdisjoint(live)
        assert len(set(live)) == len(live)
        assert max(Counter(case for _, case in live).values(), default=0) <= SEATS
        assert len(self.among(Ranking, RankingState.APPLIED)) <= 1

    async def assert_the_chains_go_on(self) -> None:
        """Every chain that a move has lengthened goes on from where it was, and is whole."""
        for thing, own in (await chains_since(self.database, self.newest)).items():
            assert list(history_faults(own)) == []
            assert self.heads.get(thing, (0, None)) in [(0, None), *((e["sequence"], e["hash"]) for e in own)]
            self.heads[thing] = (own[-1]["sequence"], own[-1]["hash"])
            self.newest = max(self.newest, *(UUID(entry["id"]) for entry in own))

    async def _declare(self, held: Any, **told: str) -> None:
        async with self.as_(an_expert(held.subject)) as session:
            wanted = TakeAssignmentStep.model_validate(told)
            await assignment_desk(session).step(held.id, wanted, seen=held.version)


def _named(offered: Mapping[str, Any]) -> list[str]:
    return [name for names, found in offered.items() if found for name in names.split()]
