"""What trademark and metrics hold for the organisation and its region, beside what the story tells."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from deploy.demo.gateway import Json
from deploy.demo.registration import PROGRAMME
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from shared.imports.forms import JSON_LINES
from shared.time.clock import SHANGHAI
from tests.journeys.running import until
from tests.security.live.cast import Cast

PROVINCE = "370000"
YEAR = 2014
"""Of a report that no target looks at."""
LISTED = ("19690214", "19690215")
"""Numbers of marks that a list brings; a dry run writes them nowhere."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Identifiers by the segment before them in paths."""

    cast: Cast

    async def lay(self) -> dict[str, str]:
        """A mark with its deadlines, an application for an indication, a list that was read, a report."""
        return {
            "marks": await self._mark(),
            **await self._asked_for(),
            **await self._read_list(),
            "indication-imports": await self._read_indications(),
            **await self._report(),
        }

    @property
    def county(self) -> str:
        """Code of the county in which the organisation is at home."""
        return self.cast.place.region_path.rstrip(".").rpartition(".")[2]

    @property
    def city(self) -> str:
        return self.cast.place.path(RegionLevel.CITY).split(".")[1].ljust(6, "0")

    async def _mark(self) -> str:
        """The organisation's own, of which the story has one; its deadlines are planned a moment later."""
        applicant = self.cast.person(Role.APPLICANT)
        held = await applicant.get("/trademark/v1/marks", holder=self.cast.place.organisation_id)

        async def planned() -> bool:
            return bool((await applicant.get("/trademark/v1/deadlines", limit=1))["items"])

        await until(planned, "the mark of the organisation has its deadlines", seconds=60)
        return str(held["items"][0]["id"])

    async def _asked_for(self) -> dict[str, str]:
        """An application that nobody has decided, for a product whose forms contradict each other."""
        name = f"{self.cast.place.holder[:4]}苹果"
        form = {"name": name, "status": "registered", "area": [self.county], "registered_on": "2016-11-04"}
        indication = await self.cast.person(Role.CITY_OFFICER).post(
            "/trademark/v1/indications",
            {
                "name": name,
                "product_class": "food",
                "manager_name": f"{name}协会",
                "area": [self.county],
                "forms": [
                    form | {"kind": kind, "holder_name": f"{name}{holder}", "number": f"{self.county}-演示三"}
                    for kind, holder in (("product_indication", "协会"), ("collective_mark", "合作社"))
                ],
            },
        )
        today = await self._today()
        asked = await self.cast.person(Role.APPLICANT).post(
            f"/trademark/v1/indications/{indication['id']}/authorisations",
            {
                "organisation_id": self.cast.place.organisation_id,
                "organisation_name": self.cast.place.holder,
                "route": "product_user",
                "plots": [{"region_code": self.county, "hectares": "2"}],
                "quota_kg": "1000",
                "valid_from": today.isoformat(),
                "valid_to": today.replace(year=today.year + 2, day=1).isoformat(),
            },
        )
        return {"indications/conflicts": indication["id"], "indication-authorisations": asked["id"]}

    async def _read_list(self) -> dict[str, str]:
        """A list of two marks, read without writing: the officer's own, and nobody else's."""
        officer = self.cast.person(Role.CITY_OFFICER)
        file = await officer.upload("trademark", "商标.jsonl", self._list(), JSON_LINES)
        asked = {"file_id": file, "mode": "validate", "as_of": "2017-03-01", "source": "演示公告"}
        run = await officer.post("/trademark/v1/mark-imports", asked)
        path = f"/trademark/v1/mark-imports/{run['id']}"

        async def done() -> bool:
            return bool((await officer.get(path))["done"])

        await until(done, "the list of marks is read", seconds=60)
        return {"mark-imports": run["id"], "trademark/jobs": run["job_id"], "trademark/files": file}

    async def _read_indications(self) -> str:
        """The same of indications: a list of two forms, read without writing."""
        officer = self.cast.person(Role.CITY_OFFICER)
        form = {"product_class": "food", "kind": "collective_mark", "status": "filed", "area": [self.county]}
        forms = [form | {"name": f"晨谷小米{number}", "number": number} for number in LISTED]
        file = await officer.upload("trademark", "地理标志.jsonl", _lines(forms), JSON_LINES)
        asked = {"file_id": file, "mode": "validate"}
        run = await officer.post("/trademark/v1/indication-imports", asked)
        path = f"/trademark/v1/indication-imports/{run['id']}"

        async def done() -> bool:
            return bool((await officer.get(path))["done"])

        await until(done, "the list of indications is read", seconds=60)
        return str(run["id"])

    def _list(self) -> bytes:
        mark = {
            "MarkCategory": "Trademark",
            "MarkVerbalElementText": "晨谷",
            "ApplicationDate": "2013-02-05",
            "GoodsServicesBag": [{"ClassNumber": 30, "GoodsServicesDescriptionText": "糕点"}],
            "ApplicantBag": [{"EntityName": self.cast.place.holder, "RegionCode": self.county}],
        }
        return _lines([mark | {"ApplicationNumber": {"ApplicationNumberText": number}} for number in LISTED])

    async def _report(self) -> dict[str, str]:
        """Drafts of the organisation's city and county, and the sheet of the province above them."""
        officer, today = self.cast.gateway.person(PROGRAMME), await self._today()
        window = await officer.post(
            "/metrics/v1/report-windows",
            {
                "form": "ecommerce",
                "region": PROVINCE,
                "period_from": f"{YEAR}-01-01",
                "period_to": f"{YEAR}-12-31",
                "opens_on": today.isoformat(),
                "closes_on": today.replace(year=today.year + 1, day=1).isoformat(),
                "units": [self.city, self.county],
            },
        )
        path = f"/metrics/v1/report-windows/{window['id']}"
        statistician = self.cast.person(Role.STATISTICIAN)
        await statistician.post(f"{path}/reports", {"region": self.county})
        report = await statistician.post(f"{path}/reports", {"region": self.city})
        sheets = (await officer.get(f"{path}/sheets"))["items"]
        sheet = next(each for each in sheets if each["region"] == PROVINCE)
        return {"reports": report["id"], "report-sheets": sheet["id"], "report-windows": window["id"]}

    async def _today(self) -> date:
        clock: Mapping[str, Json] = await self.cast.gateway.public("/identity/v1/clock")
        return datetime.fromisoformat(str(clock["business_now"])).astimezone(SHANGHAI).date()


def _lines(rows: Sequence[Json]) -> bytes:
    """One a line."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
