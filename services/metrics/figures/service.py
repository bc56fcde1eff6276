"""Reads figures of every kind: the one door to them for targets, attainment and the public."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.metrics.boundaries.repository import Areas
from services.metrics.boundaries.rules import tree
from services.metrics.counting.repository import Counts
from services.metrics.figures.errors import QuestionUnfit, RegionOutOfReach
from services.metrics.observations.repository import Observations
from services.metrics.readings.rules import CountQuestion, Reading, SeriesQuestion
from shared.db.work import Session, as_house
from shared.errors import FieldError


@dataclass(frozen=True, slots=True)
class FigureReader:
    """Implements `readings.Figures`; facts are read as the house and answered as figures only."""

    session: Session

    async def series(self, questions: Sequence[SeriesQuestion]) -> Sequence[Reading]:
        return await Observations(self.session).read(questions)

    async def counts(self, questions: Sequence[CountQuestion]) -> Sequence[Reading]:
        async with as_house(self.session):
            return await Counts(self.session).read(questions)

    async def one_of_series(self, question: SeriesQuestion) -> Reading:
        """One figure of a region that there is."""
        await self._path(question.region)
        return (await self.series([question]))[0]

    async def one_count(self, question: CountQuestion) -> Reading:
        """One count, for a caller who covers the region."""
        path = await self._path(question.region)
        if not self.session.info["caller"].covers(organisation=None, region=path):
            raise RegionOutOfReach
        return (await self.counts([question]))[0]

    async def _path(self, region: str) -> str:
        regions = tree(await Areas(self.session).zones())
        if region not in regions:
            raise QuestionUnfit(errors=[FieldError("region_unknown", parameter="region")])
        return regions.path(region)
