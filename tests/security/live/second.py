"""A second one of what the story has once: a cursor is handed over only where a list goes on."""

from dataclasses import dataclass

from deploy.demo.gateway import Json
from deploy.demo.judging import finished
from deploy.demo.registration import PROGRAMME
from shared.codes.roles import Role
from tests.security.live.cast import Cast

PROGRAMME_BESIDE = "famous_product_brand_2015"
NOTICES = ("拟增补公示（第一稿）。", "拟增补公示（第二稿）。")


@dataclass(frozen=True, slots=True)
class Second:
    """Nothing that was told changes by it: drafts, questions and work that finds nothing to do."""

    cast: Cast
    told: Json

    async def lay(self) -> dict[str, str]:
        """Identifiers by the segment before them in paths."""
        await self._programme()
        await self._notices()
        await self._draw()
        await self._ranking()
        return await self._rebuild()

    @property
    def round(self) -> str:
        return str(self.cast.place.title["round_id"])

    async def _programme(self) -> None:
        officer = self.cast.gateway.person(PROGRAMME)
        await officer.post("/review/v1/programmes/from-catalogue", {"name": PROGRAMME_BESIDE})

    async def _notices(self) -> None:
        """Two that nobody has opened: two tasks for whoever could."""
        officer = self.cast.gateway.person(PROGRAMME)
        named = [self.told["reserve"][0]["application_id"]]
        for text in NOTICES:
            asked = {"round_id": self.round, "application_ids": named, "text": text}
            await officer.post("/review/v1/notices", asked)

    async def _draw(self) -> None:
        """Of experts, where no application waits for any."""
        officer = self.cast.gateway.person(PROGRAMME)
        path = f"/review/v1/rounds/{self.round}/assignment-runs"
        ticket = await officer.post(path, {"seed": "无人待抽"})
        await finished(officer, "review", ticket["job_id"])

    async def _ranking(self) -> None:
        """What if one were selected?"""
        officer = self.cast.gateway.person(PROGRAMME)
        (run, *_) = (await officer.get(f"/review/v1/rounds/{self.round}/score-runs"))["items"]
        await officer.post("/review/v1/rankings", {"score_run_id": run["id"], "cap": 1})

    async def _rebuild(self) -> dict[str, str]:
        """Of metrics' facts: the only work there that is somebody's own."""
        keeper = self.cast.person(Role.SYSTEM_ADMINISTRATOR)
        ordered = await keeper.post("/metrics/v1/fact-rebuilds")
        await finished(keeper, "metrics", ordered["job_id"])
        return {"metrics/jobs": ordered["job_id"]}
