"""Chapter three: cities and divisions recommend within their quotas, time passes, the province accepts."""

from collections.abc import Sequence
from dataclasses import dataclass

from deploy.demo.applying import Round, by_quality, recommender
from deploy.demo.clock import DemoClock, until
from deploy.demo.enterprises import Enterprise, Fate
from deploy.demo.gateway import CallRefusedError, Gateway, Json
from deploy.demo.progress import Stage
from deploy.demo.registration import PROGRAMME, Cast

GONE = frozenset({Fate.UNCERTIFIED, Fate.NEVER_SUBMITTED, Fate.WITHDRAWN})
NOT_TAKEN = "品牌基础与电商能力不足，本次不予推荐。"
QUOTA_SPENT = "本单位推荐名额已用完，本次不予推荐。"


@dataclass(frozen=True, slots=True)
class Recommending:
    """From submitted applications to accepted ones."""

    gateway: Gateway
    stage: Stage
    cast: Cast
    round: Round
    clock: DemoClock

    async def play(self) -> None:
        """Recommend, let the days pass, accept."""
        waiting: dict[str, list[Enterprise]] = {}
        for each in self.cast.enterprises:
            if each.fate not in GONE:
                waiting.setdefault(recommender(each), []).append(each)
        title = "市县与处室推荐 Ranked and recommended within quotas"
        with self.stage.chapter(title, len(waiting)) as chapter:
            await chapter.each(list(waiting.items()), self._authority)
        await self._let_time_pass()
        await self._accept()

    async def _authority(self, share: tuple[str, Sequence[Enterprise]]) -> None:
        """One officer's list: the good ones in order, as many as there are places."""
        subject, enterprises = share
        refused = [each for each in enterprises if each.fate is Fate.NOT_RECOMMENDED]
        ranked = by_quality([each for each in enterprises if each.fate is not Fate.NOT_RECOMMENDED])
        places = await self._places(subject)
        if len(ranked) > places:
            await self._try_too_many(subject, ranked)
        await self._recommend(subject, ranked[:places])
        for each in refused:
            await self._decline(subject, each, NOT_TAKEN, "not_recommended")
        for each in ranked[places:]:
            await self._decline(subject, each, QUOTA_SPENT, "quota_reached")

    async def _places(self, subject: str) -> int:
        quotas = await self.gateway.person(subject).get(f"/review/v1/rounds/{self.round.round['id']}/quotas")
        own = self._authority_of(subject)
        return next(int(q["cap"]) for q in quotas["items"] if q["key"] == own)

    @staticmethod
    def _authority_of(subject: str) -> str:
        name = subject.removeprefix("officer-")
        return f"{name[:2]}.{name[:4]}." if name.isdigit() else name

    async def _try_too_many(self, subject: str, ranked: Sequence[Enterprise]) -> None:
        """The whole list at once is refused whole: the quota is a constraint, not a habit."""
        try:
            await self._recommend(subject, ranked)
        except CallRefusedError as refused:
            if refused.code != "quota_reached":
                raise
            return
        raise AssertionError(f"{subject} recommended {len(ranked)} beyond the quota")

    async def _recommend(self, subject: str, ranked: Sequence[Enterprise]) -> None:
        if not ranked:
            return
        items = [
            {
                "application_id": self.round.applications[each.credit_code],
                "version": (await self._seen(subject, each))["version"],
                "rank": rank,
                "opinion": "该企业品牌基础扎实、网络销售增长快，同意推荐。",
            }
            for rank, each in enumerate(ranked, start=1)
        ]
        await self.gateway.person(subject).post(
            f"/review/v1/rounds/{self.round.round['id']}/recommendations", {"items": items}
        )

    async def _decline(self, subject: str, each: Enterprise, reason: str, code: str) -> None:
        seen = await self._seen(subject, each)
        path = f"/review/v1/applications/{seen['id']}/declines"
        await self.gateway.person(subject).post(path, {"reason": reason}, version=seen["version"])
        self.round.fell(code, each.name)

    async def _seen(self, subject: str, each: Enterprise) -> Json:
        application = self.round.applications[each.credit_code]
        return await self.gateway.person(subject).get(f"/review/v1/applications/{application}")

    async def _let_time_pass(self) -> None:
        """Weeks go by: what was never submitted lapses by itself."""
        forgotten = [each for each in self.cast.enterprises if each.fate is Fate.NEVER_SUBMITTED]
        with self.stage.chapter("申报期满、自动失效 Time passes, drafts lapse", len(forgotten)):
            found = await self.gateway.person(PROGRAMME).get(f"/review/v1/rounds/{self.round.round['id']}")
            days = {each["step"]: each["due_on"] for each in found["deadlines"]}
            await self.clock.pass_day(type(await self.clock.today()).fromisoformat(days["application"]))
            for each in forgotten:
                await self._await_lapse(each)
                self.round.fell("lapsed", each.name)

    async def _await_lapse(self, each: Enterprise) -> None:
        person = self.gateway.person(self.cast.applicant(each))
        path = f"/review/v1/applications/{self.round.applications[each.credit_code]}"

        async def lapsed() -> bool:
            return bool((await person.get(path))["state"] == "lapsed")

        await until(lapsed, f"{each.name}: the draft does not lapse")

    async def _accept(self) -> None:
        """The province checks eligibility against registry's facts of the day."""
        with self.stage.chapter("资格审查 Accepted by rule"):
            run = await self.gateway.person(PROGRAMME).post(
                f"/review/v1/rounds/{self.round.round['id']}/acceptances", {}
            )
        names = {
            self.round.applications[e.credit_code]: e.name
            for e in self.cast.enterprises
            if e.credit_code in self.round.applications
        }
        for item in run["items"]:
            if item["outcome"] != "accepted":
                self.round.fell(",".join(item["codes"]), names[item["application_id"]])
        self.round.counts["accepted"] = run["accepted"]
