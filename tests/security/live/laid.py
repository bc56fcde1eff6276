"""What the story leaves out and a list shows: made once, by ordinary calls of those who may.

A list that nobody has anything in proves nothing: a new one gets its line here, unless the story fills it.
"""

from dataclasses import dataclass

from deploy.demo.clock import DemoClock
from deploy.demo.gateway import Actor, CallRefusedError, Json
from deploy.demo.registration import PDF, PROGRAMME, SECURITY
from shared.codes.roles import Role
from tests.journeys.people import enrolled
from tests.security.live.beside import Beside
from tests.security.live.cast import Cast
from tests.security.live.second import Second

ROUND_CODE = "2018"
BRAND = "沂品"
SUBSCRIBED = ("registry", "review", "trademark", "metrics")
NOBODY_THERE = "http://127.0.0.1:1/lupin"
"""A receiver on this machine at whose port nobody listens: what is told there reaches nobody."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Identifiers by the segment before them in paths."""

    cast: Cast
    other: Cast
    told: Json

    async def lay(self) -> dict[str, str]:
        """Everything, in the order of its needs."""
        applied = self.told["import"]["applied"]
        await self._revoked_binding()
        await self._looked_at()
        return {
            "brands": await self._authorised(),
            "registry/files": await self._uploaded("registry"),
            "review/files": await self._uploaded("review"),
            "metrics/files": await self._uploaded("metrics"),
            **{f"{each}/webhooks": await self._subscribed(each) for each in SUBSCRIBED},
            "imports": applied["id"],
            "registry/jobs": applied["job_id"],
            "acceptances": await self._acceptance(),
            "applications/corrections": await self._returned(),
            **await self._certified(),
            **await Beside(self.cast).lay(),
            **await Second(self.cast, self.told).lay(),
        }

    async def _revoked_binding(self) -> None:
        person = await enrolled(self.cast.gateway, f"{self.cast.prefix}-gone", role="auditor", region_path="")
        administrator = self.cast.gateway.person(SECURITY)
        binding = (await administrator.get("/identity/v1/bindings", person_id=person))["items"][0]
        path = f"/identity/v1/bindings/{binding['id']}/revoke"
        await administrator.post(path, {"reason": "岗位调整"}, version=binding["version"])

    async def _looked_at(self) -> None:
        """An incident of the organisation, and somebody who read a person of it in clear, twice."""
        organisation = f"/registry/v1/organisations/{self.cast.place.organisation_id}"
        officer = self.cast.person(Role.CITY_OFFICER)
        seen = await officer.get(organisation)
        incident = {
            "kind": "quality",
            "level": "general",
            "occurred_on": "2016-05-04",
            "description": "产品监督抽查不合格，已责令召回（演示数据）。",
            "source": "演示〔2016〕2号",
        }
        await officer.post(f"{organisation}/incidents", incident)
        person = seen["people"][0]["id"]
        for purpose in ("电话核实", "寄送通知"):
            await officer.post(f"{organisation}/people/{person}/unmask", {"purpose": purpose})

    async def _authorised(self) -> str:
        """A regional brand of the organisation, which the other one may use."""
        applicant = self.cast.person(Role.APPLICANT)
        brand = {
            "organisation_id": self.cast.place.organisation_id,
            "name": BRAND,
            "kind": "regional_public",
            "origin": "own",
            "markets": ["domestic"],
        }
        made = await applicant.post("/registry/v1/brands", brand)
        user = {
            "organisation_id": self.other.place.organisation_id,
            "from_on": "2017-01-01",
            "until_on": "2030-01-01",
        }
        await applicant.post(f"/registry/v1/brands/{made['id']}/authorisations", user)
        return str(made["id"])

    async def _uploaded(self, service: str) -> str:
        applicant = self.cast.person(Role.APPLICANT)
        document = PDF + self.cast.prefix.encode()
        return await applicant.upload(
            service, "说明.pdf", document, "application/pdf", self.cast.place.organisation_id
        )

    async def _subscribed(self, service: str) -> str:
        """Two, told of nothing that ever happens; one was tried twice, and rests: nobody tries again."""
        applicant = self.cast.person(Role.APPLICANT)
        for event in ("nothing.happened", "nothing.changed"):
            asked = {"url": NOBODY_THERE, "types": [f"cn.lupin.{service}.{event}.v1"]}
            made = await applicant.post(f"/{service}/v1/webhooks", asked)
        for body in (None, {}):  # the key of a call is made of its body
            await applicant.post(f"/{service}/v1/webhooks/{made['id']}/ping", body)
        await applicant.post(f"/{service}/v1/webhooks/{made['id']}/pause", version=made["version"])
        return str(made["id"])

    async def _acceptance(self) -> str:
        """The story's own run: the same call with the same key is answered with it."""
        path = f"/review/v1/rounds/{self.cast.place.title['round_id']}/acceptances"
        run = await self.cast.gateway.person(PROGRAMME).post(path, {})
        return str(run["id"])

    async def _certified(self) -> dict[str, str]:
        """The certificate of the organisation's title, and the work that sets it."""
        officer = self.cast.gateway.person(PROGRAMME)
        made = await officer.post("/review/v1/certificates", {"title_id": self.cast.place.title["id"]})
        return {"certificates": made["id"], "verifications": made["code"], "review/jobs": made["job_id"]}

    async def _returned(self) -> str:
        """The organisation applies in another round, and its application is returned: a task for it."""
        applicant, title = self.cast.person(Role.APPLICANT), self.cast.place.title
        first = await applicant.get(f"/review/v1/applications/{title['application_id']}")
        asked = {
            "round_id": await self._another_round(),
            "organisation_id": self.cast.place.organisation_id,
            "form": first["form"],
        }
        draft = await applicant.post("/review/v1/applications", asked)
        path = f"/review/v1/applications/{draft['id']}"
        sealed = {"key": "application_form", "file_id": await self._uploaded("review")}
        attached = await applicant.post(f"{path}/materials", sealed, version=draft["version"])
        await applicant.post(f"{path}/submissions", version=attached["version"])
        authority = self.cast.gateway.person(f"officer-{_named(first['recommended_by'])}")
        seen = await authority.get(path)
        points = [{"pointer": "/form/brand_story", "comment": "请补充近三年网络销售情况。"}]
        await authority.post(f"{path}/corrections", {"points": points}, version=seen["version"])
        return str(draft["id"])

    async def _another_round(self) -> str:
        """It opens on the day of the story's end."""
        officer = self.cast.gateway.person(PROGRAMME)
        today = await DemoClock(self.cast.gateway).today()
        planned = await officer.post(
            "/review/v1/rounds",
            {
                "programme_id": self.cast.place.title["programme_id"],
                "code": ROUND_CODE,
                "opens_on": today.isoformat(),
            },
        )
        await self._opened(officer, f"/review/v1/rounds/{planned['id']}")
        return str(planned["id"])

    async def _opened(self, officer: Actor, path: str) -> None:
        """Open the round, unless the clock was quicker."""
        seen = await officer.get(path)
        if seen["state"] == "planned":
            try:
                await officer.post(f"{path}/actions", {"action": "open"}, version=seen["version"])
            except CallRefusedError as refused:
                if refused.code not in {"stale_version", "action_not_allowed"}:
                    raise


def _named(authority: str) -> str:
    """How the story calls the officer of a city or division: `37.3710.` is 371000."""
    return authority.split(".")[1].ljust(6, "0") if "." in authority else authority
