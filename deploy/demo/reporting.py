"""Chapter three: the seven reported figures by metrics' forms, filled in, approved from below, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from deploy.demo.gateway import Gateway, Json
from deploy.demo.people import Person, reporters
from deploy.demo.progress import Stage
from deploy.demo.protecting import CITY
from deploy.demo.registration import PROGRAMME, SECURITY, enrolment
from deploy.demo.size import Size
from shared.codes.regions import RegionLevel, Regions

PROVINCE = "370000"
HORIZON = 2022
"""The year by which the plan of Jining is judged."""
OPEN_DAYS = 20
PUBLISHER = "演示评价机构"
VALUES = (126, 108, 101, 45, 23, 12, 8, 6)
"""Brand values of invented groups, in hundred million yuan."""
LISTED = 2
SALES = (9, 6, 12, 5, 7, 8)
"""Yearly sales of the counties' public brands, in hundred million yuan; 5 still counts."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form asked of some units, and what each of them says."""

    form: str
    region: str
    year: int
    filled: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reporting:
    """Statisticians fill in, officers of the own level approve, the province publishes."""

    gateway: Gateway
    stage: Stage
    size: Size
    today: date

    async def play(self) -> Json:
        """Every form from the window to the publication; how many forms and reports, and of which year."""
        await self._enrol()
        sheets = self._sheets()
        reports = sum(len(sheet.filled) for sheet in sheets)
        with self.stage.chapter("统计报表：填报、审核、发布 Figures reported, published", reports) as chapter:
            await chapter.each(sheets, self._report)
        return {"forms": len(sheets), "reports": reports, "year": self.today.year - 1}

    async def _enrol(self) -> None:
        people: Sequence[Person] = [*reporters(self._cities(), self._counties())]
        await self.gateway.person(SECURITY).post(
            "/identity/v1/people/enrolments", {"people": [enrolment(each) for each in people]}
        )

    def _cities(self) -> list[str]:
        return [each.code for each in Regions.shipped().cities(PROVINCE)][: self.size.cities_reporting]

    def _counties(self) -> list[str]:
        below = Regions.shipped().children(CITY)
        counties = sorted(each.code for each in below if each.level is RegionLevel.COUNTY)
        return counties[: self.size.counties_reporting]

    def _sheets(self) -> list[Sheet]:
        last = self.today.year - 1
        cities = list(enumerate(self._cities(), start=1))
        return [
            Sheet("ecommerce", PROVINCE, last, {code: _trade(rank) for rank, code in cities}),
            Sheet("ecommerce_use", PROVINCE, last, {code: _use(rank) for rank, code in cities}),
            Sheet("brand_values", CITY, HORIZON, {CITY: {"entries": [_valued(each) for each in VALUES]}}),
            Sheet("top_500_brands", CITY, HORIZON, {CITY: {"entries": _listed()}}),
            Sheet("regional_brand_sales", CITY, HORIZON, self._of_counties()),
        ]

    def _of_counties(self) -> Mapping[str, Json]:
        """One public brand in each county; the last one has none and says so."""
        counties = self._counties()
        names = Regions.shipped()
        sold = {
            code: {"entries": [_sold(names.get(code).name, SALES[rank % len(SALES)])]}
            for rank, code in enumerate(counties[:-1])
        }
        return {**sold, counties[-1]: {"nil": True}}

    async def _report(self, sheet: Sheet) -> None:
        """The window is opened, every unit reports, the top sheet is published."""
        officer = self.gateway.person(PROGRAMME)
        window = await officer.post(
            "/metrics/v1/report-windows",
            {
                "form": sheet.form,
                "region": sheet.region,
                "period_from": f"{sheet.year}-01-01",
                "period_to": f"{sheet.year}-12-31",
                "opens_on": self.today.isoformat(),
                "closes_on": (self.today + timedelta(days=OPEN_DAYS)).isoformat(),
                "units": list(sheet.filled),
            },
        )
        for region, filled in sheet.filled.items():
            await self._unit(window["id"], region, filled)
        sheets = await officer.get(f"/metrics/v1/report-windows/{window['id']}/sheets")
        top = next(each for each in sheets["items"] if each["top"])
        await officer.post(
            f"/metrics/v1/report-sheets/{top['id']}/actions", {"action": "publish"}, version=top["version"]
        )

    async def _unit(self, window: str, region: str, filled: Json) -> None:
        """One report, by two pairs of hands."""
        statistician = self.gateway.person(f"statistician-{region[:4]}00")
        report = await statistician.post(f"/metrics/v1/report-windows/{window}/reports", {"region": region})
        path = f"/metrics/v1/reports/{report['id']}"
        report = await statistician.put(path, filled, version=report["version"])
        report = await statistician.post(f"{path}/actions", {"action": "submit"}, version=report["version"])
        approver = self.gateway.person(f"officer-{region}")
        await approver.post(f"{path}/actions", {"action": "approve"}, version=report["version"])


def _money(hundred_millions: float) -> Json:
    return {"value": f"{hundred_millions}", "unit": "hundred_million_yuan"}


def _count(number: int) -> Json:
    return {"value": f"{number}", "unit": "count"}


def _trade(rank: int) -> Json:
    """A city of this rank: who comes first trades most."""
    volume = 4200 // rank
    figures = {"ecommerce_volume": volume, "online_retail": volume // 4, "retail_total": volume}
    return {"figures": {series: _money(value) for series, value in figures.items()}}


def _use(rank: int) -> Json:
    firms, traders = 2600 // rank, 1800 // rank
    figures = {
        "industry_enterprises": firms,
        "industry_enterprises_online": firms * 93 // 100,
        "trade_enterprises": traders,
        "trade_enterprises_online": traders * 88 // 100,
    }
    return {"figures": {series: _count(value) for series, value in figures.items()}}


def _valued(value: int) -> Json:
    return {"name": f"济宁{value}号集团（演示）", "value": _money(value), "publisher": PUBLISHER}


def _listed() -> list[Json]:
    return [{"name": f"济宁{value}号集团（演示）", "publisher": PUBLISHER} for value in VALUES[:LISTED]]


def _sold(county: str, value: int) -> Json:
    return {"name": f"{county}好品（演示）", "value": _money(value)}
