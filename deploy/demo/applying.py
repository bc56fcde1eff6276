"""Chapter two: the programme is published, a round opens, enterprises apply, cities recommend."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from deploy.demo.enterprises import Enterprise, Fate
from deploy.demo.gateway import Actor, CallRefusedError, Gateway, Json
from deploy.demo.progress import Stage
from deploy.demo.registration import PDF, PROGRAMME, Cast
from deploy.demo.size import Size

DEFINITION = "internet_plus_brand_2017"


@dataclass
class Round:
    """The round as the story goes on, and what fell out by which rule."""

    programme: Json = field(default_factory=dict)
    round: Json = field(default_factory=dict)
    applications: dict[str, str] = field(default_factory=dict)
    """Application by credit code."""
    ranking: Json = field(default_factory=dict)
    lines: list[Json] = field(default_factory=list)
    """The ranking, line by line."""
    titles: list[Json] = field(default_factory=list)
    certificates: list[Json] = field(default_factory=list)
    objection: Json = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    """What the services counted, stage by stage."""
    fallen: dict[str, list[str]] = field(default_factory=dict)
    """Names by the code of the rule or step at which they fell out."""

    def fell(self, code: str, name: str) -> None:
        self.fallen.setdefault(code, []).append(name)


@dataclass(frozen=True, slots=True)
class Applying:
    """From the call for applications to the list of recommended candidates."""

    gateway: Gateway
    stage: Stage
    cast: Cast
    round: Round
    today: date
    size: Size

    async def play(self) -> None:
        """Publish, open, apply, correct, withdraw."""
        await self._open()
        with self.stage.chapter("企业申报 Applications filed", len(self.cast.enterprises)) as chapter:
            await chapter.each(self.cast.enterprises, self._apply)
        await self._return_some()

    async def _open(self) -> None:
        officer = self.gateway.person(PROGRAMME)
        with self.stage.chapter("发布项目、开放批次 Programme published, round opened"):
            self.round.programme = await officer.post(
                "/review/v1/programmes/from-catalogue", {"name": DEFINITION}
            )
            if not self.size.whole:
                await self._with_fewer_places(officer)
            planned = await officer.post(
                "/review/v1/rounds",
                {
                    "programme_id": self.round.programme["id"],
                    "code": "2017",
                    "opens_on": self.today.isoformat(),
                },
            )
            self.round.round = await self._opened(officer, planned)

    async def _with_fewer_places(self, officer: Actor) -> None:
        """A second edition, as a department publishes one when it changes its figures."""
        editions = f"/review/v1/programmes/{self.round.programme['id']}/editions"
        first = await officer.get(f"{editions}/1")
        draft = await officer.post(editions, {"definition": self.size.in_proportion(first["definition"])})
        await officer.post(f"{editions}/{draft['number']}/publication", version=draft["version"])

    async def _opened(self, officer: Actor, planned: Json) -> Json:
        """Open it now, unless the clock was quicker."""
        path = f"/review/v1/rounds/{planned['id']}"
        found = await officer.get(path)
        if found["state"] == "planned":
            try:
                await officer.post(f"{path}/actions", {"action": "open"}, version=found["version"])
            except CallRefusedError as refused:
                if refused.code not in {"stale_version", "action_not_allowed"}:
                    raise
        return await officer.get(path)

    async def _apply(self, enterprise: Enterprise) -> None:
        person = self.gateway.person(self.cast.applicant(enterprise))
        try:
            draft = await person.post(
                "/review/v1/applications",
                {
                    "round_id": self.round.round["id"],
                    "organisation_id": self.cast.organisation(enterprise),
                    "form": dict(enterprise.form),
                },
            )
        except CallRefusedError as refused:
            if enterprise.fate is not Fate.UNCERTIFIED or refused.code != "applying_not_possible":
                raise
            self.round.fell("organisation_not_certified", enterprise.name)
            return
        self.round.applications[enterprise.credit_code] = draft["id"]
        if enterprise.fate is Fate.NEVER_SUBMITTED:
            return
        await self._submit(person, enterprise, draft)

    async def _submit(self, person: Actor, enterprise: Enterprise, draft: Json) -> None:
        sealed = await person.upload(
            "review",
            "申报表.pdf",
            PDF + enterprise.credit_code.encode(),
            "application/pdf",
            self.cast.organisation(enterprise),
        )
        path = f"/review/v1/applications/{draft['id']}"
        attached = await person.post(
            f"{path}/materials", {"key": "application_form", "file_id": sealed}, version=draft["version"]
        )
        await person.post(f"{path}/submissions", version=attached["version"])
        if enterprise.fate is Fate.WITHDRAWN:
            seen = await person.get(path)
            await person.post(
                f"{path}/withdrawals", {"reason": "企业经营调整，暂不申报。"}, version=seen["version"]
            )
            self.round.fell("withdrawn", enterprise.name)

    async def _return_some(self) -> None:
        returned = [each for each in self.cast.enterprises if each.fate is Fate.CORRECTED]
        with self.stage.chapter("退回补正 Returned and corrected", len(returned)) as chapter:
            await chapter.each(returned, self._correct)

    async def _correct(self, enterprise: Enterprise) -> None:
        """The authority asks for a better story; the applicant writes one and submits again."""
        application = self.round.applications[enterprise.credit_code]
        path = f"/review/v1/applications/{application}"
        person = self.gateway.person(self.cast.applicant(enterprise))
        officer = self.gateway.person(recommender(enterprise))
        seen = await officer.get(path)
        await officer.post(
            f"{path}/corrections",
            {"points": [{"pointer": "/form/brand_story", "comment": "请补充近三年网络销售情况。"}]},
            version=seen["version"],
        )
        seen = await person.get(path)
        story = f"{enterprise.form['brand_story']}近三年网络销售逐年增长，渠道覆盖全国。"
        changed = await person.patch(path, {"form": {"brand_story": story}}, version=seen["version"])
        await person.post(f"{path}/submissions", {}, version=changed["version"])


def recommender(enterprise: Enterprise) -> str:
    """The officer under whose quota the enterprise falls (鲁商字〔2017〕24号 四（一）1、3)."""
    return {
        "export_enterprise": "officer-foreign_trade_division",
        "time_honoured_brand": "officer-commerce_development_division",
    }.get(enterprise.category.value, f"officer-{enterprise.city}")


def by_quality(enterprises: Sequence[Enterprise]) -> list[Enterprise]:
    """Best first, as an officer who knows his enterprises would rank them."""
    return sorted(enterprises, key=lambda each: -sum(each.quality.values()))
