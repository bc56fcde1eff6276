"""Chapter five: public notice, one objection, the decision of the body, fifty titles, certificates."""

from dataclasses import dataclass
from datetime import date

from deploy.demo.applying import Round
from deploy.demo.clock import DemoClock, until
from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.progress import Stage
from deploy.demo.registration import PROGRAMME, Cast

APPROVERS = ("member-1", "member-2", "member-3")
SETTING = 240.0
"""Seconds that the setting of fifty documents may take."""
HEADING = "根据《山东省“互联网+品牌”创建工作方案》，拟确定以下企业为重点培育企业，现予公示。"


@dataclass(frozen=True, slots=True)
class Deciding:
    """From the ranking to the register."""

    gateway: Gateway
    stage: Stage
    cast: Cast
    round: Round
    clock: DemoClock

    async def play(self) -> None:
        """Notice, objection, working days, decision, titles, certificates."""
        officer = self.gateway.person(PROGRAMME)
        notice = await self._publish(officer)
        await self._object(officer, notice)
        await self._wait(officer, notice)
        await self._decide(notice)
        await self._certify(officer)

    async def _publish(self, officer: Actor) -> Json:
        selected = [line["application_id"] for line in self.round.lines if line["outcome"] == "selected"]
        with self.stage.chapter("公示 Public notice", len(selected)):
            drafted = await officer.post(
                "/review/v1/notices",
                {"round_id": self.round.round["id"], "application_ids": selected, "text": HEADING},
            )
            return await officer.post(
                f"/review/v1/notices/{drafted['id']}/actions", {"action": "open"}, version=drafted["version"]
            )

    async def _object(self, officer: Actor, notice: Json) -> None:
        """A citizen objects to one entry; the applicant answers; the objection is dismissed."""
        with self.stage.chapter("异议：受理、答复、裁定 One objection heard"):
            entry = await self._last_entry(officer, notice)
            receipt = await self._file(entry)
            path = f"/review/v1/objections/{receipt['id']}"
            judge = self.gateway.person("supervisor")
            seen = await judge.get(path)
            await judge.post(f"{path}/admission", {}, version=seen["version"])
            suspended = await self._last_entry(officer, notice)
            applicant = await self._applicant_of(entry)
            seen = await applicant.get(path)
            answer = {"answer": "所称商标争议已于上年调解结案，附调解书编号（演示）。"}
            seen = await applicant.post(f"{path}/answer", answer, version=seen["version"])
            ruled = await judge.post(
                f"{path}/ruling",
                {"findings": [{"ruling": "unfounded", "grounds": "经核实，争议已经结案，不影响入选。"}]},
                version=seen["version"],
            )
            self.round.objection = {
                "number": ruled["number"],
                "against": entry["snapshot"]["organisation_name"],
                "entry_while_open": suspended["state"],
                "outcome": ruled["state"],
            }
            await self._object_again(judge, entry)

    async def _object_again(self, judge: Actor, entry: Json) -> None:
        """Another citizen repeats what has been ruled on; that objection is not heard."""
        receipt = await self._file(entry, evidence="听说的。")
        path = f"/review/v1/objections/{receipt['id']}"
        seen = await judge.get(path)
        refusal = {"reason_code": "repeated", "comment": "同一事项已经裁定。"}
        await judge.post(f"{path}/refusal", refusal, version=seen["version"])

    async def _last_entry(self, officer: Actor, notice: Json) -> Json:
        return [each async for each in officer.items(f"/review/v1/notices/{notice['id']}/entries")][-1]

    async def _file(self, entry: Json, *, evidence: str = "见公开报道。") -> Json:
        """Filed without a token, as any citizen would."""
        body = {
            "items": [{"subject": "该企业存在商标争议", "remedy": "请核实后再定", "evidence": evidence}],
            "anonymous": False,
            "objector": {"name": "王某", "contact": "13800008000"},
        }
        answer = await self.gateway.send(
            "POST",
            f"/review/v1/notice-entries/{entry['id']}/objections",
            json=body,
            headers={"Idempotency-Key": f"demo-objection-{entry['id']}-{len(evidence)}"},
        )
        answer.raise_for_status()
        receipt: Json = answer.json()
        return receipt

    async def _applicant_of(self, entry: Json) -> Actor:
        codes = {application: code for code, application in self.round.applications.items()}
        enterprise = next(
            each for each in self.cast.enterprises if each.credit_code == codes[entry["application_id"]]
        )
        return self.gateway.person(self.cast.applicant(enterprise))

    async def _wait(self, officer: Actor, notice: Json) -> None:
        path = f"/review/v1/notices/{notice['id']}"
        with self.stage.chapter("公示期满 Working days pass, the clock closes the notice"):
            await self.clock.pass_day(date.fromisoformat(notice["closes_on"]))

            async def closed() -> bool:
                return bool((await officer.get(path))["state"] == "closed")

            await until(closed, "the notice does not close")

    async def _decide(self, notice: Json) -> None:
        chair = self.gateway.person("chair")
        with self.stage.chapter("委员会决定、印发 Approved and issued"):
            entries = [each async for each in chair.items(f"/review/v1/notices/{notice['id']}/entries")]
            named = [{"entry_id": each["id"], "outcome": "recognise"} for each in entries]
            asked: Json = {"notice_id": notice["id"], "entries": named}
            await self._think_better(chair, {**asked, "approvals_needed": len(APPROVERS) - 1})
            decision = await chair.post("/review/v1/decisions", {**asked, "approvals_needed": len(APPROVERS)})
            path = f"/review/v1/decisions/{decision['id']}"
            decision = await chair.post(f"{path}/actions", {"action": "submit"}, version=decision["version"])
            for member in APPROVERS:
                approving = self.gateway.person(member)
                decision = await approving.post(f"{path}/approvals", version=decision["version"])
            year = (await self.clock.today()).year
            await chair.post(
                f"{path}/issue", {"document_number": f"鲁商字〔{year}〕99号"}, version=decision["version"]
            )
            register = chair.items("/review/v1/titles", round_id=self.round.round["id"])
            self.round.titles = [title async for title in register]
        self.round.counts["recognised"] = len(self.round.titles)

    @staticmethod
    async def _think_better(chair: Actor, asked: Json) -> None:
        """A draft with too few approvals is discarded."""
        draft = await chair.post("/review/v1/decisions", asked)
        path = f"/review/v1/decisions/{draft['id']}/actions"
        await chair.post(path, {"action": "discard"}, version=draft["version"])

    async def _certify(self, officer: Actor) -> None:
        """A certificate for every title; the worker sets them as PDF/A."""
        titles = self.round.titles
        with self.stage.chapter("颁发证书 Certificates issued", len(titles)) as chapter:

            async def issue(title: Json) -> None:
                await officer.post("/review/v1/certificates", {"title_id": title["id"]})

            await chapter.each(titles, issue)

            async def printed() -> bool:
                issued = [each async for each in officer.items("/review/v1/certificates")]
                self.round.certificates = [each for each in issued if each.get("file_id")]
                return len(self.round.certificates) == len(titles)

            await until(printed, "the certificates are not set", patience=SETTING)
        self.round.counts["certificates"] = len(self.round.certificates)
