"""Takes ranked applications on to notices, objections, decisions and titles, over HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx

from services.review.applications.models import Application
from services.review.notices.dependencies import notice_desk
from services.review.rounds.dependencies import desk_of
from services.review.timekeeping.service import Timekeeper
from services.review.titles.dependencies import register_on
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from tests.review.vault import PROVINCE, Vault

V1 = "/review/v1"
KEEPER = Timekeeper(desk_of, notice_desk, register_on)
ITEM = {"subject": "近三年有质量处罚", "remedy": "取消入选资格", "evidence": "市场监管局公告"}
OBJECTOR = {"name": "王某某", "contact": "13800008000"}

Answered = dict[str, Any]


@dataclass
class Hall(Vault):
    """Every step answers with what the route answered."""

    client: httpx.AsyncClient
    as_: Callable[..., dict[str, str]]

    def officer(self, **more: Any) -> dict[str, str]:
        return self.as_(Role.PROGRAMME_OFFICER, **{"region": PROVINCE, **more})

    def chair(self, **more: Any) -> dict[str, str]:
        return self.as_(Role.RECOGNITION_CHAIR, **{"region": PROVINCE, **more})

    def member(self, **more: Any) -> dict[str, str]:
        return self.as_(Role.RECOGNITION_MEMBER, **{"region": PROVINCE, **more})

    def supervisor(self, **more: Any) -> dict[str, str]:
        return self.as_(Role.SUPERVISOR, **{"region": PROVINCE, **more})

    def applicant(self, thing: Mapping[str, Any], **more: Any) -> dict[str, str]:
        return self.as_(Role.APPLICANT, organisation=UUID(thing["organisation_id"]), **more)

    @staticmethod
    def nobody(**more: str) -> dict[str, str]:
        """Headers without a token."""
        return {"Idempotency-Key": str(new_id()), **more}

    async def drafted(self, *cases: Application, **more: Any) -> Answered:
        """A notice that lists these applications."""
        answer = await self.draft(*cases, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def draft(self, *cases: Application, **more: Any) -> httpx.Response:
        body = {
            "round_id": str(self.round_id),
            "application_ids": [str(case.id) for case in cases],
            "text": "拟重点培育企业名单公示如下。",
        }
        return await self.client.post(f"{V1}/notices", json=body, headers=self.officer(**more))

    async def notice_step(self, notice: Answered, action: str, **more: Any) -> httpx.Response:
        headers = self.officer(**{"if_match": notice["version"], **more})
        path = f"{V1}/notices/{notice['id']}/actions"
        return await self.client.post(path, json={"action": action}, headers=headers)

    async def opened(self, *cases: Application) -> Answered:
        """A notice whose days run."""
        answer = await self.notice_step(await self.drafted(*cases), "open")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def entries(self, notice: Answered) -> list[Answered]:
        """The entries as the public reads them."""
        answer = await self.client.get(f"{V1}/notices/{notice['id']}/entries", params={"limit": 100})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def entry(self, notice: Answered, place: int = 1) -> Answered:
        """The entry in this place."""
        return (await self.entries(notice))[place - 1]

    def later(self, day: date) -> None:
        """Move the business clock to a day."""
        clock = self.database.clock
        clock.follow(clock.offset + (day - clock.today()))

    async def run_out(self, notice: Answered) -> None:
        """The last day of a notice passes and the clock closes it."""
        self.later(date.fromisoformat(notice["closes_on"]) + timedelta(days=1))
        assert await KEEPER.close_notices(self.database, self.database.clock) >= 1

    async def closed(self, *cases: Application) -> Answered:
        """A notice that has run without an objection."""
        notice = await self.opened(*cases)
        await self.run_out(notice)
        return notice

    async def file(self, entry: Answered, *, items: int = 1, anonymous: bool = True, **more: Any) -> Any:
        """Anybody's objection; answers with the response."""
        body: dict[str, Any] = {"items": [ITEM] * items, "anonymous": anonymous}
        if not anonymous:
            body["objector"] = OBJECTOR
        path = f"{V1}/notice-entries/{entry['id']}/objections"
        return await self.client.post(path, json=body, headers=more.get("headers") or self.nobody())

    async def objected(self, entry: Answered, **more: Any) -> Answered:
        """A filed objection, as its receipt says."""
        answer = await self.file(entry, **more)
        assert answer.status_code == 201, answer.text
        await self.put_receipt_away()
        return dict(answer.json())

    async def hear(
        self, objection: Answered, step: str, body: Mapping[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """A step of an objection at its present version."""
        seen = await self.objection(objection)
        signed = headers or self.officer()
        signed["If-Match"] = f'"{seen["version"]}"'
        path = f"{V1}/objections/{objection['id']}/{step}"
        return await self.client.post(path, json=dict(body), headers=signed)

    async def objection(self, objection: Answered) -> Answered:
        """An objection as an officer sees it."""
        answer = await self.client.get(f"{V1}/objections/{objection['id']}", headers=self.officer())
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def admitted(self, entry: Answered, **more: Any) -> Answered:
        objection = await self.objected(entry, **more)
        answer = await self.hear(objection, "admission", {})
        assert answer.status_code == 200, answer.text
        return objection

    async def answered(self, entry: Answered, **more: Any) -> Answered:
        """An objection that both sides have spoken to."""
        objection = await self.admitted(entry, **more)
        async with self.database.read(SYSTEM) as session:
            case = await session.get_one(Application, UUID(entry["application_id"]))
        mine = self.as_(Role.APPLICANT, organisation=case.organisation_id)
        answer = await self.hear(objection, "answer", {"answer": "处罚对象为同名企业。"}, mine)
        assert answer.status_code == 200, answer.text
        return objection

    async def withdraw(self, objection: Answered, code: str | None = None) -> httpx.Response:
        """The objector takes it back by the receipt."""
        headers = self.nobody(**{"X-Receipt-Code": code or objection["receipt_code"]})
        return await self.client.post(f"{V1}/objections/{objection['id']}/withdrawal", headers=headers)

    async def ruled(self, objection: Answered, *rulings: str) -> Answered:
        findings = [{"ruling": ruling, "grounds": "经核查。"} for ruling in rulings]
        answer = await self.hear(objection, "ruling", {"findings": findings})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def draft_decision(
        self, notice: Answered, named: Sequence[tuple[Answered, str]], *, needed: int = 1, **more: Any
    ) -> httpx.Response:
        entries = [
            {"entry_id": entry["id"], "outcome": outcome}
            | ({"reason": "异议成立。"} if outcome == "reject" else {})
            for entry, outcome in named
        ]
        body = {"notice_id": notice["id"], "entries": entries, "approvals_needed": needed}
        return await self.client.post(f"{V1}/decisions", json=body, headers=self.chair(**more))

    async def decision(self, notice: Answered, outcome: str = "recognise", **more: Any) -> Answered:
        """A draft on every entry of a notice."""
        named = [(entry, outcome) for entry in await self.entries(notice)]
        answer = await self.draft_decision(notice, named, **more)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def decision_step(self, decision: Answered, action: str, **more: Any) -> httpx.Response:
        body = {"action": action} | ({"reason": "请核对名单。"} if action == "return" else {})
        headers = self.chair(**{"if_match": decision["version"], **more})
        return await self.client.post(f"{V1}/decisions/{decision['id']}/actions", json=body, headers=headers)

    async def submitted(self, notice: Answered, outcome: str = "recognise", **more: Any) -> Answered:
        """A decision in approval."""
        answer = await self.decision_step(await self.decision(notice, outcome, **more), "submit")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def approve(self, decision: Answered, **more: Any) -> httpx.Response:
        headers = self.member(**{"if_match": decision["version"], **more})
        return await self.client.post(f"{V1}/decisions/{decision['id']}/approvals", headers=headers)

    async def approved(self, notice: Answered, outcome: str = "recognise", **more: Any) -> Answered:
        """A decision that its one approval has made ready."""
        decision = await self.submitted(notice, outcome, **more)
        answer = await self.approve(decision)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def issue(
        self, decision: Answered, number: str = "鲁商字〔2017〕99号", **more: Any
    ) -> httpx.Response:
        headers = self.chair(**{"if_match": decision["version"], **more})
        path = f"{V1}/decisions/{decision['id']}/issue"
        return await self.client.post(path, json={"document_number": number}, headers=headers)

    async def issued(self, notice: Answered, outcome: str = "recognise", **more: Any) -> Answered:
        """A decision issued on every entry of a closed notice."""
        answer = await self.issue(await self.approved(notice, outcome), **more)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def titled(self, *cases: Application) -> list[Answered]:
        """Titles granted to these applications."""
        await self.issued(await self.closed(*cases))
        found = (await self.client.get(f"{V1}/titles", params={"limit": 100})).json()["items"]
        by_case = {title["application_id"]: title for title in found}
        return [by_case[str(case.id)] for case in cases]

    async def title_step(self, title: Answered, action: str, headers: dict[str, str]) -> httpx.Response:
        headers.setdefault("If-Match", f'"{title["version"]}"')
        body = {"action": action, "reason": "群众举报核查中。"}
        return await self.client.post(f"{V1}/titles/{title['id']}/actions", json=body, headers=headers)
