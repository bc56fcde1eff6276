"""Everybody who has to do with a report, over HTTP."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from shared.codes.roles import Role
from shared.db.work import Database
from shared.testing.tokens import Signer

V1 = "/metrics/v1"
JINING, JINXIANG, RENCHENG, YANTAI = "370800", "370828", "370811", "370600"
PERIOD = {"period_from": "2017-01-01", "period_to": "2017-12-31"}
GOOD = {"ecommerce_volume": "30", "online_retail": "6", "retail_total": "50"}


def path(region: str) -> str:
    return {"370000": "37."}.get(region) or (
        f"37.{region[:4]}." if region.endswith("00") else f"37.{region[:4]}.{region}."
    )


@dataclass
class Office:
    """`await office.submitted(window, JINXIANG)`; each role is another person unless named."""

    client: httpx.AsyncClient
    as_: Signer
    database: Database

    def officer(self, role: Role, region: str, subject: str | None = None, **given: Any) -> dict[str, str]:
        return self.as_(role, region=path(region), subject=subject or f"{role}-{region}", **given)

    async def window(self, units, *, form="ecommerce", days=10, **more: Any):
        today = self.database.clock.today()
        body = {
            "form": form, "region": "370000", **PERIOD, "units": units,
            "opens_on": str(today), "closes_on": str(today + timedelta(days=days)), **more,
        }  # fmt: skip
        headers = self.officer(Role.PROGRAMME_OFFICER, "370000")
        return await self.client.post(f"{V1}/report-windows", json=body, headers=headers)

    async def draft(self, window, region, subject="clerk"):
        headers = self.officer(Role.STATISTICIAN, region, subject)
        url = f"{V1}/report-windows/{window['id']}/reports"
        return await self.client.post(url, json={"region": region}, headers=headers)

    async def fill(self, report, figures=GOOD, **more: Any):
        given = {name: {"value": each, "unit": "hundred_million_yuan"} for name, each in figures.items()}
        headers = self.officer(Role.STATISTICIAN, report["region"], "clerk", if_match=report["version"])
        body = {"figures": given, **more}
        return await self.client.put(f"{V1}/reports/{report['id']}", json=body, headers=headers)

    async def step(self, report, action, role, region=None, **more: Any):
        subject = more.pop("subject", None)
        headers = self.officer(role, region or report["region"], subject, if_match=report["version"])
        body = {"action": action, **more}
        return await self.client.post(f"{V1}/reports/{report['id']}/actions", json=body, headers=headers)

    async def submitted(self, window, region, figures=GOOD, **more: Any):
        begun = await self.draft(window, region)
        assert begun.status_code == 201, begun.text
        filled = await self.fill(begun.json(), figures, **more)
        assert filled.status_code == 200, filled.text
        answer = await self.step(filled.json(), "submit", Role.STATISTICIAN, subject="clerk")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def approved(self, window, region, figures=GOOD, **more: Any):
        role = Role.CITY_OFFICER if region.endswith("00") else Role.COUNTY_OFFICER
        answer = await self.step(await self.submitted(window, region, figures, **more), "approve", role)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def sheets(self, window) -> dict[str, Any]:
        headers = self.officer(Role.PROGRAMME_OFFICER, "370000")
        answer = await self.client.get(f"{V1}/report-windows/{window['id']}/sheets", headers=headers)
        return {each["region"]: each for each in answer.json()["items"]}

    async def settle(self, window, region, subject="settler"):
        """Approve a city's sheet or publish the province's."""
        sheet = (await self.sheets(window))[region]
        role = Role.PROGRAMME_OFFICER if sheet["top"] else Role.CITY_OFFICER
        headers = self.officer(role, region, f"{subject}-{region}", if_match=sheet["version"])
        body = {"action": "publish" if sheet["top"] else "approve"}
        return await self.client.post(f"{V1}/report-sheets/{sheet['id']}/actions", json=body, headers=headers)

    async def read(self, report, role=Role.PROGRAMME_OFFICER, region="370000"):
        return await self.client.get(f"{V1}/reports/{report['id']}", headers=self.officer(role, region))

    async def figure(self, series, region="370000", **more: str):
        asked = {"region": region, "from": "2017-01-01", "to": "2017-12-31", **more}
        return (await self.client.get(f"{V1}/figures/{series}", params=asked)).json()
