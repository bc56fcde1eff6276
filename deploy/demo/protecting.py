"""Chapter two: marks enter trademark's register, indications of origin and who may use them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from deploy.demo.clock import until
from deploy.demo.enterprises import Enterprise, Fate
from deploy.demo.gateway import CallRefusedError, Gateway, Json
from deploy.demo.lists import GAZETTE, SERVICES, Mark, import_marks
from deploy.demo.progress import Stage
from deploy.demo.registration import PROGRAMME, Cast
from deploy.demo.size import Size
from deploy.demo.words import FIRST, SECOND
from shared.codes.kinds import EnterpriseCategory

CITY = "370800"
"""Jining, whose targets of 2018 count the marks in its register."""
CLASSES = {"01": 31, "13": 29, "14": 30, "15": 33, "17": 24, "18": 25, "21": 20, "27": 5, "39": 9}
FIRST_NUMBER = 60_000_000
OTHERS_FIRST = 61_000_000
INDICATIONS = 6


@dataclass(frozen=True, slots=True)
class Protecting:
    """Fills trademark."""

    gateway: Gateway
    stage: Stage
    cast: Cast
    size: Size
    today: date

    async def play(self) -> Json:
        """Marks of the enterprises and of others in Jining; indications with their users; what was made."""
        marks = [*self._of_others(), *self._of_enterprises()]
        with self.stage.chapter("导入商标名单 List of marks imported", len(marks)):
            await self._await_holders(marks[-1])
            report = await import_marks(self.gateway.person(PROGRAMME), marks)
        growing = self._growers()
        with self.stage.chapter("地理标志及用标授权 Indications, users authorised", len(growing)) as chapter:
            await chapter.each(growing, self._indicate)
        return {
            "import": report,
            "marks": (await self._total("/trademark/v1/marks", valid="true")),
            "indications": (await self._total("/trademark/v1/indications", protected="true")),
            "users": (await self._total("/trademark/v1/indication-authorisations", state="granted")),
        }

    async def _total(self, path: str, **asked: str) -> int:
        page = await self.gateway.public(path, include_total="true", limit="1", **asked)
        return int(page["total"])

    def _of_enterprises(self) -> Iterator[Mark]:
        """One for each brand, registered from 2019 to 2022."""
        for index, each in enumerate(self.cast.enterprises):
            if each.fate is not Fate.WITHOUT_BRAND:
                yield Mark(
                    number=f"{FIRST_NUMBER + index}",
                    name=each.brand,
                    holder=each.name,
                    credit_code=each.credit_code,
                    region="",
                    class_number=CLASSES.get(each.industry, SERVICES),
                    goods=each.product,
                    registered=date(2019 + index % 4, 1 + index % 12, 7),
                )

    def _of_others(self) -> Iterator[Mark]:
        """Of holders in Jining whom registry does not know: some stood in 2017, as many came until 2022."""
        for index in range(self.size.marks_of_others):
            name = FIRST[index % len(FIRST)] + SECOND[-1 - index % len(SECOND)]
            year = 2017 if index % 2 == 0 else 2020
            yield Mark(
                number=f"{OTHERS_FIRST + index}",
                name=f"{name}坊",
                holder=f"济宁{name}坊商行",
                credit_code="",
                region=CITY,
                class_number=30,
                goods="糕点",
                registered=date(year, 3 + index % 9, 14),
            )

    async def _await_holders(self, mark: Mark) -> None:
        """Trademark learns of organisations from registry's feed, in order: this holder comes last."""

        async def known() -> bool:
            try:
                await self._enter(mark)
            except CallRefusedError as refused:
                if refused.code != "mark_unfit":
                    raise
                return False
            return True

        await until(known, "trademark does not learn of the holders")

    async def _enter(self, mark: Mark) -> None:
        """One by hand, as filed; the list brings its registration."""
        known = {each.credit_code: self.cast.organisation(each) for each in self.cast.enterprises}
        await self.gateway.person(PROGRAMME).post(
            "/trademark/v1/marks",
            {
                "number": mark.number,
                "name": mark.name,
                "kind": "service" if mark.is_service else "product",
                "filed_on": mark.filed.isoformat(),
                "holder": {"organisation_id": known[mark.credit_code]},
                "goods": [{"class_number": mark.class_number, "name": mark.goods}],
                "source": GAZETTE,
            },
        )

    def _growers(self) -> list[Enterprise]:
        """Certified growers, each of another county."""
        counties: dict[str, Enterprise] = {}
        for each in self.cast.enterprises:
            grows = each.category is EnterpriseCategory.REGIONAL_ORIGIN_AGRICULTURE
            if grows and each.fate is not Fate.UNCERTIFIED:
                counties.setdefault(each.region.code, each)
        of_jining_first = sorted(counties.values(), key=lambda each: each.city != CITY)
        return of_jining_first[:INDICATIONS]

    async def _indicate(self, grower: Enterprise) -> None:
        """The county's product under two legal forms, and the grower who may use its name."""
        officer = self.gateway.person(f"officer-{grower.city}")
        county, name = grower.region, f"{grower.region.name}{grower.product}"
        manager = f"{county.name}{grower.product}协会"
        form: Json = {"name": name, "status": "registered", "holder_name": manager, "area": [county.code]}
        number = county.code + "-演示"
        made = await officer.post(
            "/trademark/v1/indications",
            {
                "name": name,
                "product_class": "food",
                "manager_name": manager,
                "area": [county.code],
                "area_hectares": "4000",
                "yearly_capacity_kg": "60000000",
                "forms": [
                    form | {"kind": "collective_mark", "number": number, "registered_on": "2019-05-14"},
                    form | {"kind": "product_indication", "number": number, "registered_on": "2016-11-04"},
                ],
            },
        )
        await self._authorise(grower, made["id"])

    async def _authorise(self, grower: Enterprise, indication: str) -> None:
        """The grower applies, the city's officer grants."""
        asked = await self.gateway.person(self.cast.applicant(grower)).post(
            f"/trademark/v1/indications/{indication}/authorisations",
            {
                "organisation_id": self.cast.organisation(grower),
                "organisation_name": grower.name,
                "route": "product_user",
                "plots": [{"region_code": grower.region.code, "hectares": "40"}],
                "quota_kg": "250000",
                "valid_from": self.today.isoformat(),
                "valid_to": self.today.replace(year=self.today.year + 3, day=1).isoformat(),
            },
        )
        await self.gateway.person(f"officer-{grower.city}").post(
            f"/trademark/v1/indication-authorisations/{asked['id']}/actions",
            {"action": "grant"},
            version=asked["version"],
        )
