"""Chapter four: experts are drawn without conflicts, declare, score; the province ranks."""

from dataclasses import dataclass

from deploy.demo.applying import Round
from deploy.demo.clock import until
from deploy.demo.enterprises import CRITERIA, Enterprise
from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.progress import Stage
from deploy.demo.registration import PROGRAMME, Cast

ONE_IN = 10
"""Two of the experts find a relative in about this share of the cases drawn for them."""
MOST_DRAWS = 6
"""Draws until every panel is complete; each replaces those who recused themselves in the one before."""


@dataclass(frozen=True, slots=True)
class Judging:
    """From accepted applications to the ranking."""

    gateway: Gateway
    stage: Stage
    cast: Cast
    round: Round

    async def play(self) -> None:
        """Seat, draw, declare, draw again for those recused, start, score, rank."""
        officer = self.gateway.person(PROGRAMME)
        base = f"/review/v1/rounds/{self.round.round['id']}"
        with self.stage.chapter("组建专家组 Panel seated, conflicts computed", len(self.cast.experts)):
            known = [each async for each in officer.items("/registry/v1/experts")]
            seated = await officer.post(f"{base}/panellists", {"expert_ids": [each["id"] for each in known]})
            self.round.counts["conflicts"] = seated["conflicts"]
        for turn in range(1, MOST_DRAWS + 1):
            await self._draw(officer, base, seed=f"第{turn}次抽取")
            await self._declare(turn)
            if (await officer.get(f"{base}/panel"))["waiting_for_panel"] == 0:
                break
        with self.stage.chapter("启动评审 Review started"):
            started = await officer.post(f"{base}/review-starts")
            self.round.counts["under_review"] = started["under_review"]
        with self.stage.chapter("专家评分 Experts score", len(self.cast.experts)) as chapter:
            await chapter.each(list(self.cast.experts), self._score_all)
        await self._rank(officer, base)

    async def _rank(self, officer: Actor, base: str) -> None:
        """Scores become a stored run after a trial, the run a ranking, the ranking the order of the round."""
        with self.stage.chapter("汇总与排名 Scores brought together, ranked"):
            trial = await officer.post(f"{base}/score-runs", {})
            run = await officer.post(f"{base}/score-runs")
            if trial["inputs_hash"] != run["inputs_hash"]:
                raise RuntimeError(f"a score run is not repeatable: {trial} {run}")
            ranking = await officer.post("/review/v1/rankings", {"score_run_id": run["id"]})
            self.round.ranking = await officer.post(
                f"/review/v1/rankings/{ranking['id']}/actions",
                {"action": "apply"},
                version=ranking["version"],
            )
            lines = officer.items(f"/review/v1/rankings/{ranking['id']}/lines")
            self.round.lines = [line async for line in lines]
        self.round.counts["selected"] = self.round.ranking["selected"]
        self.round.counts["reserve"] = self.round.ranking["reserve"]

    async def _score_all(self, subject: str) -> None:
        expert = self.gateway.person(subject)
        cleared = [
            each
            async for each in expert.items(
                "/review/v1/assignments", round_id=self.round.round["id"], state="cleared"
            )
        ]
        names = {each.name: each for each in self.cast.enterprises}
        for seat in cleared:
            await self._score(expert, seat, names[seat["organisation_name"]])

    @staticmethod
    async def _score(expert: Actor, seat: Json, enterprise: Enterprise) -> None:
        """What the enterprise is worth, as this expert sees it: a little strict or mild, never random."""
        leaning = sum(expert.subject.encode()) % 7 - 3
        noise = sum(seat["application_number"].encode()) + leaning * 11
        marks = [
            {
                "criterion": criterion,
                "points": f"{_points(enterprise.quality[criterion] + leaning + (noise * step) % 5 - 2):.1f}",
                "reason": f"经查阅申报材料，该企业在“{REASONS[criterion]}”方面表现如评分所示。",
            }
            for step, criterion in enumerate(CRITERIA, start=1)
        ]
        await expert.post(
            f"/review/v1/assignments/{seat['id']}/scores", {"marks": marks}, version=seat["version"]
        )

    async def _draw(self, officer: Actor, base: str, *, seed: str) -> None:
        with self.stage.chapter(f"抽取专家 Experts drawn ({seed})"):
            ticket = await officer.post(f"{base}/assignment-runs", {"seed": seed})
            await finished(officer, "review", ticket["job_id"])

    async def _declare(self, turn: int) -> None:
        """Each expert declares on each seat; one in forty finds a conflict that no register knew."""
        experts = list(self.cast.experts)
        with self.stage.chapter(f"专家声明回避 Experts declare (第{turn}次)", len(experts)) as chapter:
            await chapter.each(experts, self._declare_all)

    async def _declare_all(self, subject: str) -> None:
        expert = self.gateway.person(subject)
        waiting = [
            each
            async for each in expert.items(
                "/review/v1/assignments", round_id=self.round.round["id"], state="assigned"
            )
        ]
        for each in waiting:
            await self._declare_one(expert, each)

    async def _declare_one(self, expert: Actor, seat: Json) -> None:
        conflicted = int(seat["application_number"][-4:]) % ONE_IN == 0 and expert.subject.endswith("7")
        step: Json = {"action": "declare_clear"}
        if conflicted:
            step = {"action": "declare_conflict", "kind": "kin", "reason": "与该企业管理人员系亲属。"}
            self.round.counts["recused"] = self.round.counts.get("recused", 0) + 1
        await expert.post(f"/review/v1/assignments/{seat['id']}/actions", step, version=seat["version"])


REASONS = dict(zip(CRITERIA, ("品牌基础", "电商能力", "产品品质", "成长性", "投入与意愿"), strict=True))


def _points(value: float) -> float:
    """On the rubric's scale: 0 to 100 in halves."""
    return min(max(round(value * 2) / 2, 0.0), 100.0)


async def finished(actor: Actor, service: str, job: str) -> Json:
    """Wait for long work; how it ended."""
    ended: Json = {}

    async def over() -> bool:
        ended.update(await actor.get(f"/{service}/v1/jobs/{job}"))
        return ended["state"] in {"succeeded", "failed", "cancelled"}

    await until(over, f"job {job}")
    if ended["state"] != "succeeded":
        raise RuntimeError(f"job {job} ended {ended['state']}: {ended}")
    return ended
